"""Factories for every model: boring by default, so that a test states only what matters to it."""

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import User
from courses.models import Course, CourseIndexPage, Enrolment, Exercise, Lesson, Module
from feedback.models import Feedback, FeedbackScore, PracticeThread, ThreadMessage
from practice.models import Take, TakeStatus, VideoSegment
from videos.models import (
    AssetState,
    Job,
    JobKind,
    LibraryVideo,
    Rendition,
    Upload,
    VideoAsset,
    VideoClip,
)

PASSWORD = "practika-test"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    first_name = factory.Sequence(lambda n: f"Person{n}")
    password = factory.django.Password(PASSWORD)


class PageFactory(DjangoModelFactory[Any]):
    """Pages go below `parent`; without one, a fitting parent is made."""

    class Meta:
        abstract = True

    title = factory.Sequence(lambda n: f"Page {n}")

    @classmethod
    def default_parent(cls) -> Any:
        raise NotImplementedError

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        parent = kwargs.pop("parent", None) or cls.default_parent()
        page = parent.add_child(instance=model_class(*args, **kwargs))
        if page.live:
            page.save_revision().publish()
            page.refresh_from_db()
        return page


class CourseFactory(PageFactory):
    class Meta:
        model = Course

    @classmethod
    def default_parent(cls) -> Any:
        return CourseIndexPage.objects.order_by("path")[0]


class ModuleFactory(PageFactory):
    class Meta:
        model = Module

    @classmethod
    def default_parent(cls) -> Any:
        return CourseFactory()


class LessonFactory(PageFactory):
    class Meta:
        model = Lesson

    @classmethod
    def default_parent(cls) -> Any:
        return ModuleFactory()


class ExerciseFactory(PageFactory):
    class Meta:
        model = Exercise

    @classmethod
    def default_parent(cls) -> Any:
        return LessonFactory()


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    class Meta:
        model = Enrolment

    course = factory.SubFactory(CourseFactory)
    user = factory.SubFactory(UserFactory)


class AssetFactory(DjangoModelFactory[VideoAsset]):
    class Meta:
        model = VideoAsset

    owner = factory.SubFactory(UserFactory)
    orig_filename = "take.mp4"
    mime_type = "video/mp4"
    size_bytes = 1000
    duration_ms = 10_000
    width = 1280
    height = 720
    processing_status = AssetState.READY
    processing_percent = 100


class RenditionFactory(DjangoModelFactory[Rendition]):
    class Meta:
        model = Rendition

    asset = factory.SubFactory(AssetFactory)
    name = "360p"
    width = 640
    height = 360
    codecs = "avc1.4d401e,mp4a.40.2"
    frame_rate = 30.0
    bandwidth = 900_000
    average_bandwidth = 700_000
    duration_ms = 10_000
    size_bytes = 5_800
    index = factory.LazyFunction(
        lambda: {"init": [0, 800], "segments": [[2.0, 800 + i * 1000, 1000] for i in range(5)]}
    )


class VideoClipFactory(DjangoModelFactory[VideoClip]):
    class Meta:
        model = VideoClip

    original_video = factory.SubFactory(AssetFactory)
    clip_hash = factory.Sequence(lambda n: f"{n:064x}")
    start_ms = 2_000
    end_ms = 4_000


class JobFactory(DjangoModelFactory[Job]):
    class Meta:
        model = Job

    asset = factory.SubFactory(AssetFactory)
    kind = JobKind.PREPARE
    not_before = factory.LazyFunction(timezone.now)


class UploadFactory(DjangoModelFactory[Upload]):
    class Meta:
        model = Upload

    asset = factory.SubFactory(AssetFactory, processing_status=AssetState.UPLOADING)
    size_bytes = 1000
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))


class LibraryVideoFactory(DjangoModelFactory[LibraryVideo]):
    class Meta:
        model = LibraryVideo

    title = factory.Sequence(lambda n: f"Video {n}")
    type = "video"
    file = "media/demo.mp4"
    asset = factory.SubFactory(AssetFactory)


class TakeFactory(DjangoModelFactory[Take]):
    class Meta:
        model = Take

    student = factory.SubFactory(UserFactory)
    exercise = factory.SubFactory(ExerciseFactory)
    course = factory.LazyAttribute(lambda take: take.exercise.course)
    exercise_revision = factory.LazyAttribute(lambda take: take.exercise.latest_revision)
    asset = factory.SubFactory(AssetFactory, owner=factory.SelfAttribute("..student"))
    attempt = factory.Sequence(lambda n: n + 1)
    status = TakeStatus.SUBMITTED
    submitted_at = factory.LazyFunction(timezone.now)


class VideoSegmentFactory(DjangoModelFactory[VideoSegment]):
    class Meta:
        model = VideoSegment

    take = factory.SubFactory(TakeFactory)
    video_clip = factory.SubFactory(
        VideoClipFactory, original_video=factory.SelfAttribute("..take.asset")
    )


class FeedbackFactory(DjangoModelFactory[Feedback]):
    """A draft; release it through the service."""

    class Meta:
        model = Feedback

    take = factory.SubFactory(TakeFactory)
    teacher = factory.SubFactory(UserFactory)
    live = False


class FeedbackScoreFactory(DjangoModelFactory[FeedbackScore]):
    class Meta:
        model = FeedbackScore

    feedback = factory.SubFactory(FeedbackFactory)
    criterion_uid = factory.Faker("uuid4", cast_to=None)
    label = "Intonation"


class PracticeThreadFactory(DjangoModelFactory[PracticeThread]):
    class Meta:
        model = PracticeThread

    take = factory.SubFactory(TakeFactory)


class ThreadMessageFactory(DjangoModelFactory[ThreadMessage]):
    class Meta:
        model = ThreadMessage

    thread = factory.SubFactory(PracticeThreadFactory)
    author = factory.SubFactory(UserFactory)
    text = "How is this?"
