"""The Dockerfile, kept honest where no image can be built: what it names exists and loads."""

import importlib.util
import json
import re
import shlex
from fnmatch import fnmatch

import pytest

from tests.architecture.ladder import ROOT

TEXT = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
LINES = [line.split(maxsplit=1) for line in TEXT.splitlines() if line and line[0].isupper()]


def instructions(name: str) -> list[str]:
    return [rest for keyword, rest in LINES if keyword == name]


def copied() -> list[str]:
    """What is copied from the project, not from an earlier stage."""
    words = [shlex.split(one) for one in instructions("COPY") if "--from=" not in one]
    return [source for parts in words for source in parts[:-1] if not source.startswith("--")]


def final_stage() -> str:
    return TEXT[TEXT.rindex("\nFROM ") :]


@pytest.mark.parametrize("source", copied())
def test_what_the_image_copies_exists(source: str) -> None:
    assert (ROOT / source).exists()


def test_every_package_is_copied() -> None:
    packages = {"site", "courses", "practice", "feedback", "invitations"}
    others = {"locale", "static", "templates"}
    assert packages | others <= set(copied())


def test_what_is_copied_is_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert set(copied()) & {line.strip("/") for line in ignored} == set()


def test_what_was_filled_in_beside_compose_stays_outside() -> None:
    """Secrets in a layer are read by whoever has the image."""
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    names = (".env", "deploy/compose/practika.env")
    assert [one for one in names if not any(fnmatch(one, line) for line in ignored)] == []


def test_the_image_installs_the_same_lock() -> None:
    assert "pip install --no-cache-dir --require-hashes --requirement requirements.lock" in TEXT
    assert "npm ci" in TEXT


def test_the_command_is_gunicorn_with_our_application() -> None:
    command = json.loads(instructions("CMD")[-1])
    module, _, attribute = command[-1].partition(":")
    assert command[:2] == ["gunicorn", "--config"]
    assert (ROOT / command[2]).exists()
    assert importlib.util.find_spec(module) is not None
    assert attribute == "application"


def test_the_paths_of_the_image_match_the_source_roots() -> None:
    assert "PYTHONPATH=/app/site:/app" in TEXT
    assert "DJANGO_SETTINGS_MODULE=portal.settings.production" in TEXT


def test_the_image_runs_as_a_plain_user() -> None:
    users = re.findall(r"^USER (\S+)", final_stage(), re.M)
    assert users
    assert users[-1] not in {"root", "0"}


def test_the_image_asks_for_its_own_health() -> None:
    check = instructions("HEALTHCHECK")[-1]
    script = json.loads(check[check.index("[") :])[1]
    assert "/core/health/" in (ROOT / script).read_text(encoding="utf-8")


def test_no_secret_stays_in_the_image() -> None:
    assert [one for one in instructions("ENV") if "SECRET" in one or "PASSWORD" in one] == []


def test_the_image_may_run_on_debians_ffmpeg() -> None:
    """A build argument takes the wheel's program out and puts Debian's package in."""
    assert TEXT.count("ARG FFMPEG=wheel") == 2
    binaries = "/venv/lib/python3.11/site-packages/imageio_ffmpeg/binaries/ffmpeg-*"
    assert f'RUN test "$FFMPEG" = wheel || rm {binaries}' in TEXT
    assert 'bubblewrap $(test "$FFMPEG" = wheel || echo ffmpeg)' in final_stage()
