"""Two hands at a piano seen by the player: keys go down, a metronome swings, the score moves on."""

from dataclasses import dataclass
from math import cos, pi, sin

from demo.looks import hex_colour, look_for
from demo.performance import Performance
from demo.scenes.beat import BeatDots
from demo.stage import Box, Brush, Colour, Point, Stage, ease, mix

KEY, KEY_TOP, KEY_END = 46, -62, 158
BLACK_AFTER = {0, 1, 3, 4, 5}
WOOD, WOOD_DARK, FELT = hex_colour("3a2620"), hex_colour("291a16"), hex_colour("a61e2b")
IVORY, IVORY_EDGE, EBONY = hex_colour("fbf8f1"), hex_colour("cfc8ba"), hex_colour("24211f")
PAPER, INK = hex_colour("fffdf6"), hex_colour("4a4458")
MELODY = (0, 2, 4, 2, 1, 3, 2, 1, 0, 4, 3, 1, 2, 4, 1, 0)
BASS = (-7, -3, -5, -3)
METRONOME: Box = (-345, -305, -155, -112)
SHORT_FINGERS = (46, 12, 0, 10, 26)


@dataclass(frozen=True)
class Note:
    key: int
    start: float
    seconds: float

    def depth(self, second: float) -> float:
        """How far down the key is, 0–1."""
        since = second - self.start
        if since < -0.05 or since > self.seconds:
            return 0.0
        return min(ease((since + 0.05) / 0.05), ease((self.seconds - since) / 0.06))


