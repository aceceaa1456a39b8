"""What belongs in the published schema."""

from typing import Any


def only_v1(endpoints: list[tuple[Any, ...]], **kwargs: Any) -> list[tuple[Any, ...]]:
    """Leaves Wagtail's own APIs out."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]
