"""How long a video may be."""

from django.conf import settings


def longest_ms(max_duration_ms: int | None) -> int:
    """The effective limit: the asset's own or the portal's, whichever is shorter."""
    portal = int(settings.VIDEO_MAX_SECONDS) * 1000
    return min(portal, max_duration_ms) if max_duration_ms else portal
