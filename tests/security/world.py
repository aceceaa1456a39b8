"""One portal with something of everything, and everyone logged in.

The student has a take with released feedback, one that is being reviewed, one that is still being
uploaded. The course shows a library video, offers a document and has a draft lesson. Nothing of
it is the business of the stranger or of the other teacher.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import ReferenceIndex

from accounts.models import User
from courses.models import Enrolment
from feedback.models import Feedback, PracticeThread
from feedback.services import add_marker, open_feedback, release_feedback, start_thread
from practice import services
from practice.models import Take, VideoSegment
from tests import factories
from tests.plugins.video import MakeAsset
from videos.models import LibraryVideo, VideoAsset
from videos.storage import get_storage

PEOPLE = [
    "anonymous",
    "student",
    "classmate",
    "stranger",
    "teacher",
    "other_teacher",
    "editor",
    "admin",
]
SECRET = "onlyforthestudent"
"""In the text of everything that is the student's or an unreleased draft's."""


@dataclass
class World:
    clients: dict[str, Client]
    users: dict[str, User]
    course: Any
    exercise: Any
    draft_lesson: Any
    take: Take
    in_review: Take
    uploading: Take
    segment: VideoSegment
    released: Feedback
    draft: Feedback
    thread: PracticeThread
    library: LibraryVideo
    document: Document
    enrolment: Enrolment
    ids: dict[str, Any] = field(default_factory=dict)

    def media_url(self, key: str, person: str = "student") -> str:
        return get_storage().download_url(key, self.users[person], seconds=300)


def build(people: dict[str, User], course: Any, exercise: Any, ready_asset: MakeAsset) -> World:
    student, teacher = people["student"], people["teacher"]
    library = factories.LibraryVideoFactory(
        title=f"Demo {SECRET}", asset=ready_asset(teacher, video_type="library")
    )
    document = Document.objects.create(
        title="Sheet",
        file=ContentFile(b"%PDF-1.4 sheet", name="sheet.pdf"),
        uploaded_by_user=teacher,
    )
    _show(exercise, library, document)
    take = _take(exercise, student, ready_asset(student), 1)
    in_review = _take(exercise, student, ready_asset(student), 2)
    segment = services.make_segment(actor=student, take=take, start_ms=0, end_ms=1000, label=SECRET)
    lesson = factories.LessonFactory(
        parent=course.get_children().get().specific,
        title=f"Draft {SECRET}",
        live=False,
        owner=teacher,
    )
    lesson.save_revision()
    return World(
        clients={name: client_of(people.get(name)) for name in PEOPLE},
        users=people,
        course=course,
        exercise=exercise,
        draft_lesson=lesson,
        take=take,
        in_review=in_review,
        uploading=services.start_take(
            actor=student, exercise=exercise, filename=f"{SECRET}.mp4", size_bytes=10, part_count=2
        ),
        segment=segment,
        released=_remarked(teacher, take, release=True),
        draft=_remarked(teacher, in_review, release=False),
        thread=start_thread(actor=student, take=take, text=f"Why? {SECRET}", segment=segment),
        library=library,
        document=document,
        enrolment=Enrolment.objects.get(course=course, user=student),
    )


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def _take(exercise: Any, student: User, asset: VideoAsset, attempt: int) -> Take:
    take: Take = factories.TakeFactory(
        student=student, exercise=exercise, asset=asset, attempt=attempt
    )
    return take


def _remarked(teacher: User, take: Take, *, release: bool) -> Feedback:
    feedback = open_feedback(actor=teacher, take=take)
    add_marker(actor=teacher, feedback=feedback, start_ms=500, text=f"Slower {SECRET}")
    return release_feedback(actor=teacher, feedback=feedback) if release else feedback


def _show(exercise: Any, library: LibraryVideo, document: Document) -> None:
    exercise.demo_video = library
    exercise.brief = [
        {"type": "download", "value": {"document": document.pk, "label": "Sheet"}},
    ]
    exercise.save_revision().publish()
    exercise.refresh_from_db()
    ReferenceIndex.create_or_update_for_object(exercise)
