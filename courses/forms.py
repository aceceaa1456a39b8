"""The rules of the course editor that need the whole form: names, demo and passages together."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from courses.blocks.video import same_name
from courses.chosen import may_use, media_in
from portal.core.timecode import format_ms


class LearningPageForm(WagtailAdminPageForm):
    """The address may stay empty: it is made from the name, here if no script did it.

    Media that are put in must be the person's to see; what a colleague put in stays.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shown_before = {chosen for _field, chosen in media_in(self.instance)}
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def _post_clean(self) -> None:
        """The instance now has what was sent."""
        super()._post_clean()
        for field, chosen in list(media_in(self.instance)):
            if chosen not in self._shown_before and not may_use(self.for_user, chosen):
                self.add_error(field, _("You chose something here that is not yours to show."))


class OwnTitleForm(LearningPageForm):
    """A person's courses (and exercises) have different names, so that lists can be read.

    Only a name that is being given is checked: a copied course keeps its exercises' names.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("title") and self._is_named_now() and self._is_taken(cleaned["title"]):
            self.add_error("title", self._taken_message())
        return cleaned

    def _is_named_now(self) -> bool:
        return self.instance.pk is None or "title" in self.changed_data

    def _is_taken(self, title: str) -> bool:
        if self.instance.owner_id is None:
            return False
        others = type(self.instance).objects.exclude(pk=self.instance.pk)
        same = others.filter(owner_id=self.instance.owner_id, title__iexact=title.strip())
        return bool(same.exists())

    def _taken_message(self) -> str:
        kind = self.instance._meta.verbose_name
        message = gettext(
            "You have another %(kind)s with this name. Choose one to tell them apart."
        )
        return message % {"kind": kind}


class ExerciseForm(OwnTitleForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        passages = self._passages()
        self._refuse_unknown_citations(cleaned.get("brief"), passages)
        self._refuse_beyond_demo(cleaned.get("demo_video"), passages)
        self._refuse_twins(passages)
        return cleaned

    def _passages(self) -> list[Any]:
        """The forms of passages that will stay and are valid so far."""
        formset = self.formsets.get("passages")
        forms = formset.forms if formset else []
        return [form for form in forms if form.is_valid() and _stays(form)]

    def _refuse_twins(self, passages: list[Any]) -> None:
        seen: set[str] = set()
        for form in passages:
            name = form.cleaned_data["label"].strip().casefold()
            if name in seen:
                form.add_error("label", _("Another passage has this name."))
            seen.add(name)

    def _refuse_beyond_demo(self, video: Any, passages: list[Any]) -> None:
        asset = getattr(video, "asset", None)
        if not asset or not asset.duration_ms:
            return
        for form in passages:
            if (form.cleaned_data.get("end_ms") or 0) > asset.duration_ms:
                length = format_ms(asset.duration_ms, millis=True)
                message = gettext("The demo is over by then: it is %(length)s long.")
                form.add_error("end_ms", message % {"length": length})

    def _refuse_unknown_citations(self, brief: Any, passages: list[Any]) -> None:
        names = [form.cleaned_data["label"] for form in passages]
        for block in brief or []:
            label = block.value.get("label") if block.block_type == "passage" else None
            if label and not any(same_name(label, name) for name in names):
                message = gettext("There is no passage called “%(name)s”.") % {"name": label}
                self.add_error("brief", ValidationError(message))


def _stays(form: Any) -> bool:
    return not form.cleaned_data.get("DELETE") and bool(form.cleaned_data.get("label"))
