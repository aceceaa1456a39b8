"""Removes a person's id from stored JSON: revisions of pages, rows of the history."""

from typing import Any

REMOVED = "(removed)"


def without(value: Any, key: str, heir: str) -> Any:
    """The same without `key`: a single value becomes None, a list loses the entry.

    The person's comments for other editors are removed too. If others replied, their replies stay
    below "(removed)", which is attributed to `heir`, as a comment needs an author.
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
