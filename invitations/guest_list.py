"""Reads lists of people to invite: pasted, or from a spreadsheet.

lines_of("ada@x.org\\nBob Smith <bob@x.org>")          one person a line, or several addresses
lines_of("Name;E-Mail;Kurs\\nAda;ada@x.org;Violin")    a table, if its first line names columns
text_of(uploaded_file)                                the words of a CSV file
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.addresses import Found, read
from accounts.names import pasted

COLUMNS = {
    "email": ("e-mail", "email", "mail", "e-mail address", "email address", "e-mail-adresse"),
    "name": ("name", "full name", "student", "person", "vor- und nachname"),
    "first_name": ("first name", "first", "given name", "vorname"),
    "last_name": ("last name", "last", "surname", "family name", "nachname", "familienname"),
    "role": ("role", "rolle"),
    "cohort": ("cohort", "group", "class", "gruppe", "kohorte", "klasse"),
    "course": ("course", "courses", "kurs", "kurse"),
}
DELIMITERS = "\t;,|"
MAX_FILE_BYTES = 1_000_000


@dataclass(frozen=True)
class Line:
    """A person as the list has them; nothing is checked yet."""

    number: int
    text: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    role: str = ""
    cohort: str = ""
    course: str = ""


def text_of(data: bytes) -> str:
    """Raises ValidationError for what is no text. Spreadsheets save in several encodings."""
    if len(data) > MAX_FILE_BYTES:
        raise ValidationError(_("This file is too large. Split it into smaller ones."))
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff")
    raise ValidationError(
        _("This is not a text file. In your spreadsheet, save the list as CSV, then try again.")
    )


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "cp1252")


def lines_of(text: str) -> list[Line]:
    rows = [row for row in text.splitlines() if row.strip()]
    if not rows:
        return []
    delimiter, columns = _columns(rows[0])
    if "email" in columns:
        return list(_of_table(text, delimiter, columns))
    return list(_of_plain(text))


def _columns(first: str) -> tuple[str, list[str]]:
    """The delimiter with which the first line names most columns, and which those are."""
    found = [(one, [_column(cell) for cell in _cells(first, one)]) for one in DELIMITERS]
    return max(found, key=lambda pair: sum(bool(name) for name in pair[1]))


def _cells(row: str, delimiter: str) -> list[str]:
    return next(csv.reader([row], delimiter=delimiter), [])


def _column(cell: str) -> str:
    heading = " ".join(cell.split()).strip("\ufeff\"'* :").casefold()
    return next((name for name, known in COLUMNS.items() if heading in known), "")


def _of_table(text: str, delimiter: str, columns: list[str]) -> Iterator[Line]:
    """The columns may be in any order; unknown ones are left out."""
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    next(row for row in reader if any(cell.strip() for cell in row))
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        cells.pop("", None)
        first, last = _names(cells.pop("name", ""))
        cells.setdefault("first_name", first)
        cells.setdefault("last_name", last)
        cells["email"] = _address(cells["email"]) if "email" in cells else ""
        yield Line(reader.line_num, delimiter.join(row), **cells)


def _of_plain(text: str) -> Iterator[Line]:
    for number, row in enumerate(text.splitlines(), start=1):
        if not row.strip():
            continue
        found = read(row)
        if len(found.addresses) == 1 and not found.unreadable:
            first, last = _names(_beside(row))
            yield Line(number, row.strip(), found.addresses[0], first, last)
        else:
            yield from _several(number, row, found)


def _several(number: int, row: str, found: Found) -> Iterator[Line]:
    for address in found.addresses:
        yield Line(number, address, address)
    for word in found.unreadable:
        yield Line(number, word)
    if not found.addresses and not found.unreadable:
        yield Line(number, row.strip())


def _address(cell: str) -> str:
    """As it is stored, or as it was typed, which is then refused."""
    found = read(cell)
    return found.addresses[0] if len(found.addresses) == 1 else cell


def _beside(row: str) -> str:
    """What stands next to the one address of a line."""
    words = [word for word in row.replace("<", " <").split() if "@" not in word]
    return " ".join(words).strip(" \t;,|<>\"'“”")


def _names(text: str) -> tuple[str, str]:
    """First and last name of "Ada Lovelace", "Lovelace, Ada" or "Ada"."""
    if text.count(",") == 1:
        last, first = (pasted(part) for part in text.split(","))
        return first, last
    first, _space, last = pasted(text).partition(" ")
    return first, last
