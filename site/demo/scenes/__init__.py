"""The subjects that can be filmed, by skill."""

from collections.abc import Callable

from demo.performance import Performance
from demo.scenes.language import SpeakingFace
from demo.scenes.music import PianoHands
from demo.scenes.sport import TennisServe
from demo.stage import Scene, Stage


def scene_for(performance: Performance, stage: Stage) -> Scene:
    return _SUBJECTS[performance.skill](performance, stage)


_SUBJECTS: dict[str, Callable[[Performance, Stage], Scene]] = {
    "music": PianoHands,
    "sport": TennisServe,
    "language": SpeakingFace,
}
