"""Permission to watch one video or clip, in the URL alone: for players that send no headers.

    addresses_for(user, asset)("master.m3u8")      what VLC, ffmpeg or a phone's own player opens
    open_pass(token)                               who watches what; checks access each time

Whoever has the URL can watch as long as its person can, for at most `PLAYER_URL_SECONDS`. It ends
at once if the account is deactivated, the password changes or the person may no longer watch.
"""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from videos.models import VideoAsset, VideoClip
from videos.storage.window import ends_at
from videos.watching import access

_signer = Signer(salt="practika.videos.pass")
_MARK_LENGTH = 16
AddressOf = Callable[[str], str]
Watched = VideoAsset | VideoClip


class Pass(NamedTuple):
    user: User
    asset: VideoAsset
    clip: VideoClip | None


def addresses_for(user: User, watched: Watched) -> AddressOf:
    """For a person who has already been allowed to watch."""
    token = _token(user, watched)
    master = reverse("videos:watch_master", args=[token])
    return lambda file: master.removesuffix("master.m3u8") + file


def open_pass(token: str) -> Pass:
    """Raises Http404 if it is forged or too old, or if its person may no longer watch."""
    user_id, mark, kind, watched_id, until = _read(token)
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if until <= timezone.now().timestamp() or user is None or not _is_current(user, mark):
        raise Http404
    clip = _clip(watched_id) if kind == "clip" else None
    asset = clip.original_video if clip else VideoAsset.objects.filter(pk=watched_id).first()
    if asset is None or not access.may_watch(user, asset):
        raise Http404
    return Pass(user, asset, clip)


def _token(user: User, watched: Watched) -> str:
    """The same for a while, so that browsers can use their cache."""
    kind = "clip" if isinstance(watched, VideoClip) else "video"
    until = ends_at(settings.PLAYER_URL_SECONDS // 2)
    facts = [user.pk.hex, _mark(user), kind, watched.pk.hex, until]
    return _signer.sign_object(facts, compress=True)


def _read(token: str) -> tuple[UUID, str, str, UUID, int]:
    try:
        user_id, mark, kind, watched_id, until = _signer.unsign_object(token)
        return UUID(user_id), str(mark), str(kind), UUID(watched_id), int(until)
    except (BadSignature, ValueError, TypeError, ValidationError):
        raise Http404 from None


def _mark(user: User) -> str:
    """Changes with the password."""
    return user.get_session_auth_hash()[:_MARK_LENGTH]


def _is_current(user: User, mark: str) -> bool:
    return constant_time_compare(_mark(user), mark)


def _clip(clip_id: UUID) -> VideoClip | None:
    found: VideoClip | None = (
        VideoClip.objects.select_related("original_video").filter(pk=clip_id).first()
    )
    if found is None:
        raise Http404
    return found
