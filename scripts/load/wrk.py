"""wrk: a load generator that costs little itself, which matters where it shares the cores."""

import json
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scripts import debian
from scripts.services.programs import from_debian, on_path

SCRIPT = Path(__file__).with_name("sessions.lua")


@dataclass(frozen=True)
class Answers:
    """Of one visit to one address by many people at once."""

    requests: int
    seconds: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    errors: int

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def load(url: str, people: Path, *, at_once: int, seconds: float) -> Answers:
    """`people` holds a header line for each of them. Everybody asks again as soon as answered."""
    command = [program(), "--threads", "1", "--connections", at_once, "--timeout", "30s"]
    command += ["--duration", f"{max(1, round(seconds))}s", "--script", SCRIPT, url, "--", people]
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=seconds + 60,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"wrk failed on {url}: {done.stdout}{done.stderr}")
    return Answers(**json.loads(done.stdout.splitlines()[-1]))


@cache
def program() -> Path:
    return from_debian(
        "wrk",
        package="wrk",
        find=lambda: next(iter(on_path("wrk")), None),
        install=lambda: debian.install("wrk"),
    )
