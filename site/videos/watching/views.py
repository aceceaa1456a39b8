"""Watching: playlists, posters and redirects to the bytes. Whoever may not watch gets 404."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from core.errors import Refusal
from videos.models import Rendition, Upload, VideoAsset, VideoClip
from videos.queue import both_ears, control
from videos.queue.status import progress_of
from videos.viewer import plain_404, viewer
from videos.watching import access, delivery, playlists

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
STABLE = "addresses=stable"
"""In a playlist's query: URLs for players that never fetch the playlist again."""


def _asset(user: User, asset_id: UUID) -> VideoAsset:
    return _visible(user, get_object_or_404(VideoAsset, pk=asset_id))


def _visible(user: User, asset: VideoAsset) -> VideoAsset:
    if not access.may_watch(user, asset):
        raise Http404
    return asset


def _handled(user: User, asset_id: UUID) -> VideoAsset:
    asset = get_object_or_404(VideoAsset, pk=asset_id)
    if not access.may_handle(user, asset):
        raise Http404
    return asset


def _clip(user: User, clip_id: UUID) -> VideoClip:
    clip = get_object_or_404(VideoClip.objects.select_related("original_video"), pk=clip_id)
    _visible(user, clip.original_video)
    return clip


def _rendition(asset: VideoAsset, name: str) -> Rendition:
    return get_object_or_404(asset.renditions, name=name)


def _wants_stable(request: HttpRequest) -> bool:
    return request.GET.get("addresses") == "stable"


def _address(request: HttpRequest, user: User, rendition: Rendition) -> delivery.Address:
    if _wants_stable(request):
        return delivery.stable_address(rendition)
    return delivery.signed_address(user, rendition)


def _master(
    request: HttpRequest, renditions: list[Rendition], url_of: playlists.UrlOf
) -> HttpResponse:
    carried = f"?{STABLE}" if _wants_stable(request) else ""
    return playlist_response(playlists.master(renditions, lambda r: url_of(r) + carried))


def playlist_response(text: str) -> HttpResponse:
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(text, content_type=PLAYLIST_TYPE, headers=headers)


def _to_bytes(user: User, key: str, *, max_age: int = 0) -> HttpResponse:
    """A short-lived redirect to the bytes; players request it again after a longer pause."""
    url = delivery.signed_url(user, key)
    caching = f"private, max-age={max_age}" if max_age else "private, no-store"
    response = HttpResponseRedirect(url)
    response["Cache-Control"] = caching
    return response


def _poster_of(user: User, asset: VideoAsset) -> HttpResponse:
    if not asset.has_poster:
        raise Http404
    return _to_bytes(user, asset.poster_key, max_age=60)


@require_safe
@plain_404
def master(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    user = viewer(request)
    asset = _asset(user, asset_id)
    renditions = list(asset.renditions.all())
    if not asset.is_watchable or not renditions:
        raise Http404
    delivery.count_viewing(user, asset)
    return _master(request, renditions, lambda r: reverse("videos:media", args=[asset.pk, r.name]))


@require_safe
@plain_404
def media(request: HttpRequest, asset_id: UUID, name: str) -> HttpResponse:
    user = viewer(request)
    rendition = _rendition(_asset(user, asset_id), name)
    address = _address(request, user, rendition)
    return playlist_response(playlists.media(rendition, address.url, good_for=address.good_for))


@require_safe
@plain_404
def rendition_bytes(request: HttpRequest, asset_id: UUID, name: str) -> HttpResponse:
    user = viewer(request)
    return _to_bytes(user, _rendition(_asset(user, asset_id), name).key)


@require_safe
@plain_404
def poster(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    user = viewer(request)
    return _poster_of(user, _asset(user, asset_id))


@require_safe
@plain_404
def original(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    """The file as it was sent, for people who are responsible for it."""
    user = viewer(request)
    asset = _handled(user, asset_id)
    if not asset.has_original or Upload.objects.is_to_take_over(asset):
        raise Http404
    return _to_bytes(user, asset.original_key)


@require_safe
@plain_404
def clip_master(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    user = viewer(request)
    clip = _clip(user, clip_id)
    family = delivery.clip_renditions(clip)
    if not family:
        raise Http404
    delivery.count_viewing(user, clip.original_video)
    return _master(request, family, lambda r: reverse("videos:clip_media", args=[clip.pk, r.name]))


@require_safe
@plain_404
def clip_media(request: HttpRequest, clip_id: UUID, name: str) -> HttpResponse:
    user = viewer(request)
    clip = _clip(user, clip_id)
    rendition = _rendition(clip.original_video, name)
    to, span = _address(request, user, rendition), (clip.start_ms, clip.end_ms)
    return playlist_response(playlists.span(rendition, to.url, *span, good_for=to.good_for))


@require_safe
@plain_404
def clip_file(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    user = viewer(request)
    clip = _clip(user, clip_id)
    if not clip.has_file:
        raise Http404
    return _to_bytes(user, clip.storage_key)


@require_safe
@plain_404
def clip_poster(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    user = viewer(request)
    return _poster_of(user, _clip(user, clip_id).original_video)


@require_safe
@plain_404
def status(request: HttpRequest, asset_id: UUID) -> JsonResponse:
    """Its progress, for a waiting page: `phase` in words, `progress` in percent."""
    now: dict[str, Any] = progress_of(_asset(viewer(request), asset_id))
    answer = {**now, "phase": now["label"], "progress": now["percent"]}
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})


@require_POST
@plain_404
def retry(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    user = viewer(request)
    asset = _handled(user, asset_id)
    try:
        control.retry(actor=user, asset=asset)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(_back(request))


@require_POST
@plain_404
def sound(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    """`both=1`: one side's sound in both ears; `both=0`: the original sound."""
    user = viewer(request)
    asset = _handled(user, asset_id)
    wanted = (
        both_ears.hear_in_both_ears if request.POST.get("both") == "1" else both_ears.hear_as_sent
    )
    try:
        wanted(actor=user, asset=asset)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if wanted and is_ours else "/"
