"""Taking a person's id out of what is kept as JSON: versions of pages, rows of the history."""

from typing import Any

REMOVED = "(removed)"


def without(value: Any, key: str, heir: str) -> Any:
    """The same without `key`: no name where it stood alone, one less where it stood in a list.

    What the person wrote on a page for other editors goes too. Where others replied, their words
    stay below "(removed)", in the name of `heir`, as a comment has to have somebody's.
    """
    if isinstance(value, dict):
        return {name: without(part, key, heir) for name, part in value.items()}
    if isinstance(value, list):
        kept = (_kept(part, key, heir) for part in value if part != key)
        return [part for part in kept if part is not None]
    return None if value == key else value


def _kept(part: Any, key: str, heir: str) -> Any:
    if not isinstance(part, dict) or part.get("user") != key:
        return without(part, key, heir)
    others = [reply for reply in part.get("replies") or [] if reply.get("user") != key]
    if not others:
        return None
    rest = without({**part, "replies": others}, key, heir)
    return {**rest, "user": heir, "text": REMOVED}
