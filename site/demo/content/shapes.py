"""The demo portal as data: what a course file says, read by the builders."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from demo.performance import Skill


@dataclass(frozen=True)
class Film:
    """A generated video; seed 0 is the teacher's demonstration, others are people's takes."""

    skill: Skill
    seconds: int
    tempo_bpm: float
    seed: int = 0
    slips: int | None = None
    portrait: bool = False

    @property
    def recipe(self) -> dict[str, Any]:
        width, height = (576, 1024) if self.portrait else (1280, 720)
        return {
            "skill": self.skill,
            "seconds": self.seconds,
            "seed": self.seed,
            "slips": self.slips,
            "tempo_bpm": self.tempo_bpm,
            "width": width,
            "height": height,
        }


@dataclass(frozen=True)
class Say:
    """A block of a lesson or brief: `kind` is the block's name."""

    kind: str
    value: Any


@dataclass(frozen=True)
class PassageOf:
    label: str
    first_bar: int
    bars: int


@dataclass(frozen=True)
class CriterionOf:
    label: str
    description: str
    max_points: int = 4


@dataclass(frozen=True)
class ExerciseOf:
    title: str
    demo: Film
    demo_title: str
    brief: tuple[Say, ...]
    passages: tuple[PassageOf, ...] = ()
    criteria: tuple[CriterionOf, ...] = ()
    max_length_seconds: int | None = 120
    max_attempts: int | None = None
    peer_visibility: str = "private"
    due_in_days: int | None = None

    @property
    def demo_file_name(self) -> str:
        return f"{slugify(self.demo_title)}.mp4"


@dataclass(frozen=True)
class LessonOf:
    title: str
    summary: str
    body: tuple[Say, ...]
    exercises: tuple[ExerciseOf, ...] = ()


@dataclass(frozen=True)
class ModuleOf:
    title: str
    summary: str
    lessons: tuple[LessonOf, ...]


@dataclass(frozen=True)
class CourseOf:
    title: str
    summary: str
    description: str
    modules: tuple[ModuleOf, ...]
    students: tuple[str, ...] = field(default=())


def heading(text: str) -> Say:
    return Say("heading", text)


def text(*paragraphs: str) -> Say:
    return Say("text", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def steps(*lines: str) -> Say:
    return Say("text", "<ol>" + "".join(f"<li>{line}</li>" for line in lines) + "</ol>")


def tip(title: str, words: str) -> Say:
    return Say("callout", {"tone": "tip", "title": title, "text": f"<p>{words}</p>"})


def warning(title: str, words: str) -> Say:
    return Say("callout", {"tone": "warning", "title": title, "text": f"<p>{words}</p>"})


def film(which: Film, caption: str = "") -> Say:
    return Say("video", {"film": which, "caption": caption})


def table(caption: str, *rows: tuple[str, ...]) -> Say:
    return Say("table", {"caption": caption, "rows": rows})
