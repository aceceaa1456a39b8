"""A face that says a phrase, one syllable a beat, over a card that shows which one."""

from dataclasses import dataclass

from demo.looks import hex_colour, look_for
from demo.performance import BEATS_PER_BAR, Performance
from demo.scenes.beat import BeatDots
from demo.stage import Box, Brush, Colour, Stage, ease, mix

PHRASES = (
    (("Bue", "e"), ("nas", "a"), ("tar", "a"), ("des", "e")),
    (("Mu", "u"), ("cho", "o"), ("gus", "u"), ("to", "o")),
    (("Mu", "u"), ("chas", "a"), ("gra", "a"), ("cias", "a")),
    (("Has", "a"), ("ta", "a"), ("lue", "e"), ("go", "o")),
)
STRESSED = 2
MOUTHS = {"a": (58, 44), "e": (66, 26), "i": (72, 15), "o": (38, 36), "u": (25, 22)}
REST = (46, 3)
FACE: Box = (-150, -250, 150, 126)
PHRASE: Box = (-300, 190, 300, 318)
CARD, WORDS = hex_colour("fffdf8"), hex_colour("2b2a33")
INSIDE, TONGUE, TEETH = hex_colour("5b1a24"), hex_colour("d9626f"), hex_colour("fdfaf5")


@dataclass(frozen=True)
class Syllable:
    """One syllable as it is spoken; `stress` and `openness` run from 0 to 1."""

    letters: str
    vowel: str
    start: float
    seconds: float
    stress: float
    openness: float

    def loudness(self, second: float) -> float:
        since = second - self.start
        if since < 0 or since > self.seconds:
            return 0.0
        return min(ease(since / 0.09), ease((self.seconds - since) / 0.16))


