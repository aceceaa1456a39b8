"""Inviting people: one or many, typed, pasted or from a file. "Check" shows what would happen."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import WHAT_ROLES_DO
from courses.models import Course
from invitations.checking import Check, Defaults
from invitations.guest_list import Line, lines_of, text_of
from invitations.models import Cohort
from invitations.rules import courses_to_give, needs_a_course, roles_to_give
from invitations.services import MAX_AT_ONCE

if TYPE_CHECKING:
    CohortChoice = forms.ModelChoiceField[Cohort]
    CourseChoices = forms.ModelMultipleChoiceField[Course]
else:
    CohortChoice = forms.ModelChoiceField
    CourseChoices = forms.ModelMultipleChoiceField

TOO_MANY = _("That is too many at once. Invite at most %(count)d people at a time.")


class InviteForm(forms.Form):
    """A file's text moves into the field above it, where it can be edited and checked again."""

    people = forms.CharField(
        required=False,
        label=_("Whom do you want to invite?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One e-mail address a line, with the name if you like: Ada Lovelace <ada@example.org>. "
            "Or paste rows of a spreadsheet, with a first row that names the columns: name, "
            "e-mail, role, cohort, course."
        ),
    )
    file = forms.FileField(
        required=False,
        label=_("Or a CSV file"),
        help_text=_("With the same columns. Any spreadsheet program saves one."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )
    role = forms.ChoiceField(label=_("Role"))
    courses = CourseChoices(
        queryset=Course.objects.none(),
        required=False,
        label=_("Courses"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are enrolled when they accept."),
    )
    cohort = CohortChoice(
        queryset=Cohort.objects.none(),
        required=False,
        label=_("Cohort"),
        help_text=_("They get its courses, too."),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    again = forms.BooleanField(
        required=False, label=_("Send a new link to those who are invited already")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self._offer_roles()
        self._offer_places()
        self.fields["language"].initial = get_language()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        text = cleaned.get("people", "")
        if upload := cleaned.get("file"):
            try:
                text = "\n".join(filter(None, [text_of(upload.read()), text]))
            except forms.ValidationError as error:
                self.add_error("file", error)
                return cleaned
        self._show(text)
        self.found: list[Line] = lines_of(text)
        if not self.found and not self.errors:
            self.add_error("people", _("Enter at least one e-mail address."))
        if len(self.found) > MAX_AT_ONCE:
            self.add_error("people", TOO_MANY % {"count": MAX_AT_ONCE})
        return cleaned

    @cached_property
    def check(self) -> Check:
        return Check(self.user, self.found, self._defaults)

    @property
    def _defaults(self) -> Defaults:
        given = self.cleaned_data
        return Defaults(
            role=given["role"],
            cohort=given.get("cohort"),
            courses=list(given.get("courses") or ()),
            language=given["language"],
        )

    def _show(self, text: str) -> None:
        """What the file said goes back into the page, so the next step needs no file."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("people")] = text
        self.data = data

    def _offer_roles(self) -> None:
        field = cast("forms.ChoiceField", self.fields["role"])
        roles = roles_to_give(self.user)
        field.choices = [
            (role.value, f"{role.label}: {WHAT_ROLES_DO[role.value]}") for role in roles
        ]
        if len(roles) == 1:
            field.widget = forms.HiddenInput()
            field.initial = roles[0].value

    def _offer_places(self) -> None:
        cast(CourseChoices, self.fields["courses"]).queryset = courses_to_give(self.user)
        if needs_a_course(self.user):
            del self.fields["cohort"]
            self.fields["courses"].required = False
        else:
            cast(CohortChoice, self.fields["cohort"]).queryset = Cohort.objects.running()
