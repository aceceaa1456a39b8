"""The test bed: what benchmarks, load tests and drills share."""

import argparse
from pathlib import Path

import pytest

from courses.models import Enrolment
from practice.models import TakeStatus
from scripts.testbed import people, takes
from scripts.testbed.choice import add_only
from videos.models import Job

PARTS = ("pages", "uploads", "R1")


def chosen(*words: str) -> list[str]:
    parser = argparse.ArgumentParser()
    add_only(parser, PARTS, usual=PARTS[:2])
    return list(parser.parse_args(words).only)


def test_parts_run_in_their_own_order_however_they_are_named() -> None:
    assert chosen("--only", "r1, Pages") == ["pages", "R1"]
    assert chosen() == ["pages", "uploads"]


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        chosen("--only", "pages,speed")
    assert "there is no 'speed', only pages, uploads, R1" in capsys.readouterr().err


def test_classmates_are_in_the_empty_course_once(db: None) -> None:
    assert people.a_classmate(1) == people.a_classmate(1)
    assert Enrolment.objects.filter(course=people.an_exercise().course).count() == 2


def test_what_is_sent_waits_for_a_worker(db: None, real_video: Path) -> None:
    takes.hand_in(real_video)
    exercise, student = people.an_exercise(), people.a_student()
    take = takes.hand_in_take(real_video, student=student, exercise=exercise)

    assert take.status == TakeStatus.SUBMITTED
    assert Job.objects.open().count() == 2
