"""The stack that the tests run on, settled before Django reads its settings.

PRACTIKA_STACK=embedded     SQLite, memory and a local folder; what nothing set means
PRACTIKA_STACK=production   PostgreSQL, Redis and S3, started here and gone with the run

The knobs of whoever runs the tests count for nothing: neither the environment's nor .env's.
"""

import atexit
import json
import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
STACKS = ("embedded", "production")
STARTED = "PRACTIKA_STACK_STARTED"
"""The settings of the started servers, for the processes that this one starts."""
KNOB = re.compile(r"^# ([A-Z][A-Z0-9_]+)=", re.M)


def settle() -> str:
    """The stack's name; from now on the environment names its servers."""
    stack = os.environ.get("PRACTIKA_STACK") or "embedded"
    if stack not in STACKS:
        sys.exit(f"PRACTIKA_STACK is {stack!r}, and it must be one of {', '.join(STACKS)}.")
    forget_knobs()
    if stack == "production":
        os.environ.update(own_places(servers()))
    return stack


def forget_knobs() -> None:
    for name in KNOB.findall((ROOT / ".env.example").read_text(encoding="utf-8")):
        os.environ.pop(name, None)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(
        PRACTIKA_DOTENV=os.devnull,
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_EC2_METADATA_DISABLED="true",
    )


def servers() -> dict[str, str]:
    """The settings that lead to them; the first process of a run starts them, and ends them."""
    if STARTED not in os.environ:
        os.environ[STARTED] = json.dumps(start())
    started: dict[str, str] = json.loads(os.environ[STARTED])
    return started


def start() -> dict[str, str]:
    from scripts.services import ServiceTrouble, Stack

    stack = Stack(is_durable=False)
    stack.s3.origin = "*"  # browsers come from live servers whose ports nobody knows yet
    atexit.register(stack.close)
    try:
        return stack.__enter__().environ
    except ServiceTrouble as trouble:
        sys.exit(f"The tests on the production stack can not run. {trouble}")


def own_places(environ: dict[str, str]) -> dict[str, str]:
    """Apart from the run's other processes. Databases: pytest-django sees to it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    number = int(worker.removeprefix("gw")) + 1 if worker else 0
    redis = urlsplit(environ["REDIS_URL"])._replace(path=f"/{number}")
    return environ | {"REDIS_URL": redis.geturl(), "S3_PREFIX": worker or "main"}
