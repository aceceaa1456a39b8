"""Fills in an admin form, sends it like a browser does, and compares what comes back."""

import json
from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.admin_forms import blocks
from tests.admin_forms.page import AdminPage, Posted
from tests.admin_forms.values import RICH, Samples, Values

ROWS = 2
NOT_SHOWN_AGAIN = (
    "csrfmiddlewaretoken",
    "password1",
    "password2",
    "next",
    "send_link",
    "loaded_revision_id",
    "loaded_revision_created_at",
    "overwrite_revision_id",
    "window",
)
NUMBERS_OF_ROWS = ("-id", "-ORDER", "-TOTAL_FORMS", "-INITIAL_FORMS")
KEPT_BY_THE_PAGE = ("-uid", "-seen", "_seen")


def fill(page: AdminPage, samples: Samples, turn: int, where: str) -> Posted:
    """Fills in every visible field; each must get a different value than before."""
    values = Values(samples, turn, where)
    before = dict(page.fields)
    _add_rows(page)
    _fill_streams(page, values)
    for name, control in page.controls.items():
        is_chosen = control.is_hidden and samples.find(name, where)
        if (control.is_hidden and not is_chosen) or _is_of_stream(page, name):
            continue
        if control.tag.has_attr("readonly") or name.endswith("-DELETE"):
            continue
        _set(page, name, values.for_control(control, page.fields.get(name)))
    _refuse_same(page, before, lambda name: samples.changes(name, where))
    return dict(page.fields)


def send(page: AdminPage, **action: str) -> Any:
    """Returns the response; fails with the page's messages if the form was rejected."""
    answer = page.client.post(page.url, page.fields | action)
    if answer.status_code == 200 and not action.get("may_stay"):
        html = BeautifulSoup(answer.content.decode(), "html.parser")
        said = [tag.get_text(" ", strip=True) for tag in html.select(".error-message, .messages")]
        raise AssertionError(f"{page.url} was not saved: {said or html.get_text()[:800]}")
    assert answer.status_code in (200, 302), answer.status_code
    return answer


def autosave(page: AdminPage) -> None:
    """Saves and applies the response, like Wagtail's script does."""
    answer = page.client.post(page.url, page.fields, headers={"accept": "application/json"})
    data = answer.json()
    assert (answer.status_code, data["success"]) == (200, True), (page.url, data)
    page.fields |= data["field_updates"] | {"overwrite_revision_id": data["revision_id"]}


def preview(page: AdminPage) -> str:
    assert page.preview_url
    checked = page.client.post(page.preview_url, page.fields).json()
    assert checked == {"is_valid": True, "is_available": True}, page.preview_url
    shown = page.client.get(page.preview_url)
    assert shown.status_code == 200
    return str(shown.content.decode())


def refuse_difference(sent: Posted, page: AdminPage) -> None:
    """What was sent is what the form shows when it is opened again."""
    shown = {**page.only_shown, **page.fields, **streams(page)}
    different = {
        name: (value, shown.get(name))
        for name, value in sent.items()
        if _is_shown_again(name, value) and _plain(value) != _plain(shown.get(name, ""))
    }
    assert not different, f"{page.url}: sent, and shown again: {different}"


def _add_rows(page: AdminPage) -> None:
    for prefix in [name.removesuffix("-TOTAL_FORMS") for name in page.fields]:
        pattern = page.row_pattern(prefix)
        if not pattern or f"{prefix}-TOTAL_FORMS" not in page.fields:
            continue
        there = int(page.fields[f"{prefix}-TOTAL_FORMS"])
        for place in range(there, ROWS):
            html = pattern.replace("__prefix__", str(place))
            page.read(BeautifulSoup(html, "html.parser"))
        page.fields[f"{prefix}-TOTAL_FORMS"] = str(max(there, ROWS))


def _fill_streams(page: AdminPage, values: Values) -> None:
    for name in page.blocks():
        block = page.response.context["form"].fields[name].block
        for old in [key for key in page.fields if key.startswith(f"{name}-")]:
            del page.fields[old]
        page.fields |= blocks.posted(block, blocks.filled(block, name, values), name)


def streams(page: AdminPage) -> Posted:
    """What the scripts of StreamFields would post, which is not in the HTML."""
    found: Posted = {}
    for name, state in page.blocks().items():
        block = page.response.context["form"].fields[name].block
        found |= blocks.posted(block, state, name)
    return found


def _is_of_stream(page: AdminPage, name: str) -> bool:
    return any(name.startswith(f"{stream}-") for stream in page.blocks())


def _set(page: AdminPage, name: str, value: Any) -> None:
    if value is None:
        page.fields.pop(name, None)
    else:
        page.fields[name] = value


def _refuse_same(page: AdminPage, before: Posted, may_be: Callable[[str], bool]) -> None:
    same = [
        name
        for name, control in page.controls.items()
        if not control.is_hidden
        and not control.tag.has_attr("readonly")
        and not name.endswith("-DELETE")
        and name in before
        and page.fields.get(name) == before[name]
        and not may_be(name)
    ]
    assert not same, f"{page.url}: not changed: {same}"


def _is_shown_again(name: str, value: Any) -> bool:
    is_file = isinstance(value, SimpleUploadedFile)
    is_of_row = name.endswith(NUMBERS_OF_ROWS + KEPT_BY_THE_PAGE)
    return not (is_file or is_of_row or name in NOT_SHOWN_AGAIN)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(str(one) for one in value)
    if isinstance(value, str) and RICH.match(value):
        return [block["text"] for block in json.loads(value)["blocks"]]
    return str(value).replace("\r\n", "\n").strip()
