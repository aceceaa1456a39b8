"""The editors' library: demo videos."""

from dataclasses import dataclass

from wagtail.models import Collection

from demo.crowd.keys import Calendar, Chance, Numbers
from demo.crowd.plan import Plan
from demo.crowd.videos import Videos
from demo.crowd.words import drill
from demo.crowd.writing import Writer
from videos.models import AssetKind, AssetState, LibraryVideo


@dataclass
class Library:
    keys: list[int]


def make_library(plan: Plan, teachers: list[str], chance: Chance, calendar: Calendar) -> Library:
    numbers, keys = Numbers(), []
    with Writer() as write:
        videos = Videos(write, chance, calendar)
        items = write.into(
            LibraryVideo, "id", "title", "file", "asset_id", "uploaded_by_user_id", "duration",
            "created_at", type="video", collection_id=Collection.get_first_root_node().pk,
            width=1280, height=720,
        )  # fmt: skip
        for number in range(plan.library_videos):
            owner, minutes = chance.choice(teachers), chance.uniform(1, 500_000)
            asset, length_ms = videos.asset(
                owner, minutes, state=AssetState.READY, kind=AssetKind.LIBRARY, group=owner
            )
            keys.append(numbers.next_for(LibraryVideo))
            items.add(
                keys[-1], f"Demo: {drill(chance, number)}", f"videos/{asset}/original", asset,
                owner, length_ms / 1000, calendar.ago(minutes),
            )  # fmt: skip
    return Library(keys)
