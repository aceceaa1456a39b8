"""No export of the admin contains a cell that a spreadsheet would run as a formula."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.contrib.redirects.models import Redirect

from accounts.models import User
from core.spreadsheets import as_text

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =cmd|' /C calc'!A0",
    "\u00a0=1", "\u200b=1", "\ufeff=1", "＝1", "＋1", "－1", "＠1", '"=1', "'=1", "\x00=1",
]  # fmt: skip


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_becomes_text(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Bow", "a=b", "1-2", 5, -5, 1.5, None, True, "O'Neil", "é"])
def test_everything_else_is_unchanged(cell: Any) -> None:
    assert as_text(cell) == cell


def exports() -> dict[str, Any]:
    """Every view of the admin that exports, by the name of its address."""
    return {name: view for name, view in _named(get_resolver().url_patterns, ()) if _exports(view)}


def _exports(view: Any) -> bool:
    made_by = getattr(view, "view_class", None) or getattr(view, "__wrapped__", view)
    made_by = getattr(made_by, "view_class", made_by)
    return isinstance(made_by, type) and issubclass(made_by, SpreadsheetExportMixin)


def _named(patterns: Any, spaces: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _named(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield ":".join([*spaces, pattern.name]), pattern.callback


def test_all_exports_use_the_same_code_for_cells() -> None:
    found = exports()

    assert len(found) > 5
    for name, view in found.items():
        made_by = getattr(view, "view_class", None) or view.__wrapped__.view_class
        for method in ("preprocess_field_value", "get_heading"):
            assert hasattr(getattr(made_by, method), "__wrapped__"), name


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/reports/site-history/", "/admin/redirects/"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_people_write_is_exported_as_text(
    client: Client, admin: User, address: str, kind: str, course: Any
) -> None:
    admin.first_name, admin.is_superuser = "=cmd|' /C calc'!A0", True
    admin.save()
    course.title = "=1+1"
    course.save_revision(user=admin, log_action=True)
    Redirect.objects.create(old_path="/=1", redirect_link="=HYPERLINK(1)")
    client.force_login(admin)
    response = client.get(f"{address}?export={kind}")
    cells = _cells(b"".join(response.streaming_content), kind)

    assert response.status_code == 200
    assert [cell for cell in cells if cell.startswith("'=")]
    assert [cell for cell in cells if as_text(cell) != cell and not cell.startswith("'")] == []


def _cells(data: bytes, kind: str) -> list[str]:
    if kind == "csv":
        return [cell for row in csv.reader(StringIO(data.decode())) for cell in row]
    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None
    assert not [cell for row in sheet for cell in row if cell.data_type == "f"]
    return [cell.value for row in sheet for cell in row if isinstance(cell.value, str)]
