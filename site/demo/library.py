"""The demonstrations in the media library."""

from django.db import transaction
from wagtail.models import Collection
from wagtailmedia.models import MediaType

from accounts.models import User
from demo.content.shapes import ExerciseOf, Film
from demo.filming import film_soon
from demo.films import exercises
from videos.models import AssetKind, LibraryVideo, VideoAsset


def fill_library(teacher: User, *, later: bool) -> dict[Film, LibraryVideo]:
    """The demonstrations by film, each added to the library once."""
    return {each.demo: _in_library(teacher, each, later=later) for each in exercises()}


def _in_library(teacher: User, content: ExerciseOf, *, later: bool) -> LibraryVideo:
    mine = LibraryVideo.objects.filter(title=content.demo_title, uploaded_by_user=teacher)
    existing: LibraryVideo | None = mine.first()
    return existing or _put(teacher, content, later=later)


@transaction.atomic
def _put(teacher: User, content: ExerciseOf, *, later: bool) -> LibraryVideo:
    """As an editor would, except that a worker generates the file."""
    asset = VideoAsset.objects.create(
        owner=teacher, video_type=AssetKind.LIBRARY, orig_filename=content.demo_file_name
    )
    item: LibraryVideo = LibraryVideo.objects.create(
        title=content.demo_title,
        type=MediaType.VIDEO,
        uploaded_by_user=teacher,
        collection=Collection.get_first_root_node(),
        asset=asset,
        file=asset.original_key,
    )
    film_soon(asset, later=later)
    return item
