"""Who performs, at what beat, with which slips: what picture, sound and remarks agree on."""

from dataclasses import dataclass
from random import Random
from typing import Literal

Skill = Literal["music", "sport", "language"]
BEATS_PER_BAR = 4
STUDENT_SLIPS = 2

SLIPS: dict[str, dict[str, str]] = {
    "music": {
        "wrong_note": "Second note of the bar is a step too high",
        "rushing": "Rushes ahead of the click in this bar",
        "low_wrist": "Wrists sink below the keys",
    },
    "sport": {
        "low_toss": "Toss is too low, so the ball ends in the net",
        "bent_elbow": "Elbow is still bent at contact",
        "stiff_knees": "Knees stay straight, no push from the legs",
    },
    "language": {
        "flat_vowel": "Mouth hardly opens, the vowels sound alike",
        "wrong_stress": "Stress falls on the wrong syllable",
        "late_start": "Comes in after the beat",
    },
}


@dataclass(frozen=True)
class Slip:
    """A mistake that can be seen and heard from `start_ms` to `end_ms` (one bar)."""

    kind: str
    label: str
    bar: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Performance:
    """One person's run-through. Seed 0 is the teacher's demonstration, which has no slips."""

    skill: Skill
    seconds: float
    seed: int = 0
    tempo_bpm: float = 92
    slips: int | None = None

    @property
    def beat_seconds(self) -> float:
        return 60 / self.tempo_bpm

    @property
    def bar_seconds(self) -> float:
        return self.beat_seconds * BEATS_PER_BAR

    @property
    def slip_count(self) -> int:
        if self.slips is not None:
            return self.slips
        return STUDENT_SLIPS if self.seed else 0

    def planned_slips(self) -> list[Slip]:
        """The slips in order of time, never in the first bar nor in one that is cut off."""
        bars = range(1, int(self.seconds / self.bar_seconds + 1e-6))
        random = Random(f"{self.skill}/{self.seed}")
        kinds = random.sample(sorted(SLIPS[self.skill]), k=len(SLIPS[self.skill]))
        order = random.sample(bars, k=len(bars))
        pairs = zip(order[: self.slip_count], kinds * len(order), strict=False)
        return [self._slip(bar, kind) for bar, kind in sorted(pairs)]

    def _slip(self, bar: int, kind: str) -> Slip:
        start_ms, end_ms = (round(edge * self.bar_seconds * 1000) for edge in (bar, bar + 1))
        return Slip(kind, SLIPS[self.skill][kind], bar, start_ms, end_ms)

    def slips_by_bar(self) -> dict[int, str]:
        return {slip.bar: slip.kind for slip in self.planned_slips()}
