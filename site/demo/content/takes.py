"""Five students' takes, in every state a take can be in, and what was said about them."""

from dataclasses import dataclass
from typing import Literal

from django.utils.text import slugify

from demo.content.language import FIVE_VOWELS, VOWELS
from demo.content.music import FIVE_FINGERS, MINUET, MINUET_FIRST_HALF, SCALE
from demo.content.shapes import ExerciseOf, Film
from demo.content.sport import CONTACT, SERVE, TOSS

State = Literal["uploading", "submitted", "in_review", "answered", "withdrawn", "failed"]


@dataclass(frozen=True)
class RemarkOf:
    """A remark at a bar; `slip` numbers the take's planned slip it is about, if any."""

    text: str
    tag: str = "work"
    bar: int = 0
    slip: int | None = None
    passage: int | None = None


@dataclass(frozen=True)
class SaidOf:
    """A message; the first of a list starts the conversation."""

    who: str
    text: str


@dataclass(frozen=True)
class AnswerOf:
    summary: str
    remarks: tuple[RemarkOf, ...]
    points: tuple[int, ...]
    talk: tuple[SaidOf, ...] = ()


@dataclass(frozen=True)
class TakeOf:
    student: str
    exercise: ExerciseOf
    film: Film | None
    state: State
    days_ago: float
    answer: AnswerOf | None = None
    question: tuple[SaidOf, ...] = ()

    @property
    def file_name(self) -> str:
        """Different for each of a student's takes: it tells which take a video is."""
        number = f"-{self.film.seed}" if self.film else ""
        return f"{slugify(self.exercise.title)}{number}.mp4"


def _of(demo: Film, seed: int, slips: int, *, portrait: bool = False) -> Film:
    """A take of that demo. Seeds that leave the same rest by six are the same person."""
    return Film(demo.skill, demo.seconds, demo.tempo_bpm, seed, slips, portrait)


TAKES = (
    TakeOf(
        "selin",
        FIVE_FINGERS,
        _of(SCALE, 1, 2),
        "answered",
        9,
        AnswerOf(
            "A calm start, and the sound is lovely. Two bars need another look; both come from "
            "the same place: the hand hurries before it moves.",
            (
                RemarkOf(
                    "This is the sound we want. Remember how the arm felt here.", "keep", bar=0
                ),
                RemarkOf("Listen again with the loop on. What happens to the beat?", slip=0),
                RemarkOf(
                    "Compare with the demo's passage: the hand is there before the beat.",
                    "try",
                    slip=1,
                    passage=1,
                ),
            ),
            (3, 3, 2),
            (
                SaidOf("selin", "Is it better to stop when that happens, or to play on?"),
                SaidOf("teacher", "Play on, always. Stop afterwards and play only those two bars."),
                SaidOf("selin", "That worked. I'll hand in another one this week."),
            ),
        ),
    ),
    TakeOf(
        "selin",
        FIVE_FINGERS,
        _of(SCALE, 7, 1),
        "submitted",
        2,
        question=(SaidOf("selin", "Is the third bar steadier now?"),),
    ),
    TakeOf(
        "selin",
        MINUET_FIRST_HALF,
        _of(MINUET, 13, 2),
        "in_review",
        3,
        AnswerOf(
            "",
            (
                RemarkOf("Good courage at the jump.", "keep", bar=2),
                RemarkOf("Look at the key before you leave for it.", slip=0),
            ),
            (),
        ),
    ),
    TakeOf("selin", TOSS, _of(SERVE, 19, 1), "withdrawn", 5),
    TakeOf(
        "caleb",
        FIVE_FINGERS,
        _of(SCALE, 2, 2, portrait=True),
        "answered",
        12,
        AnswerOf(
            "Steady as a clock. Now the wrists.",
            (
                RemarkOf("Exactly with the click, bar after bar.", "keep", bar=1),
                RemarkOf(
                    "Here the wrists sink. Film from the side and you will see it too.", slip=0
                ),
                RemarkOf("Which finger starts this bar?", "ask", slip=1),
            ),
            (4, 3, 1),
            (SaidOf("caleb", "The thumb. I think that is why it gets loud?"),),
        ),
    ),
    TakeOf("caleb", MINUET_FIRST_HALF, _of(MINUET, 8, 1), "submitted", 4),
    TakeOf("caleb", FIVE_VOWELS, _of(VOWELS, 14, 2), "submitted", 1),
    TakeOf("mira", FIVE_FINGERS, _of(SCALE, 3, 1), "submitted", 6),
    TakeOf(
        "mira",
        FIVE_VOWELS,
        _of(VOWELS, 9, 1),
        "answered",
        8,
        AnswerOf(
            "I understood every word. The o and the u are still neighbours.",
            (
                RemarkOf("A wide, clear a. Keep it.", "keep", bar=0),
                RemarkOf("The same mouth for two vowels: round the lips for the second.", slip=0),
            ),
            (3, 4, 3),
        ),
    ),
    TakeOf("jonas", TOSS, _of(SERVE, 4, 2), "submitted", 3),
    TakeOf("jonas", MINUET_FIRST_HALF, None, "failed", 2),
    TakeOf("aiko", CONTACT, _of(SERVE, 5, 1), "submitted", 0.4),
    TakeOf("aiko", FIVE_VOWELS, None, "uploading", 0.1),
)
