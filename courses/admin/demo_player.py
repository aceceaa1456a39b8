"""What the editor shows for a video that was just chosen: its player and its poster."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.people import person
from courses.youtube import youtube_id
from videos.models import LibraryVideo
from videos.watching.access import may_watch

MAX_ID = 9
"""The most digits in a key; a longer one doesn't fit into a database integer."""
ELEMENT_ID = re.compile(r"[\w-]{1,100}", re.ASCII)


@require_safe
def demo_player(request: HttpRequest) -> HttpResponse:
    """`?video=<library id>` or `?youtube=<address>` → the player as a fragment of the page.

    `player` is the element id to use: a page can have several players.
    """
    asset = None
    if video_id := request.GET.get("video", ""):
        asset = _watchable(request, video_id).asset
    player_id = request.GET.get("player", "demo")
    if not ELEMENT_ID.fullmatch(player_id):
        raise Http404
    youtube = youtube_id(request.GET.get("youtube", ""))
    context = {"demo_asset": asset, "demo_youtube_id": youtube, "player_id": player_id}
    return render(request, "courses/admin/_demo_player.html", context)


@require_safe
def chosen_video(request: HttpRequest) -> HttpResponse:
    """`?video=<library id>` → its poster, length and state, as a fragment below the chooser."""
    video = _watchable(request, request.GET.get("video", ""))
    return render(request, "courses/admin/_chosen_video.html", {"asset": video.asset})


def _watchable(request: HttpRequest, video_id: str) -> LibraryVideo:
    if not video_id.isascii() or not video_id.isdigit() or len(video_id) > MAX_ID:
        raise Http404
    video: LibraryVideo = get_object_or_404(
        LibraryVideo.objects.select_related("asset"), pk=video_id
    )
    if not video.asset or not may_watch(person(request), video.asset):
        raise Http404
    return video
