"""What is left to send: told in the practice room when it is short, and refused before a byte."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import Client, RequestFactory

from accounts.models import User
from core.errors import Refusal
from practice.models import Take
from practice.services import abort_take
from tests.practice.conftest import BYTES, Begin
from videos.models import CourseStorage, PersonStorage, StorageCharge, StorageLimits, Upload
from videos.models.storage_use import GIGABYTE


def limit(**gigabytes: float) -> None:
    StorageLimits.objects.update_or_create(pk=StorageLimits.load().pk, defaults=gigabytes)


def uses(person: User, gigabytes: float) -> None:
    PersonStorage.objects.create(person=person, used_bytes=int(gigabytes * GIGABYTE))


def room(user: User, exercise: Any) -> BeautifulSoup:
    request = RequestFactory().get("/")
    request.user = user
    template = Template("{% load practice_room %}{% practice_room exercise %}")
    html = template.render(Context({"request": request, "exercise": exercise}))
    return BeautifulSoup(html.replace("\xa0", " "), "html.parser")


def test_without_limits_nothing_is_said(student: User, exercise: Any) -> None:
    soup = room(student, exercise)
    assert soup.select("[data-space]") == []
    assert not soup.find("take-uploader").has_attr("left-bytes")


def test_what_is_left_is_told_when_it_is_short(student: User, exercise: Any) -> None:
    limit(person_gb=5)
    uses(student, 3.9)
    soup = room(student, exercise)
    assert soup.select("[data-space]") == []
    assert int(soup.find("take-uploader")["left-bytes"]) == 5 * GIGABYTE - int(3.9 * GIGABYTE)

    PersonStorage.objects.update(used_bytes=4.5 * GIGABYTE)
    [told] = room(student, exercise).select("[data-space] p:first-child")
    assert told.text == "You have 512.0 MB left of 5.0 GB for your videos."


def test_scripts_get_the_sentence_of_the_tightest_limit(student: User, exercise: Any) -> None:
    limit(person_gb=5, course_gb=1)
    key = exercise.course.translation_key
    CourseStorage.objects.create(course_key=key, used_bytes=GIGABYTE)
    soup = room(student, exercise)
    assert soup.find("take-uploader")["left-bytes"] == "0"
    assert "This course has 0 bytes left of 1.0 GB. This file has {size}." in soup.find(
        id="practice-text"
    ).text.encode().decode("unicode-escape").replace("\xa0", " ")


def test_a_take_that_does_not_fit_is_refused_and_leaves_nothing(
    begin: Begin, student: User
) -> None:
    limit(person_gb=1)
    uses(student, 1)
    with pytest.raises(Refusal) as told:
        begin()
    assert told.value.code == "storage_full"
    assert not Take.objects.exists()
    assert not Upload.objects.exists()


def test_takes_count_for_their_course_and_erasing_them_gives_back(
    begin: Begin, exercise: Any, student: User, django_capture_on_commit_callbacks: Any
) -> None:
    take = begin()
    [course] = CourseStorage.objects.all()
    assert (course.pk, course.used_bytes) == (exercise.course.translation_key, len(BYTES))
    with django_capture_on_commit_callbacks(execute=True):
        abort_take(actor=student, take=take)
    course.refresh_from_db()
    assert course.used_bytes == 0
    assert not StorageCharge.objects.exists()


def test_the_api_tells_code_and_sentence(client: Client, student: User, exercise: Any) -> None:
    limit(person_gb=1)
    uses(student, 0.5)
    client.force_login(student)
    body = {"exercise": str(exercise.uid), "filename": "take.mp4", "size_bytes": GIGABYTE}
    answer = client.post("/api/v1/uploads/", body, content_type="application/json")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (413, "storage_full")
    assert error["message"].replace("\xa0", " ").startswith("You have 512.0 MB left of 1.0 GB.")
