"""The person who sent a file sees what was left out of it."""

from typing import Any

from django.test import Client

from accounts.models import User
from videos.models import VideoAsset
from videos.queue.status import progress_of

UNREAD = "The first sound track can't be read; the second was used."


def _probe(asset: VideoAsset) -> dict[str, Any]:
    left_out = [{"kind": "audio", "why": "unreadable", "count": 1}]
    return {**asset.probe, "left_out": left_out}


def test_a_notice_reaches_the_status_and_its_address(ready_asset: Any, editor: User) -> None:
    asset: VideoAsset = ready_asset(editor, video_type="library")
    VideoAsset.objects.filter(pk=asset.pk).update(probe=_probe(asset))
    asset.refresh_from_db()
    client = Client()
    client.force_login(editor)

    assert progress_of(asset)["notices"] == [UNREAD]
    assert client.get(f"/videos/{asset.pk}/status/").json()["notices"] == [UNREAD]
