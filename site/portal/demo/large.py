"""The demo many times over, for measuring: everything there is, copied in bulk in seconds.

The teachers and one student take part in every copy, so their lists are as long as lists can get;
all other students are copied. Videos are rows without bytes: they are listed, not played.
"""

import json
import re
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.query import PageQuerySet

from courses.models import (
    Course,
    CourseIndexPage,
    Enrolment,
    Exercise,
    Lesson,
    Module,
    Passage,
    RubricCriterion,
)
from feedback.models import (
    Feedback,
    FeedbackMarker,
    FeedbackScore,
    PracticeThread,
    ThreadMessage,
)
from portal.accounts.models import Profile, User
from portal.demo.copying import Copy, Numbers, Renew, Row, write
from portal.videos.clips import clip_hash
from portal.videos.models import (
    AssetState,
    LibraryVideo,
    Rendition,
    Upload,
    VideoAsset,
    VideoClip,
)
from practice.models import PracticeClip, VideoSegment

EVERYWHERE = "student@example.com"
_COPY_SLUG = re.compile(r"^copy-(\d+)-")


def make_large(times: int, *, everywhere: str = EVERYWHERE) -> int:
    """Bring the courses with all that hangs on them to `times` what they were; the copies made."""
    there = {copied_as(slug) for slug in Course.objects.values_list("slug", flat=True)}
    missing = [number for number in range(2, times + 1) if number not in there]
    with transaction.atomic():
        originals, numbers = _originals(everywhere), Numbers()
        place = _Place()
        for number in missing:
            _copy(originals, number, numbers, place)
        place.settle()
    _tell_the_planner()
    return len(missing)


def copied_as(slug: str) -> int | None:
    found = _COPY_SLUG.match(slug)
    return int(found[1]) if found else None


def _copy(originals: list[Row], number: int, numbers: Numbers, place: "_Place") -> None:
    copy = Copy(number, numbers, {**RENEW, Page: place.renew})
    copy.know(originals)
    write([copy.of(row) for row in originals])


