"""A small flat-design painter: units for pixels, smooth edges, only what moves is redrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from PIL import Image, ImageDraw, ImageFont

SMOOTHING = 2
UNITS = 720

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Stage:
    """A picture's coordinates: the origin is its centre and the shorter side measures 720 units.

    What must be seen stays within ±360, so one scene fits landscape, portrait and square.
    """

    width: int
    height: int

    @property
    def unit(self) -> float:
        return min(self.width, self.height) / UNITS

    @property
    def right(self) -> float:
        return self.width / 2 / self.unit

    @property
    def bottom(self) -> float:
        return self.height / 2 / self.unit

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        """The whole pixels that cover `box`, within the picture."""
        left, top, right, bottom = box
        return (
            max(0, int((left + self.right) * self.unit)),
            max(0, int((top + self.bottom) * self.unit)),
            min(self.width, int((right + self.right) * self.unit) + 1),
            min(self.height, int((bottom + self.bottom) * self.unit) + 1),
        )


class Brush:
    """Draws in stage units on an image that shows the stage from pixel `corner` on."""

    def __init__(self, image: Image.Image, stage: Stage, corner: tuple[int, int] = (0, 0)) -> None:
        self.stage = stage
        self._draw = ImageDraw.Draw(image)
        self._size = image.size
        self._scale = stage.unit * SMOOTHING
        self._dx = stage.width * SMOOTHING / 2 - corner[0] * SMOOTHING
        self._dy = stage.height * SMOOTHING / 2 - corner[1] * SMOOTHING

    def _at(self, point: Point) -> Point:
        return (point[0] * self._scale + self._dx, point[1] * self._scale + self._dy)

    def sees(self, box: Box) -> bool:
        """True where some of `box` is in this image: what is not need not be drawn."""
        (left, top), (right, bottom) = self._at(box[:2]), self._at(box[2:])
        return right >= 0 and bottom >= 0 and left <= self._size[0] and top <= self._size[1]

    def oval(self, centre: Point, rx: float, ry: float, fill: Colour) -> None:
        x, y = self._at(centre)
        rx, ry = rx * self._scale, ry * self._scale
        self._draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=fill)

    def disc(self, centre: Point, radius: float, fill: Colour) -> None:
        self.oval(centre, radius, radius, fill)

    def box(self, box: Box, fill: Colour, radius: float = 0) -> None:
        corners = (*self._at(box[:2]), *self._at(box[2:]))
        if radius:
            self._draw.rounded_rectangle(corners, radius * self._scale, fill=fill)
        else:
            self._draw.rectangle(corners, fill=fill)

    def shape(self, points: Iterable[Point], fill: Colour) -> None:
        self._draw.polygon([self._at(point) for point in points], fill=fill)

    def stroke(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """A line through `points` with round ends and joints."""
        pixels = [self._at(point) for point in points]
        thick = max(1, round(width * self._scale))
        self._draw.line(pixels, fill=fill, width=thick)
        for x, y in pixels:
            r = thick / 2
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def arc(
        self, centre: Point, rx: float, ry: float, span: Point, width: float, fill: Colour
    ) -> None:
        """Part of an oval's outline; `span` is in degrees, clockwise from three o'clock."""
        x, y = self._at(centre)
        rx, ry = rx * self._scale, ry * self._scale
        thick = max(1, round(width * self._scale))
        self._draw.arc((x - rx, y - ry, x + rx, y + ry), *span, fill=fill, width=thick)

    def text(self, centre: Point, words: str, size: float, fill: Colour) -> None:
        font = lettering(round(size * self._scale))
        self._draw.text(self._at(centre), words, font=font, fill=fill, anchor="mm")

    def text_width(self, words: str, size: float) -> float:
        return lettering(round(size * self._scale)).getlength(words) / self._scale


@lru_cache
def lettering(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's own typeface, so that nothing has to be installed or licensed."""
    font = ImageFont.load_default(max(6, size))
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType, so it cannot draw letters")
    return font


class Scene(Protocol):
    """One practice subject: a still backdrop, and what moves in front of it at a given second."""

    def backdrop(self, brush: Brush) -> None: ...

    def regions(self, second: float) -> list[Box]: ...

    def draw(self, brush: Brush, second: float) -> None: ...


class Painter:
    """Paints a scene's frames; every region redraws all that moves, so overlaps agree."""

    def __init__(self, scene: Scene, stage: Stage) -> None:
        self.scene, self.stage = scene, stage
        self._large = Image.new("RGB", (stage.width * SMOOTHING, stage.height * SMOOTHING))
        scene.backdrop(Brush(self._large, stage))
        self._still = self._large.reduce(SMOOTHING)

    def frame(self, second: float) -> Image.Image:
        frame = self._still.copy()
        for region in self.scene.regions(second):
            self._paint(frame, self.stage.pixels(region), second)
        return frame

    def _paint(self, frame: Image.Image, box: tuple[int, int, int, int], second: float) -> None:
        left, top, right, bottom = box
        if right <= left or bottom <= top:
            return
        patch = self._large.crop(
            (left * SMOOTHING, top * SMOOTHING, right * SMOOTHING, bottom * SMOOTHING)
        )
        self.scene.draw(Brush(patch, self.stage, (left, top)), second)
        frame.paste(patch.reduce(SMOOTHING), (left, top))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The colour `share` of the way from `first` to `second`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def ease(share: float) -> float:
    """A smooth step from 0 to 1, still at both ends."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)
