"""The argument `--only`, which names the parts to run."""

import argparse
from collections.abc import Callable, Sequence


def add_only(
    parser: argparse.ArgumentParser, known: Sequence[str], usual: Sequence[str] | None = None
) -> None:
    """Without the argument, the `usual` parts run, or all."""
    parser.add_argument(
        "--only",
        type=_some_of(known),
        default=list(usual or known),
        help=f"some of: {', '.join(known)}",
    )


def _some_of(known: Sequence[str]) -> Callable[[str], list[str]]:
    """Names separated by commas, in upper or lower case; returned in the order of `known`."""

    def chosen(text: str) -> list[str]:
        asked = {word.strip().lower() for word in text.split(",") if word.strip()}
        if unknown := sorted(asked - {name.lower() for name in known}):
            there_are = ", ".join(known)
            raise argparse.ArgumentTypeError(f"there is no {unknown[0]!r}, only {there_are}")
        return [name for name in known if name.lower() in asked]

    return chosen