def _tell_the_planner() -> None:
    """A database that was filled at once has no idea of it, and chooses slow ways."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Place:
    """Where copied pages stand in the tree: each copied course after the last one there is."""

    def __init__(self) -> None:
        self.index = CourseIndexPage.objects.get()
        last = self.index.get_last_child()
        self.taken = Page._str2int(last.path[-Page.steplen :]) if last else 0
        self.added = 0
        self._paths: dict[tuple[int, str], str] = {}

    def renew(self, page: Page, copy: Copy) -> None:
        course_path = page.path[: len(self.index.path) + Page.steplen]
        page.path = self._path_of(copy.number, course_path) + page.path[len(course_path) :]
        above = self.index.url_path
        page.url_path = f"{above}copy-{copy.number}-{page.url_path.removeprefix(above)}"
        if page.depth == self.index.depth + 1:
            page.slug = f"copy-{copy.number}-{page.slug}"
            page.title = page.draft_title = f"{page.title} ({copy.number})"

    def settle(self) -> None:
        Page.objects.filter(pk=self.index.pk).update(numchild=F("numchild") + self.added)

    def _path_of(self, number: int, course_path: str) -> str:
        if (number, course_path) not in self._paths:
            self.added += 1
            step = self.taken + self.added
            path = Page._get_path(self.index.path, self.index.depth + 1, step)
            self._paths[number, course_path] = path
        return self._paths[number, course_path]


def _originals(everywhere: str) -> list[Row]:
    courses = [one for one in Course.objects.all() if copied_as(one.slug) is None]
    pages = Page.objects.filter(_at_or_below(courses))
    clips = PracticeClip.objects.filter(course__in=courses)
    feedback = Feedback.objects.filter(clip__in=clips)
    queries = [
        *_people(courses, everywhere),
        *_videos(pages, clips),
        *_pages(pages),
        *_versions(pages, feedback),
        Enrolment.objects.filter(course__in=courses),
        *_takes(clips, feedback),
    ]
    return [row for query in queries for row in query]


def _at_or_below(courses: list[Course]) -> Q:
    found = Q(pk__in=[])
    for course in courses:
        found |= Q(path__startswith=course.path)
    return found


def _people(courses: list[Course], everywhere: str) -> list[QuerySet[Any]]:
    students = User.objects.filter(enrolments__course__in=courses).exclude(email=everywhere)
    some = students.distinct().order_by().values("pk")
    return [
        User.objects.filter(pk__in=some),
        User.groups.through.objects.filter(user__in=some),
        Profile.objects.filter(user__in=some),
    ]


def _videos(pages: PageQuerySet, clips: QuerySet[PracticeClip]) -> list[QuerySet[Any]]:
    shown = Exercise.objects.filter(pk__in=pages.values("pk")).exclude(demo_video=None)
    library = LibraryVideo.objects.filter(pk__in=shown.order_by().values("demo_video"))
    wanted = Q(library_item__in=library) | Q(practice_clip__in=clips)
    assets = VideoAsset.objects.filter(wanted).order_by()
    some = assets.values("pk")
    return [
        assets,
        library,
        Rendition.objects.filter(asset__in=some),
        VideoClip.objects.filter(original_video__in=some),
        Upload.objects.filter(asset__in=some),
    ]


def _pages(pages: PageQuerySet) -> list[QuerySet[Any]]:
    some = pages.order_by().values("pk")
    return [
        pages.order_by("path"),
        *(model.objects.filter(pk__in=some) for model in (Course, Module, Lesson, Exercise)),
        Passage.objects.filter(exercise__in=some),
        RubricCriterion.objects.filter(exercise__in=some),
        Course.teachers.through.objects.filter(course__in=some),
        ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page), object_id__in=_texts(pages)
        ),
    ]


def _versions(pages: PageQuerySet, feedback: QuerySet[Feedback]) -> list[QuerySet[Any]]:
    types = ContentType.objects
    of_pages = Q(base_content_type=types.get_for_model(Page), object_id__in=_texts(pages))
    of_feedback = Q(base_content_type=types.get_for_model(Feedback), object_id__in=_texts(feedback))
    return [Revision.objects.filter(of_pages | of_feedback)]


def _takes(clips: QuerySet[PracticeClip], feedback: QuerySet[Feedback]) -> list[QuerySet[Any]]:
    threads = PracticeThread.objects.filter(clip__in=clips)
    return [
        clips,
        VideoSegment.objects.filter(clip__in=clips),
        feedback,
        FeedbackMarker.objects.filter(feedback__in=feedback),
        FeedbackScore.objects.filter(feedback__in=feedback),
        threads,
        ThreadMessage.objects.filter(thread__in=threads),
    ]


def _texts(rows: QuerySet[Any]) -> list[str]:
    return [str(pk) for pk in rows.order_by().values_list("pk", flat=True)]


def _renew_person(person: User, copy: Copy) -> None:
    name, _, host = person.email.partition("@")
    person.email = f"{name}+{copy.number}@{host}"


def _renew_asset(asset: VideoAsset, copy: Copy) -> None:
    """Nobody is to work on it: there are no bytes."""
    if asset.processing_status in AssetState.in_the_works():
        asset.processing_status = AssetState.READY
        asset.processing_percent = 100


def _renew_clip(clip: VideoClip, copy: Copy) -> None:
    clip.clip_hash = clip_hash(clip.original_video_id, clip.start_ms, clip.end_ms)


def _renew_reference(reference: ReferenceIndex, copy: Copy) -> None:
    reference.object_id = _key_as_text(copy, reference.base_content_type, reference.object_id)
    to = reference.to_content_type
    reference.to_object_id = _key_as_text(copy, to, reference.to_object_id)


def _renew_version(version: Revision, copy: Copy) -> None:
    old_key = version.object_id
    version.object_id = _key_as_text(copy, version.base_content_type, old_key)
    content = json.loads(copy.text(json.dumps(version.content)))
    if content["pk"] != version.object_id:
        content["pk"] = int(version.object_id)
    model = version.content_type.model_class()
    for relation in get_all_child_relations(model):
        for child in content.get(relation.get_accessor_name(), []):
            child["pk"] = copy.key(relation.related_model, child["pk"])
            child[relation.field.name] = content["pk"]
    if "demo_video" in content:
        content["demo_video"] = copy.key(LibraryVideo, content["demo_video"])
    version.content = content


def _key_as_text(copy: Copy, of_type: ContentType, text: str) -> str:
    model = of_type.model_class()
    key: Any = model._meta.pk.to_python(text) if model else text
    return str(copy.key(model, key)) if model else text


RENEW: dict[type[models.Model], Renew] = {
    User: _renew_person,
    VideoAsset: _renew_asset,
    VideoClip: _renew_clip,
    ReferenceIndex: _renew_reference,
    Revision: _renew_version,
}
