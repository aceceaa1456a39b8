"""The demo's generated videos: filmed once, kept, put in the library and in takes."""

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File

from portal.accounts.models import User
from portal.demo.content import COURSES
from portal.demo.content.shapes import Film
from portal.demo.content.takes import TAKES
from portal.demo.video import VideoRecipe, cached_video
from portal.videos import worker
from portal.videos.library import add_video
from portal.videos.models import Job, JobKind, LibraryVideo, Upload
from portal.videos.storage import get_storage

CAMERAS = 2


class Films:
    """All films of the demo; `path` is where a film lies once `make_all` has run.

    `shrink` divides width and height, for tests that have no time for large pictures.
    """

    def __init__(self, say: Callable[[str], None], *, shrink: int = 1) -> None:
        self.say = say
        self.shrink = shrink
        self.folder = Path(settings.PRACTIKA_HOME) / "demo-films"

    def recipe(self, film: Film) -> dict[str, Any]:
        full = film.recipe
        return full | {side: full[side] // self.shrink for side in ("width", "height")}

    def path(self, film: Film) -> Path:
        return self.folder / VideoRecipe(**self.recipe(film)).cache_name

    def make_all(self) -> None:
        missing = [film for film in _all_films() if not self.path(film).exists()]
        # Spawned, not forked: the parent has a database open.
        with ProcessPoolExecutor(CAMERAS, mp_context=get_context("spawn")) as cameras:
            shots = [
                cameras.submit(cached_video, self.folder, **self.recipe(film)) for film in missing
            ]
            for number, shot in enumerate(as_completed(shots), start=1):
                shot.result()
                self.say(f"  {number} of {len(missing)} videos filmed")


def fill_library(teacher: User, films: Films) -> dict[Film, LibraryVideo]:
    """The demonstrations by film, each put in the library once."""
    return {film: _in_library(teacher, title, films.path(film)) for film, title in _demos().items()}


def put_file(upload: Upload, content: Path | bytes) -> None:
    """What a browser's PUT does, without the browser."""
    if isinstance(content, Path):
        get_storage().put_file(content, upload.key)
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        get_storage().put_file(Path(file.name), upload.key)


def prepare_waiting() -> None:
    """Work here until everything handed in can be watched; whole ladders are left to the worker."""
    while Job.objects.open().filter(kind=JobKind.PREPARE).exists() and worker.work_one():
        pass


def _in_library(teacher: User, title: str, path: Path) -> LibraryVideo:
    mine = LibraryVideo.objects.filter(title=title, uploaded_by_user=teacher)
    existing: LibraryVideo | None = mine.first()
    if existing:
        return existing
    with path.open("rb") as file:
        return add_video(actor=teacher, file=File(file, name=path.name), title=title)


def _demos() -> dict[Film, str]:
    exercises = [
        exercise
        for course in COURSES
        for module in course.modules
        for lesson in module.lessons
        for exercise in lesson.exercises
    ]
    return {exercise.demo: exercise.demo_title for exercise in exercises}


def _all_films() -> Iterable[Film]:
    takes = [take.film for take in TAKES if take.film]
    return dict.fromkeys([*_demos(), *takes])
