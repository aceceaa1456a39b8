"""What proves which frame is shown: a time code to read, and a strip of squares for a program.

The strip sits in the top right corner. With u = (shorter side of the picture) / 720, it is a row of
22 squares of 16 u, whose right end is 20 u from the right edge and whose top is 20 u from the top.
From left to right: light, dark (for the threshold), 16 bits of the frame number with the highest
first, 4 bits of check sum (the number's four hexadecimal digits, exclusive-or). Light means 1.
"""

from functools import lru_cache

from PIL import Image, ImageDraw

from demo.stage import UNITS, Colour, lettering

CELL, MARGIN = 16, 20
NUMBER_BITS, CHECK_BITS = 16, 4
CELLS = 2 + NUMBER_BITS + CHECK_BITS
PLATE: Colour = (17, 24, 33)
LIGHT: Colour = (250, 250, 245)


def timecode(ms: int) -> str:
    """`mm:ss.mmm`."""
    return f"{ms // 60_000:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


def stamp(frame: Image.Image, number: int, ms: int) -> None:
    """Burn the strip for frame `number` and the time code for `ms` into the picture."""
    _stamp_strip(frame, number)
    plate = _timecode_plate(timecode(ms), min(frame.size))
    margin = round(MARGIN * min(frame.size) / UNITS)
    frame.paste(plate, (margin, margin))


def read_frame_number(image: Image.Image) -> int:
    """The number that `stamp` burnt in, also after scaling to 360p and lossy coding.

    Raises ValueError where there is no strip, or it is too damaged to trust.
    """
    levels = _cell_levels(image.convert("L"))
    light, dark = levels[:2]
    if light - dark < 60:
        raise ValueError("No frame-number strip in this picture")
    bits = "".join("1" if level > (light + dark) / 2 else "0" for level in levels[2:])
    number, check = int(bits[:NUMBER_BITS], 2), int(bits[NUMBER_BITS:], 2)
    if check != _check(number):
        raise ValueError("The frame-number strip is damaged")
    return number


def _check(number: int) -> int:
    return (number ^ number >> 4 ^ number >> 8 ^ number >> 12) & 0xF


def _cells(size: tuple[int, int]) -> list[tuple[float, float, float, float]]:
    unit = min(size) / UNITS
    left = size[0] - (MARGIN + CELLS * CELL) * unit
    top, side = MARGIN * unit, CELL * unit
    return [(left + i * side, top, left + (i + 1) * side, top + side) for i in range(CELLS)]


def _stamp_strip(frame: Image.Image, number: int) -> None:
    bits = f"10{number % 2**NUMBER_BITS:016b}{_check(number % 2**NUMBER_BITS):04b}"
    draw, cells = ImageDraw.Draw(frame), _cells(frame.size)
    pad = CELL * min(frame.size) / UNITS / 3
    first, last = cells[0], cells[-1]
    plate = (first[0] - pad, first[1] - pad, last[2] + pad, last[3] + pad)
    draw.rounded_rectangle(plate, pad, fill=PLATE)
    for bit, cell in zip(bits, cells, strict=True):
        if bit == "1":
            draw.rectangle(
                (*map(round, cell[:2]), round(cell[2]) - 1, round(cell[3]) - 1), fill=LIGHT
            )


def _cell_levels(image: Image.Image) -> list[float]:
    return [_middle_level(image, cell) for cell in _cells(image.size)]


def _middle_level(image: Image.Image, cell: tuple[float, float, float, float]) -> float:
    """Mean brightness of the inner half of a cell: its rim is smeared by scaling."""
    left, top, right, bottom = cell
    inset = (right - left) / 4
    box = (left + inset, top + inset, right - inset, bottom - inset)
    return image.resize((1, 1), Image.Resampling.BOX, box=box).tobytes()[0]


@lru_cache(maxsize=32)
def _glyph(letter: str, size: int) -> Image.Image:
    """One letter in a fixed-width cell: digits must not dance from frame to frame."""
    font = lettering(size)
    width = round(font.getlength("0" if letter.isdigit() else letter))
    glyph = Image.new("RGB", (width, round(size * 1.3)), PLATE)
    ImageDraw.Draw(glyph).text((width / 2, size * 0.65), letter, font=font, fill=LIGHT, anchor="mm")
    return glyph


def _timecode_plate(words: str, short_side: int) -> Image.Image:
    size = max(8, round(32 * short_side / UNITS))
    glyphs = [_glyph(letter, size) for letter in words]
    pad = round(size / 3)
    plate = Image.new("RGB", (sum(g.width for g in glyphs) + 2 * pad, glyphs[0].height), PLATE)
    left = pad
    for glyph in glyphs:
        plate.paste(glyph, (left, 0))
        left += glyph.width
    return plate
