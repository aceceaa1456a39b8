"""The player of the passage picker, for a demo that was chosen but is not saved yet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.youtube import youtube_id
from portal.accounts.people import person
from portal.videos.access import may_watch
from portal.videos.models import LibraryVideo


@require_safe
def demo_player(request: HttpRequest) -> HttpResponse:
    """`?video=<library id>` or `?youtube=<address>` → the player as a fragment of the page."""
    asset = None
    if video_id := request.GET.get("video", ""):
        asset = _watchable(request, video_id)
    context = {"demo_asset": asset, "demo_youtube_id": youtube_id(request.GET.get("youtube", ""))}
    return render(request, "courses/admin/_demo_player.html", context)


def _watchable(request: HttpRequest, video_id: str) -> object:
    if not video_id.isascii() or not video_id.isdigit():
        raise Http404
    video = get_object_or_404(LibraryVideo.objects.select_related("asset"), pk=video_id)
    if not video.asset or not may_watch(person(request), video.asset):
        raise Http404
    return video.asset
