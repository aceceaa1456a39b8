"""An admin page as a browser sees it: its controls are read from the HTML, never from the form.

Anything a template forgets, such as a hidden field, is therefore missing here too.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client

Posted = dict[str, Any]
NOT_WRITTEN = {"submit", "button", "image", "reset"}


@dataclass
class Control:
    """The control with one name: an input, a select, or several boxes."""

    name: str
    kind: str
    tag: Tag
    choices: list[str] = field(default_factory=list)
    is_many: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.kind == "hidden"


class AdminPage:
    """`fields` is what the browser would post if nothing was typed."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url = client, url
        self.response = client.get(url)
        assert self.response.status_code == 200, f"{url}: {self.response.status_code}"
        self.html = BeautifulSoup(self.response.content.decode(), "html.parser")
        self.form = self._form()
        self.fields: Posted = {}
        self.only_shown: Posted = {}
        self.controls: dict[str, Control] = {}
        self.read(self.form)

    def read(self, part: Tag) -> None:
        for tag in part.find_all(["input", "select", "textarea"]):
            name, kind = str(tag.get("name", "")), _kind(tag)
            is_other_form = tag.find_parent("template") or tag.get("form")
            if not name or kind in NOT_WRITTEN or is_other_form:
                continue
            if tag.has_attr("disabled"):
                self.only_shown[name] = tag.get("value", "")
                continue
            self._take_in(Control(name, kind, tag))

    def row_pattern(self, prefix: str) -> str | None:
        """The HTML of one more row of an inline panel."""
        template = self.html.find(id=f"id_{prefix}-EMPTY_FORM_TEMPLATE")
        return template.decode_contents() if isinstance(template, Tag) else None

    def blocks(self) -> dict[str, Any]:
        """StreamFields by name, with the state passed to their script."""
        found = {}
        for tag in self.form.find_all(attrs={"data-controller": "w-block"}):
            found[str(tag["id"])] = json.loads(str(tag["data-w-block-arguments-value"]))[0]
        return found

    @property
    def errors(self) -> list[str]:
        return [tag.get_text(" ", strip=True) for tag in self.html.select(".error-message")]

    @property
    def saves_itself(self) -> bool:
        return "w-autosave" in str(self.form.get("data-controller", ""))

    @property
    def preview_url(self) -> str | None:
        tag = self.html.find(attrs={"data-w-preview-url-value": True})
        return str(tag["data-w-preview-url-value"]) if isinstance(tag, Tag) else None

    def _form(self) -> Tag:
        """The page's own form is the largest one; others log out, search or lock."""
        forms = self.html.find_all("form", method=re.compile("post", re.IGNORECASE))
        return max(forms, key=lambda form: len(form.find_all(["input", "select", "textarea"])))

    def _take_in(self, control: Control) -> None:
        tag, name = control.tag, control.name
        if control.kind == "select":
            options = tag.find_all("option")
            control.choices = [str(option.get("value", "")) for option in options]
            control.is_many = tag.has_attr("multiple")
            chosen = [str(o.get("value", "")) for o in options if o.has_attr("selected")]
            first = control.choices[:1] or [""]
            self.fields[name] = chosen if control.is_many else (chosen or first)[-1]
        elif control.kind in ("checkbox", "radio"):
            self._take_in_box(control)
        elif control.kind != "file":
            text = tag.get_text() if tag.name == "textarea" else tag.get("value", "")
            self.fields[name] = str(text).removeprefix("\n")
        self.controls.setdefault(name, control)

    def _take_in_box(self, control: Control) -> None:
        value = str(control.tag.get("value", "on"))
        before = self.controls.setdefault(control.name, control)
        before.choices.append(value)
        before.is_many = control.kind == "checkbox" and len(before.choices) > 1
        if control.tag.has_attr("checked"):
            self.fields.setdefault(control.name, []).append(value)


def _kind(tag: Tag) -> str:
    return str(tag.get("type", "text")) if tag.name == "input" else tag.name
