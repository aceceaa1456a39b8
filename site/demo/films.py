"""The demo's generated films: their list, their file names, and where they are kept."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.conf import settings

from demo.content import COURSES
from demo.content.shapes import ExerciseOf, Film
from demo.content.takes import TAKES
from demo.video import VideoRecipe, cached_video

CAMERAS = 2
SHRINK = 1
"""Divides width and height, for tests that have no time for large pictures."""


def recipe_of(film: Film) -> dict[str, Any]:
    full = film.recipe
    return full | {side: full[side] // SHRINK for side in ("width", "height")}


def folder() -> Path:
    return Path(settings.PRACTIKA_HOME) / "demo-films"


def path_of(film: Film) -> Path:
    """Where it is once it has been generated; kept for next time."""
    return folder() / VideoRecipe(**recipe_of(film)).cache_name


def exercises() -> list[ExerciseOf]:
    return [
        exercise
        for course in COURSES
        for module in course.modules
        for lesson in module.lessons
        for exercise in lesson.exercises
    ]


@cache
def by_name() -> dict[str, Film]:
    """Every film under the file name of the video that shows it."""
    takes = {take.file_name: take.film for take in TAKES if take.film}
    return {each.demo_file_name: each.demo for each in exercises()} | takes


def make_all(say: Callable[[str], None]) -> None:
    """Generates the missing films right now."""
    missing = [film for film in by_name().values() if not path_of(film).exists()]
    # Spawned, not forked: the parent has a database open.
    with ProcessPoolExecutor(CAMERAS, mp_context=get_context("spawn")) as cameras:
        shots = [cameras.submit(cached_video, folder(), **recipe_of(film)) for film in missing]
        for number, shot in enumerate(as_completed(shots), start=1):
            shot.result()
            say(f"  {number} of {len(missing)} videos filmed")
