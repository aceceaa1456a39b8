"""Three courses: a music, a sport and a language skill."""

from demo.content.language import SPANISH
from demo.content.music import PIANO
from demo.content.sport import TENNIS

COURSES = (PIANO, TENNIS, SPANISH)

__all__ = ["COURSES", "PIANO", "SPANISH", "TENNIS"]
