"""Reads the environment: one typed variable per setting; a wrong value stops start-up and is named.

Variables that are not set are loaded from .env, or from the file that PRACTIKA_DOTENV names (an
empty one in tests). boto3 finds its credentials there, too.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dotenv import load_dotenv
from environs import Env, EnvError

ROOT = Path(__file__).resolve().parents[3]

T = TypeVar("T")
# A $ is just a $, as for systemd, which reads the same file.
load_dotenv(os.environ.get("PRACTIKA_DOTENV") or ROOT / ".env", interpolate=False)
reader = Env()


def knob(read: Callable[..., T], name: str, default: T) -> T:
    """The value of `name`, or `default`; a value of the wrong type ends start-up with a message."""
    try:
        return read(name, default)
    except (EnvError, ValueError) as error:
        sys.exit(f"Practika cannot start: the setting {name} is wrong ({error}).")


def text(name: str, default: str = "") -> str:
    return knob(reader.str, name, default)


def flag(name: str, default: bool = False) -> bool:
    return knob(reader.bool, name, default)


def number(name: str, default: int) -> int:
    value = knob(reader.int, name, default)
    if value < 0:
        sys.exit(f"Practika cannot start: the setting {name} is wrong (it must not be negative).")
    return value


def names(name: str, default: list[str] | None = None) -> list[str]:
    value: list[str] = knob(reader.list, name, default or [])
    return [part.strip() for part in value if part.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()


def made(path: Path) -> Path:
    """The data folder, or one within it; created if it does not exist."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(
            f"Practika cannot start: the folder {path} cannot be created ({error.strerror}). "
            "Set PRACTIKA_HOME to a writable data folder."
        )
    return path


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        sys.exit(
            f"Practika cannot start: the setting {name} is wrong "
            f"({value!r} is not one of {', '.join(allowed)})."
        )
    return value
