"""Three courses: a music, a sport and a language skill."""

from portal.demo.content.language import SPANISH
from portal.demo.content.music import PIANO
from portal.demo.content.sport import TENNIS

COURSES = (PIANO, TENNIS, SPANISH)

__all__ = ["COURSES", "PIANO", "SPANISH", "TENNIS"]
