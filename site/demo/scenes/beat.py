"""The four dots that light up with the beat, so that what is heard can be checked by eye."""

from demo.looks import Look
from demo.performance import BEATS_PER_BAR, Performance
from demo.stage import Box, Brush, Stage, mix
from demo.timecode import LIGHT, PLATE


class BeatDots:
    def __init__(self, performance: Performance, stage: Stage, look: Look) -> None:
        self.performance, self.look = performance, look
        self.x, self.y = -stage.right + 46, stage.bottom - 42

    @property
    def region(self) -> Box:
        return (self.x - 30, self.y - 26, self.x + 190, self.y + 26)

    def draw(self, brush: Brush, second: float) -> None:
        if not brush.sees(self.region):
            return
        brush.box(self.region_of_plate(), PLATE, radius=22)
        beats = second / self.performance.beat_seconds + 1e-6
        for i in range(BEATS_PER_BAR):
            lit = int(beats) % BEATS_PER_BAR == i
            glow = max(0.0, 1 - (beats % 1) * 1.1) if lit else 0.0
            colour = LIGHT if i == 0 else self.look.accent
            brush.disc((self.x + i * 40, self.y), 9 + 5 * glow, mix((66, 77, 92), colour, glow))
        brush.text((self.x + 162, self.y), str(int(beats) // BEATS_PER_BAR + 1), 22, LIGHT)

    def region_of_plate(self) -> Box:
        left, top, right, bottom = self.region
        return (left + 2, top + 3, right - 2, bottom - 3)
