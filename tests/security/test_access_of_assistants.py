"""An assistant of the course at every address of the access table.

Outside the admin they get a stranger's answer, inside it they are refused; but for those below.
"""

from typing import Any

import pytest

from accounts.models import User
from tests.security import world as worlds
from tests.security.test_access_table import Line, _answer, _objects, lines
from tests.security.world import World

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

LIKE_ITS_TEACHER = r"""
GET account/may-send-files/ -
GET ^((?:[\w\-]+/)*)$ course
GET ^((?:[\w\-]+/)*)$ exercise
GET documents/^(\d+)/(.*)$ document
GET media/images/<path:name> picture
GET practice/exercises/<uuid:uid>/takes/ exercise
GET practice/takes/<uuid:take_id>/ take
GET practice/takes/<uuid:take_id>/ in_review
GET practice/takes/<uuid:take_id>/brief/ take
POST practice/takes/<uuid:take_id>/retry/ take
POST practice/takes/<uuid:take_id>/segments/ take
GET messages/<uuid:message_id>/report/ message
POST messages/<uuid:message_id>/report/ message
GET takes/<uuid:take_id>/report/ take
POST takes/<uuid:take_id>/report/ take
GET videos/<uuid:asset_id>/master.m3u8 take
GET videos/<uuid:asset_id>/poster.jpg take
GET videos/<uuid:asset_id>/status/ take
GET videos/<uuid:asset_id>/<rendition:name>.m3u8 take
GET videos/<uuid:asset_id>/<rendition:name>.mp4 take
GET videos/clips/<uuid:clip_id>/master.m3u8 span
GET videos/clips/<uuid:clip_id>/poster.jpg span
GET videos/clips/<uuid:clip_id>/clip.mp4 span
GET videos/clips/<uuid:clip_id>/<rendition:name>.m3u8 span
GET videos/<uuid:asset_id>/master.m3u8 library
GET videos/<uuid:asset_id>/<rendition:name>.mp4 library
GET api/v1/exercises/<uuid:uid>/ exercise
POST api/v1/uploads/ exercise
GET api/v1/clips/<uuid:take_id>/ take
GET api/v1/clips/<uuid:take_id>/status/ take
GET api/v1/clips/<uuid:take_id>/streams/ take
GET api/v1/clips/<uuid:take_id>/segments/ take
POST api/v1/clips/<uuid:take_id>/retry/ take
GET api/v1/clips/<uuid:take_id>/feedback/ take
GET api/v1/clips/<uuid:take_id>/threads/ take
GET api/v1/feedback/<uuid:feedback_id>/ released
GET api/v1/feedback/<uuid:feedback_id>/markers/ released
GET api/v1/threads/<uuid:thread_id>/messages/ thread
GET admin/ -
GET admin/choose-page/ -
GET admin/choose-page/chosen-multiple/ -
GET admin/choose-teacher/ -
GET admin/choose-assistant/ -
GET admin/choose-student/ -
GET admin/feedback/queue/ -
GET admin/feedback/desk/<uuid:take_id>/talk/ take
GET admin/find/ -
GET admin/courses/demo-player/ video
GET admin/courses/chosen-video/ video
GET admin/snippets/feedback/feedback/ -
"""
OTHERWISE = {
    # What a teacher wrote, anybody else who reads it may report.
    "GET remarks/<uuid:marker_uid>/report/ remark": "200",
    "POST remarks/<uuid:marker_uid>/report/ remark": "302",
    "GET people/<uuid:person_id>/report/ name_of_teacher": "200",
    "POST people/<uuid:person_id>/report/ name_of_teacher": "302",
    # Naming spans is for the student and the teachers: refused. The draft is the assistant's own.
    "POST api/v1/clips/<uuid:take_id>/segments/ take": "409",
    "POST api/v1/clips/<uuid:take_id>/feedback/ take": "201",
}


@pytest.fixture
def world(world: World, course: Any, assistant: User) -> World:
    course.assistants.add(assistant)
    course.save()
    world.users["assistant"] = assistant
    world.clients["assistant"] = worlds.client_of(assistant)
    return world


def _wanted(line: Line) -> set[str]:
    if line.name in OTHERWISE:
        return {OTHERWISE[line.name]}
    if line.name in LIKE_ITS_TEACHER.splitlines():
        return {line.answers[worlds.PEOPLE.index("teacher")]}
    if line.route.startswith("admin/"):
        return {"302", "403", "404"}
    return {line.answers[worlds.PEOPLE.index("stranger")]}


@pytest.mark.usefixtures("local_storage")
def test_assistants_get_in_where_they_work_and_nowhere_else(world: World) -> None:
    objects = _objects(world)
    wrong = [
        f"{line.name}: got {got}, not {wanted}"
        for line in lines()
        if (got := _answer(world, "assistant", line, objects[line.subject]))
        not in (wanted := _wanted(line))
    ]

    assert not wrong, "\n".join(wrong)


def test_these_lines_are_in_the_table() -> None:
    known = {line.name for line in lines()}

    assert {*LIKE_ITS_TEACHER.split("\n"), *OTHERWISE} - {""} <= known
