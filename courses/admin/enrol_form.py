"""Adding people to a course: chosen from a list, or entered as addresses and names."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.addresses import read
from accounts.models import User
from accounts.rights import Right
from courses.admin.pasted_names import lines_of, readings
from courses.admin.unknown import offered
from courses.models import Course, Enrolment
from courses.people import manageable_courses, named_exactly, students_for
from courses.people_picker import PeoplePicker

if TYPE_CHECKING:
    PeopleChoice = forms.ModelMultipleChoiceField[User]
else:
    PeopleChoice = forms.ModelMultipleChoiceField

MAX_ADDRESSES = 500


class EnrolForm(forms.Form):
    """`newcomers`, `members`, `unknown` and `unclear` say what adding would do."""

    course = forms.ModelChoiceField(queryset=Course.objects.none(), label=_("Course"))
    people = PeopleChoice(
        queryset=User.objects.none(),
        required=False,
        label=_("Students"),
        widget=PeoplePicker("choose-student", _("Choose students")),
    )
    addresses = forms.CharField(
        required=False,
        label=_("E-mail addresses or names"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        self._findable = students_for(user)
        self._offer("course", manageable_courses(user))
        self._offer("people", self._findable)
        self.fields["people"].help_text = _people_help(user)
        self.fields["addresses"].help_text = _addresses_help(user)

    def _offer(self, name: str, choices: QuerySet[Any]) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = choices

    def clean_addresses(self) -> list[str]:
        pasted = read(self.cleaned_data["addresses"])
        lines = dict.fromkeys(lines_of(self.cleaned_data["addresses"]))
        found = [*pasted.addresses, *pasted.unreadable, *lines]
        names = [name for line in lines for name in readings(line)[-1]]
        if len(pasted.addresses) + len(pasted.unreadable) + len(names) > MAX_ADDRESSES:
            raise forms.ValidationError(_("That is too many at once. Add them in smaller groups."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("people") and not cleaned.get("addresses") and not self.errors:
            message = _("Choose people, or enter their e-mail addresses or names.")
            raise forms.ValidationError(message)
        return cleaned

    @cached_property
    def chosen(self) -> list[User]:
        """Everyone from the list, by address and by name, without duplicates."""
        named = [people[0] for people in self._named.values() if len(people) == 1]
        found = [*self.cleaned_data["people"], *self._addressed.values(), *named]
        return list(dict.fromkeys(found))

    @cached_property
    def members(self) -> list[User]:
        there = Enrolment.objects.admitted().in_class_of(self.cleaned_data["course"])
        chosen = there.filter(user__in=self.chosen).select_related("user")
        return [enrolment.user for enrolment in chosen]

    @cached_property
    def newcomers(self) -> list[User]:
        there = {person.pk for person in self.members}
        return [person for person in self.chosen if person.pk not in there]

    @cached_property
    def unknown(self) -> list[str]:
        """Addresses without an account, and names of nobody this person may find."""
        addresses = [one for one in self._addresses if one not in self._addressed]
        return addresses + [name for name, people in self._named.items() if not people]

    @property
    def invite_url(self) -> str:
        """Where the unknown addresses can be invited; "" if this person may not."""
        return offered(self._user, self.cleaned_data["course"], self.unknown)

    @cached_property
    def unclear(self) -> list[str]:
        """Names that more than one person has."""
        return [name for name, people in self._named.items() if len(people) > 1]

    @property
    def _addresses(self) -> list[str]:
        return [one for one in self.cleaned_data["addresses"] if "@" in one]

    @cached_property
    def _addressed(self) -> dict[str, User]:
        people = User.objects.filter(is_active=True, email__in=self._addresses)
        return {person.email: person for person in people}

    @cached_property
    def _named(self) -> dict[str, list[User]]:
        lines = [readings(one) for one in self.cleaned_data["addresses"] if "@" not in one]
        known = named_exactly(
            self._findable, {name for line in lines for way in line for name in way}
        )
        meant = [_meant(line, known) for line in lines]
        return {name: known[name] for names in meant for name in names}


def _meant(line: list[list[str]], known: dict[str, list[User]]) -> list[str]:
    named = (names for names in line if any(known[name] for name in names))
    return next(named, line[-1])


def _people_help(user: User) -> Any:
    return "" if user.may(Right.SEE_ALL) else _("People in your own classes.")


def _addresses_help(user: User) -> Any:
    if user.may(Right.SEE_ALL):
        return _("Separated by commas or one per line. Put each name on its own line.")
    return _(
        "E-mail addresses of anyone who has an account, separated by commas or one per line. "
        "You can also enter names of people in your own classes, each on its own line."
    )
