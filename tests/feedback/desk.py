"""An open window of the review desk, as a browser holds it."""

from typing import Any

from django.test import Client
from django.urls import reverse

from feedback.models import Feedback

AS_JSON = {"HTTP_ACCEPT": "application/json"}


class Desk:
    """A teacher's open tab: holds the form fields and applies autosave responses."""

    def __init__(self, client: Client, feedback: Feedback) -> None:
        self.client = client
        self.feedback = feedback
        self.url = reverse("wagtailsnippets_feedback_feedback:edit", args=[feedback.pk])
        self.fields: dict[str, Any] = {}
        self.reload()

    def reload(self) -> Any:
        page = self.client.get(self.url)
        assert page.status_code == 200, page
        form = page.context["form"]
        names = ("summary", "summary_seen", "window")
        self.fields = {name: form[name].value() or "" for name in names}
        for formset in form.formsets.values():
            self._read(formset)
        return page

    def _read(self, formset: Any) -> None:
        for field in formset.management_form:
            self.fields[field.html_name] = field.value()
        for row in formset.forms:
            self.fields |= {field.html_name: _shown(field) for field in row}

    def write(self, text: str, at: str = "0:01.000", **more: str) -> str:
        """Adds a row like the browser does, and returns its prefix."""
        row = int(self.fields["markers-TOTAL_FORMS"])
        self.fields["markers-TOTAL_FORMS"] = row + 1
        values = {"start_ms": at, "end_ms": "", "tag": "work", "text": text, "passage_uid": ""}
        for name, value in {"uid": "", "id": "", "DELETE": "", **values, **more}.items():
            self.fields[f"markers-{row}-{name}"] = value
        return f"markers-{row}"

    def autosave_without_response(self) -> None:
        """The server saves it, but the response is lost."""
        assert self.client.post(self.url, self.fields, **AS_JSON).json()["success"]

    def autosave(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.post(self.url, self.fields, **AS_JSON).json()
        if answer["success"]:
            self.fields["overwrite_revision_id"] = answer["revision_id"]
            self.fields |= answer["field_updates"]
        return answer

    def preview(self) -> Any:
        url = reverse("wagtailsnippets_feedback_feedback:preview_on_edit", args=[self.feedback.pk])
        assert self.client.post(url, self.fields).json() == {"is_valid": True, "is_available": True}
        return self.client.get(url)

    def row_of(self, text: str) -> str:
        names = [name for name, value in self.fields.items() if value == text]
        [name] = [name for name in names if name.endswith("-text")]
        return str(name).removesuffix("-text")

    def change(self, text: str, into: str) -> None:
        self.fields[f"{self.row_of(text)}-text"] = into

    def delete(self, text: str) -> None:
        self.fields[f"{self.row_of(text)}-DELETE"] = "1"

    def leave_out_unchanged(self) -> None:
        """As static/js/desk/saved-rows.js does with unchanged rows."""
        for place in range(int(self.fields["markers-TOTAL_FORMS"])):
            for name in ("start_ms", "end_ms", "tag", "text", "passage_uid", "DELETE"):
                self.fields.pop(f"markers-{place}-{name}", None)

    def submit(self) -> Any:
        data = self.fields | {"action-submit": "action-submit"}
        return self.client.post(self.url, data, follow=True)

    def release(self) -> Any:
        data = self.fields | {"action-publish": "action-publish"}
        return self.client.post(self.url, data, follow=True)


def _shown(field: Any) -> Any:
    value = field.value()
    return "" if value is None else value
