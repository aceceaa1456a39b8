"""What is asked most, of a large school: as whom, and how. See demo.crowd.

The busy teacher and the busy student have the longest lists there are; admins see everything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import CourseIndexPage
from events.bus import dispatch_waiting
from feedback.models import Feedback, PracticeThread
from practice import services
from scripts.bench.capture import Work, rolled_back
from scripts.bench.school import School
from videos import tasks
from videos.intake import stale
from videos.models import LibraryVideo, VideoAsset
from videos.queue import enqueue, leases

_number: Iterator[int] = count(1)


@dataclass(frozen=True)
class Hot:
    name: str
    work: Work


class Visitor:
    """A browser or a program of one person, logged in."""

    def __init__(self, who: User) -> None:
        self._client = Client(SERVER_NAME="127.0.0.1")
        self._client.force_login(who)

    def gets(self, path: str, **query: Any) -> Work:
        return lambda: _judged(path, self._client.get(path, query))

    def posts(self, path: str, body: Callable[[], dict[str, Any]]) -> Work:
        def post() -> None:
            _judged(path, self._client.post(path, body(), content_type="application/json"))

        return post


def _judged(path: str, answer: Any) -> None:
    """One that fails, or sends to the log-in page, is quick for the wrong reason."""
    if answer.status_code not in (200, 201, 204):
        raise RuntimeError(f"{path} answered {answer.status_code}")
    b"".join(answer.streaming_content) if answer.streaming else answer.content


def everything() -> Iterator[Hot]:
    school = School()
    yield from _student(school)
    yield from _api(school)
    yield from _teacher(school)
    yield from _staff(school)
    yield from _changes(school)
    yield from _services(school)


def _student(school: School) -> Iterator[Hot]:
    visitor = Visitor(school.person("student"))
    paths = {
        "home": "/",
        "list of courses": CourseIndexPage.objects.get().url,
        "course page": school.course.url,
        "lesson page": school.lesson.url,
        "exercise page with the practice room": school.exercise.url,
        "my takes of an exercise": f"/practice/exercises/{school.exercise.uid}/takes/",
        "my practice": "/practice/",
        "my practice, last page": "/practice/?page=9999",
        "my practice, answered": "/practice/?state=answered",
        "my practice, failed": "/practice/?state=failed",
        "my practice, of a course": f"/practice/?course={school.course.uid}&state=answered",
        "search": "/search/?q=violin",
        "search, common words": "/search/?q=quiet+hands",
        "search, last page": "/search/?q=slow&page=999",
    }
    for name, path in paths.items():
        yield Hot(f"student: {name}", visitor.gets(path))
    own = Visitor(school.answered.student)
    yield Hot("student: take page", visitor.gets(school.rich.get_absolute_url()))
    yield Hot("student: take with talk", own.gets(school.answered.get_absolute_url()))
    asset = school.answered.asset_id
    for name in ("master", "status"):
        yield Hot(f"student: video, {name}", own.gets(reverse(f"videos:{name}", args=[asset])))
    quality = reverse("videos:media", args=[asset, "360p"])
    yield Hot("student: video, playlist", own.gets(quality))
    demo = LibraryVideo.objects.get(pk=school.exercise.demo_video_id).asset_id
    yield Hot("student: demo, master", visitor.gets(reverse("videos:master", args=[demo])))


def _api(school: School) -> Iterator[Hot]:
    student, teacher = Visitor(school.person("student")), Visitor(school.person("teacher"))
    admin, own = Visitor(school.person("admin")), Visitor(school.answered.student)
    take, exercises, takes = school.answered.pk, "/api/v1/exercises/", "/api/v1/clips/"
    yield Hot("API: exercises", student.gets(exercises))
    yield Hot("API: exercises, deep", student.gets(exercises, offset=300))
    yield Hot("API: exercises of a course", student.gets(exercises, course=school.course.uid))
    yield Hot("API: an exercise", student.gets(f"{exercises}{school.exercise.uid}/"))
    yield Hot("API: exercises, admin, deep", admin.gets(exercises, offset=3900))
    for name, who in (("student", student), ("teacher", teacher), ("admin", admin)):
        yield Hot(f"API: takes, {name}", who.gets(takes))
        yield Hot(f"API: takes, {name}, deep", who.gets(takes, offset=900))
        yield Hot(f"API: takes, {name}, waiting", who.gets(takes, status="submitted"))
        of_one = {"exercise": school.exercise.uid}
        yield Hot(f"API: takes, {name}, of an exercise", who.gets(takes, **of_one))
    of_student = {"student": school.answered.student_id, "status": "answered"}
    yield Hot("API: takes, teacher, of a student", teacher.gets(takes, **of_student))
    yield Hot("API: takes, teacher, deeper", teacher.gets(takes, offset=9000))
    yield Hot("API: takes, admin, deepest", admin.gets(takes, offset=99_000, limit=200))
    for part in ("", "status/", "streams/", "segments/", "feedback/", "threads/"):
        yield Hot(f"API: a take, {part or 'itself'}", own.gets(f"{takes}{take}/{part}"))
    thread = PracticeThread.objects.filter(take=take).first()
    yield Hot("API: messages", own.gets(f"/api/v1/threads/{_thread(thread).pk}/messages/"))
    feedback = f"/api/v1/feedback/{school.draft.pk}/"
    yield Hot("API: a draft", teacher.gets(feedback))


def _teacher(school: School) -> Iterator[Hot]:
    visitor = Visitor(school.person("teacher"))
    desk = reverse(Feedback.snippet_viewset.get_url_name("edit"), args=[school.draft.pk])
    listed = reverse(Feedback.snippet_viewset.get_url_name("list"))
    course, exercise = school.course.uid, school.exercise.uid
    for name, path in {
        "home of the admin": "/admin/",
        "queue": "/admin/feedback/queue/",
        "queue, last page": "/admin/feedback/queue/?page=9999",
        "queue of a course": f"/admin/feedback/queue/?course={course}&exercise={exercise}",
        "desk": desk,
        "desk, history": reverse(
            Feedback.snippet_viewset.get_url_name("history"), args=[school.draft.pk]
        ),
        "feedback list": listed,
        "feedback list, last page": f"{listed}?p=9999",
        "feedback list, search": f"{listed}?q=adler",
        "class list": "/admin/class-list/",
        "class list, last page": "/admin/class-list/?p=9999",
        "class list, search": "/admin/class-list/?q=adler",
        "add to a class": "/admin/class-list/add/",
        "course list": "/admin/course-list/",
        "course list, search": "/admin/course-list/?q=violin",
        "explorer": f"/admin/pages/{CourseIndexPage.objects.get().pk}/",
        "page editor": f"/admin/pages/{school.exercise.pk}/edit/",
        "page search": "/admin/pages/search/?q=hands",
        "page chooser": "/admin/choose-page/?page_type=courses.Course",
        "library": "/admin/media/",
        "library, last page": "/admin/media/?p=9999",
        "library, search": "/admin/media/?q=hands",
        "library chooser": "/admin/media/chooser/",
        "library chooser, search": "/admin/media/chooser/?q=hands",
        "take page": school.waiting.get_absolute_url(),
    }.items():
        yield Hot(f"teacher: {name}", visitor.gets(path))


def _staff(school: School) -> Iterator[Hot]:
    admin, editor = Visitor(school.person("admin")), Visitor(school.person("editor"))
    listed = reverse(Feedback.snippet_viewset.get_url_name("list"))
    for name, path in {
        "home of the admin": "/admin/",
        "queue": "/admin/feedback/queue/",
        "queue, last page": "/admin/feedback/queue/?page=99999",
        "feedback list": listed,
        "feedback list, last page": f"{listed}?p=99999",
        "feedback list, search": f"{listed}?q=adler",
        "people": "/admin/users/",
        "people, last page": "/admin/users/?p=9999",
        "people, search": "/admin/users/?q=adler",
        "a person": f"/admin/users/edit/{school.answered.student_id}/",
        "class list": "/admin/class-list/",
        "course list": "/admin/course-list/",
        "course list, by waiting": "/admin/course-list/?ordering=-waiting_count",
        "jobs": reverse("jobs:index"),
        "jobs, last page": f"{reverse('jobs:index')}?p=99999",
        "jobs, failed": f"{reverse('jobs:index')}?state=failed",
        "videos": reverse("videos_admin:index"),
        "videos, last page": f"{reverse('videos_admin:index')}?p=99999",
        "videos, failed": f"{reverse('videos_admin:index')}?processing_status=failed",
        "a video": reverse("videos_admin:inspect", args=[school.answered.asset_id]),
    }.items():
        yield Hot(f"admin: {name}", admin.gets(path))
    for name, path in {"home of the admin": "/admin/", "feedback list": listed}.items():
        yield Hot(f"editor: {name}", editor.gets(path))


def _changes(school: School) -> Iterator[Hot]:
    student, teacher = Visitor(school.answered.student), Visitor(school.person("teacher"))
    thread = _thread(PracticeThread.objects.filter(take=school.answered).first())
    words = lambda: {"text": f"Message {next(_number)}"}  # noqa: E731
    marker = lambda: {"start_ms": next(_number) % 9000, "text": "Look here."}  # noqa: E731
    start = lambda: {  # noqa: E731
        "exercise": str(school.exercise.uid),
        "kind": "upload",
        "filename": "take.mp4",
        "mime_type": "video/mp4",
        "size_bytes": 1000,
    }
    span = lambda: {"start_ms": next(_number) * 7 % 9000, "end_ms": 15_000}  # noqa: E731
    take = school.answered.pk
    yield Hot("post: message", student.posts(f"/api/v1/threads/{thread.pk}/messages/", words))
    yield Hot("post: segment", student.posts(f"/api/v1/clips/{take}/segments/", span))
    yield Hot("post: marker", teacher.posts(f"/api/v1/feedback/{school.draft.pk}/markers/", marker))
    yield Hot("post: start a take", student.posts("/api/v1/uploads/", start))
    release = teacher.posts(f"/api/v1/feedback/{school.draft.pk}/release/", dict)
    yield Hot("post: release", rolled_back(release))


def _services(school: School) -> Iterator[Hot]:
    ready = VideoAsset.objects.filter(take=school.answered).get()
    person = school.waiting.student
    for name, work in {
        "jobs: enqueue": lambda: enqueue.enqueue("prepare", ready, priority=30),
        "jobs: claim": lambda: leases.claim("bench:1:one"),
        "jobs: is one waiting": lambda: leases.is_waiting("bench:1:one"),
        "jobs: rescue idle videos": enqueue.rescue_idle,
        "jobs: ring for waiting": enqueue.ring_for_waiting,
        "uploads: end the stale ones": stale.sweep,
        "events: dispatch what waits": dispatch_waiting,
        "the sweep": tasks.sweep_now,
        "withdraw a take": lambda: services.withdraw_take(actor=person, take=school.waiting),
    }.items():
        yield Hot(name, rolled_back(work))


def _thread(found: PracticeThread | None) -> PracticeThread:
    if found is None:
        raise RuntimeError("nobody talks about the take")
    return found
