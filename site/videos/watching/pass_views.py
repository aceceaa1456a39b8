"""Views behind the URLs of `passes`. All URLs in their playlists are relative and need no headers
either; each request, for whole files or ranges, checks the access rules again."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from videos.models import Rendition
from videos.viewer import plain_404
from videos.watching import delivery, playlists
from videos.watching.passes import Pass, open_pass
from videos.watching.views import playlist_response


@require_safe
@plain_404
def master(request: HttpRequest, token: str) -> HttpResponse:
    watching = _opened(request, token)
    renditions = _renditions(watching)
    if not renditions:
        raise Http404
    delivery.count_viewing(watching.user, watching.asset)
    return playlist_response(playlists.master(renditions, lambda r: f"{r.name}.m3u8"))


@require_safe
@plain_404
def media(request: HttpRequest, token: str, name: str) -> HttpResponse:
    watching = _opened(request, token)
    rendition, address = _rendition(watching, name), f"{name}.mp4"
    if clip := watching.clip:
        return playlist_response(playlists.span(rendition, address, clip.start_ms, clip.end_ms))
    return playlist_response(playlists.media(rendition, address))


@require_safe
@plain_404
def rendition_bytes(request: HttpRequest, token: str, name: str) -> HttpResponse:
    watching = _opened(request, token)
    return _to_bytes(watching, _rendition(watching, name).key)


@require_safe
@plain_404
def poster(request: HttpRequest, token: str) -> HttpResponse:
    watching = _opened(request, token)
    if not watching.asset.has_poster:
        raise Http404
    return _to_bytes(watching, watching.asset.poster_key)


@require_safe
@plain_404
def clip_file(request: HttpRequest, token: str) -> HttpResponse:
    watching = _opened(request, token)
    if watching.clip is None or not watching.clip.has_file:
        raise Http404
    return _to_bytes(watching, watching.clip.storage_key)


def _opened(request: HttpRequest, token: str) -> Pass:
    """Players are anonymous. A browser that is logged in as someone else is refused."""
    watching = open_pass(token)
    if request.user.is_authenticated and request.user.pk != watching.user.pk:
        raise Http404
    return watching


def _renditions(watching: Pass) -> list[Rendition]:
    if watching.clip:
        return delivery.clip_renditions(watching.clip)
    return list(watching.asset.renditions.all()) if watching.asset.is_watchable else []


def _rendition(watching: Pass, name: str) -> Rendition:
    return get_object_or_404(watching.asset.renditions, name=name)


def _to_bytes(watching: Pass, key: str) -> HttpResponse:
    url = delivery.signed_url(watching.user, key, for_bearer=True)
    return HttpResponseRedirect(url, headers={"Cache-Control": "private, no-store"})
