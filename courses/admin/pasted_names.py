"""Names as they appear in pasted class lists: with bullets or numbers, in columns, last name first.

    lines_of("1. Ada Lovelace\\nBob Smith, Cy Young")    "Ada Lovelace" and "Bob Smith, Cy Young"
    readings("Bob Smith, Cy Young")                     [["Cy Young Bob Smith"],
                                                         ["Bob Smith", "Cy Young"]]

A name next to an address is that of its owner: such lines are left out.
"""

import re
from itertools import pairwise
from unicodedata import normalize

from accounts.names import pasted
from courses.addresses import has_visible_characters

_NEW_LINE = re.compile(r"[\r\n]+")
_COLUMN = re.compile(r"\s*[\t|]\s*")
_BETWEEN = re.compile(r"[,،、;؛]")
_SEMICOLON = re.compile(r"[;؛]")
_BULLET = re.compile(r"^(?:\(?\d+(?:[.):]|\s)|[^\w\s(\"“'’])+\s*")


def lines_of(text: str) -> list[str]:
    """Each line is one person or, with commas, several."""
    lines = _NEW_LINE.split(normalize("NFKC", text))
    rows = [line for line in lines if "@" in line]
    if not _is_table(rows):
        lines = [part for line in lines for part in _parts(line)]
    return [line.strip() for line in lines if "@" not in line and has_visible_characters(line)]


def _is_table(rows: list[str]) -> bool:
    return len(rows) > 1 and all(row.count("@") == 1 for row in rows)


def _parts(line: str) -> list[str]:
    return _SEMICOLON.split(line) if "@" in line else [line]


def readings(line: str) -> list[list[str]]:
    """Ways to read the names in a line: the first that matches somebody counts, else the last."""
    cells = _names(_COLUMN.split(line))
    if len(cells) > 1:
        return _readings_of_row(cells)
    names = _names(_BETWEEN.split(line))
    turned = [[f"{names[1]} {names[0]}"]] if len(names) == 2 else []
    return [*turned, names]


def _readings_of_row(cells: list[str]) -> list[list[str]]:
    whole = " ".join(cells)
    pairs = [[name] for one, two in pairwise(cells) for name in (f"{one} {two}", f"{two} {one}")]
    return [[whole], *pairs, *([cell] for cell in cells), [whole]]


def _names(cells: list[str]) -> list[str]:
    return [name for name in map(_name, cells) if has_visible_characters(name)]


def _name(cell: str) -> str:
    name = pasted(cell)
    return _BULLET.sub("", name) or name
