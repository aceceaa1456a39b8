"""The same answer to an odd file at every way in.

A few files of each sort on every run; ODD_FILES=all sends the whole table (minutes).
"""

import os
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User

from . import CASES, Case, make_file
from .ways import WAYS, Room, Send

AT_THE_DOOR = {"wrong_type", "empty"}
"""A name or a size that tells enough: such a file is refused before its bytes are sent."""
SAMPLE = {
    "recorder_vp9.webm",
    "rotated_90.mp4",
    "sound_only.m4a",
    "cut_moov_first.mp4",
    "empty.mp4",
    "encrypted.mp4",
    "wide_8192x16.mp4",
    "page.mp4",
    "hls_connect.m3u8",
}
SENT = CASES if os.environ.get("ODD_FILES") == "all" else [c for c in CASES if c.name in SAMPLE]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ways")


@pytest.fixture
def room(student: User, editor: User, exercise: Any) -> Room:
    return Room(student, editor, exercise)


@pytest.mark.parametrize("send", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("case", SENT, ids=lambda case: case.name)
def test_an_odd_file_gets_the_right_answer(
    case: Case, send: Send, room: Room, folder: Path
) -> None:
    answer = send(room, make_file(case.name, folder))

    assert answer.plays == (case.expect == "accept"), answer
    if not answer.plays:
        assert answer.code in case.codes | AT_THE_DOOR
        assert answer.sentence


def test_the_sample_is_of_the_table() -> None:
    assert {case.name for case in CASES} >= SAMPLE