def melody_notes(performance: Performance) -> list[Note]:
    """The right hand's notes as played, slips included: one a beat, from middle C up."""
    beat, slips = performance.beat_seconds, performance.slips_by_bar()
    count = int(performance.seconds / beat) + 1
    return [_melody_note(i, beat, slips.get(i // 4, "")) for i in range(count)]


def _melody_note(index: int, beat: float, slip: str) -> Note:
    key, start = MELODY[index % len(MELODY)], index * beat
    if slip == "wrong_note" and index % 4 == 1:
        key = key + 1 if key < 4 else key - 1
    if slip == "rushing":
        start -= (index % 4) * 0.09 * beat
    return Note(key, start, beat * 0.82)


def bass_notes(performance: Performance) -> list[Note]:
    """The left hand's notes: one in two beats."""
    length = performance.beat_seconds * 2
    count = int(performance.seconds / length) + 1
    return [Note(BASS[i % len(BASS)], i * length, length * 0.9) for i in range(count)]


def _score_column(bar: int) -> Box:
    return (-54 + bar * 96, -280, 42 + bar * 96, -132)


class PianoHands:
    def __init__(self, performance: Performance, stage: Stage) -> None:
        self.performance, self.stage, self.look = performance, stage, look_for(performance.seed)
        self.dots = BeatDots(performance, stage, self.look)
        self.notes = {"right": melody_notes(performance), "left": bass_notes(performance)}
        self.slips = performance.slips_by_bar()

    @property
    def keyboard(self) -> Box:
        return (-370.0, float(KEY_TOP), 290.0, self.stage.bottom)

    def regions(self, second: float) -> list[Box]:
        return [self.keyboard, METRONOME, _score_column(self._bar(second)), self.dots.region]

    def backdrop(self, brush: Brush) -> None:
        right, bottom = self.stage.right, self.stage.bottom
        brush.box((-right, -bottom, right, bottom), self.look.wall)
        self._window(brush)
        brush.box((-right, -112, right, bottom), WOOD)
        brush.box((-right, -112, right, -104), mix(WOOD, (255, 255, 255), 0.22))
        brush.box((-right, KEY_TOP - 12, right, KEY_TOP), FELT)
        brush.box((-right, KEY_END + 30, right, bottom), WOOD_DARK)
        brush.box((-right, KEY_END + 78, right, bottom), mix(self.look.wall, (60, 60, 70), 0.35))
        self._keys(brush)
        self._score(brush)

    def _bar(self, second: float) -> int:
        """Which of the four printed bars sounds."""
        return int(second / self.performance.bar_seconds + 1e-6) % 4

    def draw(self, brush: Brush, second: float) -> None:
        if brush.sees(self.keyboard):
            self._playing(brush, second)
        if brush.sees(METRONOME):
            self._metronome(brush, second)
        if brush.sees(_score_column(self._bar(second))):
            self._score_bar(brush, self._bar(second), mix(PAPER, self.look.accent, 0.28))
        self.dots.draw(brush, second)

    def _playing(self, brush: Brush, second: float) -> None:
        for note in self.notes["left"] + self.notes["right"]:
            if (depth := note.depth(second)) > 0:
                self._pressed_key(brush, note.key, depth)
        self._black_keys(brush, range(-9, 7))
        self._hand(brush, second, "left")
        self._hand(brush, second, "right")

    def _window(self, brush: Brush) -> None:
        light = mix(self.look.wall, (255, 255, 255), 0.6)
        for x in (-590, 420):
            brush.box((x, -330, x + 170, -150), mix(self.look.wall, (90, 80, 90), 0.18), radius=10)
            brush.box((x + 10, -320, x + 80, -160), light, radius=4)
            brush.box((x + 90, -320, x + 160, -160), light, radius=4)

    def _keys(self, brush: Brush) -> None:
        reach = int(self.stage.right / KEY) + 2
        for key in range(-reach, reach + 1):
            x = key * KEY
            brush.box((x, KEY_TOP, x + KEY, KEY_END + 12), IVORY_EDGE, radius=5)
            brush.box((x + 1.5, KEY_TOP, x + KEY - 1.5, KEY_END), IVORY, radius=5)
        self._black_keys(brush, range(-reach, reach + 1))

    def _black_keys(self, brush: Brush, keys: range) -> None:
        for key in keys:
            if key % 7 in BLACK_AFTER:
                x = (key + 1) * KEY
                brush.box((x - 14, KEY_TOP - 2, x + 14, 70), EBONY, radius=4)
                brush.box(
                    (x - 9, KEY_TOP - 2, x + 9, 56), mix(EBONY, (255, 255, 255), 0.12), radius=3
                )

    def _pressed_key(self, brush: Brush, key: int, depth: float) -> None:
        x = key * KEY
        brush.box(
            (x, KEY_TOP, x + KEY, KEY_END + 12), mix(IVORY_EDGE, (90, 80, 80), depth * 0.5), 5
        )
        colour = mix(IVORY, self.look.accent, depth * 0.7)
        brush.box((x + 1.5, KEY_TOP, x + KEY - 1.5, KEY_END + 7 * depth), colour, radius=5)

    def _metronome(self, brush: Brush, second: float) -> None:
        body = hex_colour("9a5b2e")
        brush.shape([(-222, -300), (-278, -300), (-322, -118), (-178, -118)], body)
        brush.shape(
            [(-230, -284), (-270, -284), (-296, -168), (-204, -168)], mix(body, IVORY, 0.75)
        )
        for i in range(5):
            brush.stroke([(-258, -190 - i * 18), (-242, -190 - i * 18)], 2, mix(body, IVORY, 0.3))
        brush.box((-330, -126, -170, -112), mix(body, (0, 0, 0), 0.3), radius=4)
        angle = 0.5 * cos(pi * second / self.performance.beat_seconds)
        tip = (-250 + 128 * sin(angle), -160 - 128 * cos(angle))
        weight = (-250 + 84 * sin(angle), -160 - 84 * cos(angle))
        brush.stroke([(-250, -160), tip], 5, hex_colour("5d6470"))
        brush.disc(weight, 12, self.look.accent)
        brush.disc((-250, -160), 8, mix(body, (0, 0, 0), 0.45))

    def _score(self, brush: Brush) -> None:
        brush.box((-70, -286, 346, -116), mix(PAPER, (120, 110, 110), 0.4), radius=8)
        brush.box((-70, -290, 346, -122), PAPER, radius=8)
        for bar in range(4):
            self._score_bar(brush, bar, PAPER)

    def _score_bar(self, brush: Brush, bar: int, paper: Colour) -> None:
        left, _, right, _ = column = _score_column(bar)
        brush.box(column, paper, radius=6)
        for staff in (-258, -192):
            for line in range(5):
                y = staff + line * 10
                brush.box((left, y - 0.6, right, y + 0.6), INK)
        for x in (left, right):
            brush.box((x - 0.7, -258, x + 0.7, -152), INK)
        for i, key in enumerate(MELODY[bar * 4 : bar * 4 + 4]):
            self._printed_note(brush, (left + 14 + i * 23, -218 - key * 5), filled=True)
        for i, key in enumerate(BASS[bar % 2 * 2 : bar % 2 * 2 + 2]):
            self._printed_note(brush, (left + 14 + i * 46, -172 - (key + 5) * 5), filled=False)

    def _printed_note(self, brush: Brush, at: Point, *, filled: bool) -> None:
        brush.stroke([(at[0] + 5, at[1]), (at[0] + 5, at[1] - 26)], 1.8, INK)
        brush.oval(at, 6.5, 5, INK)
        if not filled:
            brush.oval(at, 3.5, 2.4, PAPER)

    def _hand(self, brush: Brush, second: float, side: str) -> None:
        outward = 1 if side == "right" else -1
        middle = (2.5 if side == "right" else -4.5) * KEY
        sink = 26 * self._wrist_drop(second)
        wrist = (middle + outward * 22, 262 + sink)
        self._arm(brush, wrist, outward)
        knuckles = 186 + sink * 0.7
        for finger in range(5):
            self._finger(brush, second, side, finger, knuckles)
        palm = self.look.skin
        left, right = middle - KEY * 1.75, middle + KEY * 1.75
        brush.stroke([(left + 22, knuckles + 18), (right - 22, knuckles + 18)], 56, palm)
        brush.shape(
            [
                (left, knuckles + 22),
                (right, knuckles + 22),
                (wrist[0] + 42, wrist[1] + 20),
                (wrist[0] - 42, wrist[1] + 20),
            ],
            palm,
        )
        brush.box(
            (wrist[0] - 50, wrist[1] + 14, wrist[0] + 50, wrist[1] + 38),
            mix(self.look.shirt, (255, 255, 255), 0.25),
            radius=10,
        )

    def _arm(self, brush: Brush, wrist: Point, outward: int) -> None:
        elbow = (wrist[0] + outward * 36, max(460, self.stage.bottom + 60))
        brush.stroke([(wrist[0], wrist[1] + 10), (wrist[0], wrist[1] + 20)], 84, self.look.skin)
        brush.stroke([(wrist[0], wrist[1] + 66), elbow], 104, self.look.shirt)

    def _finger(self, brush: Brush, second: float, side: str, finger: int, knuckles: float) -> None:
        """Fingers count from the left; the thumb is inside, so shapes mirror with the hand."""
        first_key = 0 if side == "right" else -7
        depth = max(
            (n.depth(second) for n in self.notes[side] if n.key == first_key + finger), default=0
        )
        short = SHORT_FINGERS[finger if side == "right" else 4 - finger]
        x = (first_key + finger + 0.5) * KEY
        tip = (x, 84 + short + 14 * depth)
        root = (x + (first_key + 2.5 - x / KEY) * KEY * 0.22, knuckles + 4)
        shade = mix(self.look.skin, (70, 30, 20), 0.10 + 0.12 * depth)
        brush.stroke([tip, root], 37, shade)
        brush.stroke([tip, root], 33, self.look.skin)
        brush.oval((tip[0], tip[1] - 7), 9, 8, mix(self.look.skin, (255, 240, 235), 0.55))

    def _wrist_drop(self, second: float) -> float:
        bars = second / self.performance.bar_seconds
        if self.slips.get(int(bars)) != "low_wrist":
            return 0.0
        return min(ease(bars % 1 * 5), ease((1 - bars % 1) * 5))
