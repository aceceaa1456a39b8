"""The id of a YouTube video, from a link that a teacher pasted. Nothing is ever fetched."""

import re
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOSTS = frozenset(
    {
        "youtube.com",
        "www.youtube.com",
        "m.youtube.com",
        "music.youtube.com",
        "youtube-nocookie.com",
        "www.youtube-nocookie.com",
        "youtu.be",
    }
)
_ID = re.compile(r"[A-Za-z0-9_-]{11}", re.ASCII)
_ID_FOLDERS = ("embed", "shorts", "live", "v")
BAD_LINK = _(
    "This is not a link to a YouTube video. Copy it from the “Share” button below the video."
)


def youtube_id(address: str) -> str | None:
    """The video's 11-character id, or None for anything that is not a YouTube link."""
    try:
        parts = urlsplit(address.strip())
        is_youtube = parts.scheme in ("http", "https") and parts.netloc.lower() in HOSTS
        found = _candidate(parts.netloc.lower(), parts.path, parts.query) if is_youtube else ""
    except ValueError:
        return None
    return found if _ID.fullmatch(found) else None


def _candidate(host: str, path: str, query: str) -> str:
    folders = [folder for folder in path.split("/") if folder]
    if host == "youtu.be":
        return folders[0] if len(folders) == 1 else ""
    if folders == ["watch"]:
        return parse_qs(query, max_num_fields=30).get("v", [""])[0]
    if len(folders) == 2 and folders[0] in _ID_FOLDERS:
        return folders[1]
    return ""


def validate_youtube_link(address: str) -> None:
    if youtube_id(address) is None:
        raise ValidationError(BAD_LINK, code="youtube")
