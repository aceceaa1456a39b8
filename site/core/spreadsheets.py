"""Turns cells of exported tables into plain text if a spreadsheet would run them as a formula.

Names, titles and messages end up in these tables, and spreadsheets take what begins with `=`, `+`,
`-` or `@` for a formula, even after blanks or in full-width characters. An apostrophe in front, as
people type it in a spreadsheet, keeps the cell readable. Source: OWASP, "CSV Injection".
"""

import unicodedata
from functools import wraps
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

COMMANDS = tuple("=+-@＝＋－＠﹢﹣﹦﹫−")
BREAKS = ("\t", "\r", "\n")


def as_text(cell: Any) -> Any:
    """Numbers, dates and ordinary text are left alone."""
    if not isinstance(cell, str) or not cell:
        return cell
    return f"'{cell}" if cell.startswith(BREAKS) or _visible(cell).startswith(COMMANDS) else cell


def _visible(cell: str) -> str:
    """Without leading blanks, control and invisible characters, and quotes."""
    for place, letter in enumerate(cell):
        if unicodedata.category(letter)[0] not in "ZC" and letter not in "\"'":
            return cell[place:]
    return ""


def guard_exports() -> None:
    """Every export in the admin, Wagtail's own included, gets its cells and headings from these."""
    for name in ("preprocess_field_value", "get_heading"):
        _guard(SpreadsheetExportMixin, name)


def _guard(mixin: Any, name: str) -> None:
    worded = getattr(mixin, name)
    if hasattr(worded, "__wrapped__"):
        return

    @wraps(worded)
    def as_plain_text(self: Any, *args: Any) -> Any:
        return as_text(worded(self, *args))

    setattr(mixin, name, as_plain_text)
