"""The subjects that can be filmed, by skill."""

from collections.abc import Callable

from portal.demo.performance import Performance
from portal.demo.scenes.language import SpeakingFace
from portal.demo.scenes.music import PianoHands
from portal.demo.scenes.sport import TennisServe
from portal.demo.stage import Scene, Stage


def scene_for(performance: Performance, stage: Stage) -> Scene:
    return _SUBJECTS[performance.skill](performance, stage)


_SUBJECTS: dict[str, Callable[[Performance, Stage], Scene]] = {
    "music": PianoHands,
    "sport": TennisServe,
    "language": SpeakingFace,
}