def spoken_syllables(performance: Performance) -> list[Syllable]:
    """The whole speech, slips included."""
    slips, beat = performance.slips_by_bar(), performance.beat_seconds
    count = int(performance.seconds / beat) + 1
    return [_syllable(i, beat, slips.get(i // BEATS_PER_BAR, "")) for i in range(count)]


def _syllable(index: int, beat: float, slip: str) -> Syllable:
    bar, place = divmod(index, BEATS_PER_BAR)
    letters, vowel = PHRASES[bar % len(PHRASES)][place]
    stressed = STRESSED
    if slip == "wrong_stress":
        stressed = (stressed + 2) % BEATS_PER_BAR
    late = 0.3 * beat if slip == "late_start" else 0.0
    openness = 0.28 if slip == "flat_vowel" else 1.0
    stress = 1.0 if place == stressed else 0.45
    return Syllable(letters, vowel, index * beat + late, beat * 0.68, stress, openness)


class SpeakingFace:
    def __init__(self, performance: Performance, stage: Stage) -> None:
        self.performance, self.stage, self.look = performance, stage, look_for(performance.seed)
        self.dots = BeatDots(performance, stage, self.look)
        self.syllables = spoken_syllables(performance)

    def regions(self, second: float) -> list[Box]:
        return [FACE, PHRASE, self.dots.region]

    def backdrop(self, brush: Brush) -> None:
        right, bottom = self.stage.right, self.stage.bottom
        brush.box((-right, -bottom, right, bottom), self.look.wall)
        brush.disc((0, -40), 330, mix(self.look.wall, (255, 255, 255), 0.45))
        self._shelves(brush)
        self._body(brush)

    def draw(self, brush: Brush, second: float) -> None:
        now = self._now(second)
        loud = now.loudness(second) if now else 0.0
        nod = 7 * loud * (now.stress if now else 0)
        if brush.sees(FACE):
            self._head(brush, nod)
            self._eyes(brush, second, nod, loud * (now.stress if now else 0))
            self._mouth(brush, now, loud, nod)
        if brush.sees(PHRASE):
            self._card(brush, second)
        self.dots.draw(brush, second)

    def _now(self, second: float) -> Syllable | None:
        return next((s for s in self.syllables if 0 <= second - s.start <= s.seconds), None)

    def _shelves(self, brush: Brush) -> None:
        books = ("c2410c", "1d4ed8", "15803d", "b45309", "7e22ce", "0e7490", "be123c")
        for side, row in ((-1, -120), (1, -40)):
            x = -600 if side < 0 else 400
            for i, code in enumerate(books):
                tall = 84 + (i * 37 + row) % 40
                colour = mix(hex_colour(code), self.look.wall, 0.35)
                brush.box((x + i * 28, row - tall, x + i * 28 + 24, row), colour, radius=3)
            brush.box(
                (x - 20, row, x + 220, row + 12), mix(self.look.wall, (90, 60, 40), 0.55), radius=4
            )

    def _body(self, brush: Brush) -> None:
        bottom = self.stage.bottom
        brush.oval((0, 330), 290, 190, self.look.shirt)
        brush.box((-290, 330, 290, max(bottom, 340)), self.look.shirt)
        brush.box((-58, 60, 58, 170), mix(self.look.skin, (80, 30, 20), 0.16))
        brush.oval((0, 168), 74, 40, mix(self.look.skin, (80, 30, 20), 0.08))
        if self.look.long_hair:
            brush.oval((0, -30), 168, 200, self.look.hair)
            brush.box((-168, -30, 168, 120), self.look.hair, radius=60)
            brush.box((-58, 60, 58, 170), mix(self.look.skin, (80, 30, 20), 0.16))

    def _head(self, brush: Brush, nod: float) -> None:
        skin, hair = self.look.skin, self.look.hair
        brush.oval((0, -78 + nod * 0.6), 134, 158, hair)
        for x in (-124, 124):
            brush.oval((x, -38 + nod), 20, 30, mix(skin, (80, 30, 20), 0.10))
        brush.oval((0, -40 + nod), 120, 146, skin)
        brush.shape(
            [
                (-112, -110 + nod),
                (-80, -190 + nod),
                (70, -196 + nod),
                (114, -106 + nod),
                (40, -146 + nod),
                (-40, -128 + nod),
            ],
            hair,
        )
        for x in (-70, 70):
            brush.oval((x, 12 + nod), 22, 15, mix(skin, (230, 90, 80), 0.22))
        brush.stroke(
            [(0, -38 + nod), (-9, 2 + nod), (6, 5 + nod)], 5, mix(skin, (80, 30, 20), 0.25)
        )

    def _eyes(self, brush: Brush, second: float, nod: float, lift: float) -> None:
        shut = (second + 0.8 + self.performance.seed * 0.7) % 2.9 < 0.13
        for x in (-46, 46):
            self._closed_eye(brush, x, nod) if shut else self._open_eye(brush, x, nod)
            y = nod - 8 * lift
            brush.stroke([(x - 22, y - 80), (x, y - 87), (x + 22, y - 80)], 8, self.look.hair)

    def _open_eye(self, brush: Brush, x: float, nod: float) -> None:
        brush.oval((x, -50 + nod), 17, 13, TEETH)
        brush.disc((x, -51 + nod), 10.5, mix(self.look.hair, (90, 120, 110), 0.45))
        brush.disc((x, -51 + nod), 5.5, WORDS)
        brush.disc((x + 3.5, -55 + nod), 3, TEETH)
        brush.arc((x, -48 + nod), 20, 17, (195, 345), 4, mix(self.look.hair, (0, 0, 0), 0.3))

    def _closed_eye(self, brush: Brush, x: float, nod: float) -> None:
        brush.arc((x, -56 + nod), 18, 12, (20, 160), 4, mix(self.look.hair, (0, 0, 0), 0.3))

    def _mouth(self, brush: Brush, now: Syllable | None, loud: float, nod: float) -> None:
        wide, tall = MOUTHS[now.vowel] if now else REST
        share = loud * (0.65 + 0.35 * now.stress) * now.openness if now else 0.0
        if share < 0.08:
            brush.arc((0, 26 + nod), 44, 26, (25, 155), 7, self._lips())
            return
        rx = REST[0] + (wide - REST[0]) * share
        ry = REST[1] + (tall - REST[1]) * share
        y = 46 + nod + ry * 0.3
        brush.oval((0, y), rx + 7, ry + 7, self._lips())
        brush.oval((0, y), rx, ry, INSIDE)
        if ry > 12:
            brush.oval((0, y + ry * 0.55), rx * 0.6, ry * 0.36, TONGUE)
            brush.box((-rx * 0.6, y - ry * 0.82, rx * 0.6, y - ry * 0.5), TEETH, radius=4)

    def _lips(self) -> Colour:
        return mix(self.look.skin, (176, 40, 60), 0.55)

    def _card(self, brush: Brush, second: float) -> None:
        index = int(second / self.performance.beat_seconds + 1e-6)
        bar, place = divmod(index, BEATS_PER_BAR)
        phrase = PHRASES[bar % len(PHRASES)]
        brush.box((-292, 200, 292, 314), mix(self.look.shirt, (0, 0, 0), 0.35), radius=24)
        brush.box((-292, 196, 292, 308), CARD, radius=24)
        widths = [brush.text_width(letters, 46) for letters, _ in phrase]
        x = -(sum(widths) + 3 * 34) / 2
        for i, (letters, _) in enumerate(phrase):
            self._card_syllable(brush, x + widths[i] / 2, widths[i], letters, lit=i == place)
            if i == STRESSED:
                brush.disc((x + widths[i] / 2, 288), 5, self.look.accent)
            x += widths[i] + 34

    def _card_syllable(
        self, brush: Brush, x: float, width: float, letters: str, *, lit: bool
    ) -> None:
        if lit:
            brush.box(
                (x - width / 2 - 14, 212, x + width / 2 + 14, 274), self.look.accent, radius=16
            )
        brush.text((x, 243), letters, 46, CARD if lit else WORDS)
