"""Adding people to a course: chosen from a list, or pasted as e-mail addresses."""

import re
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Enrolment
from portal.accounts.models import User
from portal.accounts.roles import Role

if TYPE_CHECKING:
    PeopleChoice = forms.ModelMultipleChoiceField[User]
else:
    PeopleChoice = forms.ModelMultipleChoiceField

_SEPARATORS = re.compile(r"[\s,;<>\"]+")
MOST_ADDRESSES = 500


class PeopleField(PeopleChoice):
    def label_from_instance(self, person: Any) -> str:
        return f"{person.display_name} · {person.email}"


class EnrolForm(forms.Form):
    """`newcomers`, `members` and `unknown` say what adding would do."""

    course = forms.ModelChoiceField(queryset=Course.objects.none(), label=_("Course"))
    people = PeopleField(
        queryset=User.objects.none(),
        required=False,
        label=_("Students"),
        widget=forms.CheckboxSelectMultiple,
    )
    addresses = forms.CharField(
        required=False,
        label=_("E-mail addresses"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Or paste addresses of people who have an account, with commas or one per line."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("course", manageable_courses(user))
        self._offer("people", students())

    def _offer(self, name: str, choices: QuerySet[Any]) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = choices

    def clean_addresses(self) -> list[str]:
        words = _SEPARATORS.split(self.cleaned_data["addresses"])
        found = list(dict.fromkeys(word.lower() for word in words if "@" in word))
        if len(found) > MOST_ADDRESSES:
            raise forms.ValidationError(_("These are too many at once. Add them in parts."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("people") and not cleaned.get("addresses") and not self.errors:
            raise forms.ValidationError(_("Choose people, or paste their addresses."))
        return cleaned

    @cached_property
    def chosen(self) -> list[User]:
        """Everyone meant, from the list and from the addresses, once."""
        by_address = User.objects.filter(is_active=True, email__in=self.cleaned_data["addresses"])
        return list(dict.fromkeys([*self.cleaned_data["people"], *by_address]))

    @cached_property
    def members(self) -> list[User]:
        there = Enrolment.objects.filter(course=self.cleaned_data["course"], user__in=self.chosen)
        return [enrolment.user for enrolment in there.select_related("user")]

    @cached_property
    def newcomers(self) -> list[User]:
        there = {person.pk for person in self.members}
        return [person for person in self.chosen if person.pk not in there]

    @cached_property
    def unknown(self) -> list[str]:
        known = {person.email.lower() for person in self.chosen}
        return [address for address in self.cleaned_data["addresses"] if address not in known]


def manageable_courses(user: User) -> QuerySet[Course]:
    """Courses whose class this person may change, drafts too."""
    every: QuerySet[Course] = Course.objects.order_by("title")
    return every if user.has_role(Role.EDITOR) else Course.objects.taught_by(user).order_by("title")


def students() -> QuerySet[User]:
    """As many columns as their names take: there can be thousands."""
    found = User.objects.filter(is_active=True, groups__name=Role.STUDENT.value)
    return found.only("first_name", "last_name", "email")
