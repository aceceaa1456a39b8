"""Copying in the admin: Wagtail's form, plus what to do with a term's dates."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max, Min, TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

from courses.addresses import has_visible_characters, valid_slug
from courses.admin.found import offer_found
from courses.copying import Dates, owner_of_copy
from courses.forms import AddressField
from courses.models import Course, Exercise

MAX_WEEKS = 520
WEEKS_OF_A_YEAR = 52


class TermDates(TextChoices):
    SHIFT = "shift", gettext_lazy("Move them by weeks")
    EMPTY = "empty", gettext_lazy("Leave them empty")
    KEEP = "keep", gettext_lazy("Keep them")


class CopyPagesForm(CopyForm):
    """`dates()` returns what was chosen. Without a choice, dates are kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
        self.fields["new_title"] = self._title_field()
        self.fields["new_slug"] = AddressField.instead_of(self.fields["new_slug"])
        self.fields["new_slug"].help_text = _("Leave it empty to create it from the title.")
        self.fields["new_slug"].initial = ""
        offer_found(self.fields["new_parent_page"], self.user)
        if span := span_of_dates(self.page):
            self.fields |= _date_fields(self.page, *span)

    def clean_new_title(self) -> str:
        title: str = self.cleaned_data["new_title"]
        if not has_visible_characters(title):
            raise ValidationError(_("Enter a name with visible characters."))
        if issubclass(self.page.specific_class, Course) and self._is_own_name(title):
            raise ValidationError(_("You already have a course with this name."))
        return title

    def clean(self) -> dict[str, Any]:
        self._settle_address()
        cleaned: dict[str, Any] = super().clean()
        if self.data.get("alias"):
            raise ValidationError(_("Pages can be copied here, but not mirrored."))
        if cleaned.get("dates") == TermDates.SHIFT and not cleaned.get("weeks"):
            message = _("Enter the number of weeks. A minus sign moves the dates back.")
            self.add_error("weeks", message)
        return cleaned

    def dates(self) -> Dates:
        chosen = self.cleaned_data.get("dates")
        if chosen == TermDates.SHIFT:
            return Dates.shifted(self.cleaned_data["weeks"])
        return Dates.emptied() if chosen == TermDates.EMPTY else Dates.kept()

    def _title_field(self) -> forms.CharField:
        title = self.page.title
        if self.page.specific_class is Course:
            title = (_("%(title)s (copy)") % {"title": title})[:255]
        return forms.CharField(initial=title, label=_("New title"), max_length=255)

    def _is_own_name(self, title: str) -> bool:
        """Whether the copy's future owner already uses this name."""
        owner = owner_of_copy(self.page, self.user)
        return bool(Course.objects.filter(owner=owner, title__iexact=title.strip()).exists())

    def _settle_address(self) -> None:
        cleaned = self.cleaned_data
        if cleaned.get("new_title") and cleaned.get("new_parent_page"):
            cleaned["new_slug"] = valid_slug(
                cleaned.get("new_slug") or "",
                cleaned["new_title"],
                parent=cleaned["new_parent_page"],
                page=self.page.specific_class(),
            )


def _date_fields(page: Page, first: datetime, last: datetime) -> dict[str, forms.Field]:
    is_course = page.specific_class is Course
    span = {"first": _day(first), "last": _day(last)}
    dates = forms.ChoiceField(
        label=_("Dates"),
        choices=TermDates.choices,
        initial=TermDates.SHIFT if is_course else TermDates.KEEP,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Due dates, and the dates when pages are published and unpublished. "
            "In what you copy they run from %(first)s to %(last)s."
        )
        % span,
    )
    weeks = forms.IntegerField(
        label=_("Weeks"),
        initial=WEEKS_OF_A_YEAR,
        required=False,
        min_value=-MAX_WEEKS,
        max_value=MAX_WEEKS,
        help_text=_("52 weeks is a year later, on the same day of the week."),
    )
    return {"dates": dates, "weeks": weeks}


def span_of_dates(page: Page) -> tuple[datetime, datetime] | None:
    """The first and last dates of the page and the pages below it; None if there are none."""
    pages = page.get_descendants(inclusive=True)
    due = Exercise.objects.filter(path__startswith=page.path)
    moments = [
        *pages.aggregate(*_ends("go_live_at"), *_ends("expire_at")).values(),
        *due.aggregate(*_ends("due_at")).values(),
    ]
    known = [moment for moment in moments if moment]
    return (min(known), max(known)) if known else None


def _ends(field: str) -> tuple[Min, Max]:
    return Min(field), Max(field)


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
