"""Builds the demo in steps that can be interrupted anywhere and repeated."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import Profile
from demo.filming import prepare_waiting
from demo.films import make_all
from demo.library import fill_library
from demo.pages import make_courses, welcome_on_the_home_page
from demo.people import make_people
from demo.takes import answer_takes, make_takes

BEGUN, BUILT = "demo_begun", "demo_built"

Say = Callable[[str], None]


def is_begun() -> bool:
    """Everything exists except the films, which a worker generates."""
    return _is_noted(BEGUN)


def is_built() -> bool:
    """True once the last film was generated; from then on the demo is left as people change it."""
    return _is_noted(BUILT)


def note_built() -> None:
    _note(BUILT)


def build_demo(say: Say) -> None:
    """All of it, here and now."""
    say("Filming demonstrations and takes (kept for next time)")
    make_all(say)
    with _alone():
        if not is_begun():
            _make_rows(say, later=False)
    say("Making the videos playable (more qualities follow in the background)")
    prepare_waiting()
    say("Giving feedback")
    answer_takes(make_people())
    note_built()


def begin_demo(say: Say) -> None:
    """Everything except the films: a worker generates them, and `handlers` answers the takes."""
    with _alone():
        if not is_begun():
            _make_rows(say, later=True)
            _note(BEGUN)


def _make_rows(say: Say, *, later: bool) -> None:
    people = make_people()
    say("Filling the media library")
    library = fill_library(people["teacher"], later=later)
    say("Writing courses and lessons")
    welcome_on_the_home_page()
    make_courses(people, library)
    say("Handing in takes")
    make_takes(people, later=later)


@contextmanager
def _alone() -> Iterator[None]:
    """If two processes start on the same data, one waits for the other."""
    with (Path(settings.PRACTIKA_HOME) / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_noted(mark: str) -> bool:
    admin = Profile.objects.filter(user__email="admin@example.com")
    return admin.filter(preferences__has_key=mark).exists()


@transaction.atomic
def _note(mark: str) -> None:
    profile = Profile.objects.select_for_update().get(user__email="admin@example.com")
    profile.preferences[mark] = True
    profile.save(update_fields=["preferences"])
