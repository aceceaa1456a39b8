"""What inviting the people of a list would do, line by line, before it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from core.spreadsheets import as_text
from courses.models import Course, Enrolment
from invitations.guest_list import Line
from invitations.models import Cohort, Invitation
from invitations.rules import courses_to_give, needs_a_course, roles_to_give
from invitations.services import Guest

AT_ONCE = 500
NAME = User._meta.get_field("first_name")


class Outcome(TextChoices):
    NEW = "new", gettext_lazy("will be invited")
    JOINS = "joins", gettext_lazy("has an account, and will be asked to join")
    MEMBER = "member", gettext_lazy("has an account, and is in already")
    INVITED = "invited", gettext_lazy("is invited already")
    DUPLICATE = "duplicate", gettext_lazy("is in the list twice")
    INVALID = "invalid", gettext_lazy("can't be invited")


@dataclass(frozen=True)
class CheckedLine:
    line: Line
    outcome: Outcome
    guest: Guest | None = None
    trouble: str = ""

    @property
    def is_invited(self) -> bool:
        """Whether confirming would invite them."""
        return self.outcome in {Outcome.NEW, Outcome.JOINS}


@dataclass(frozen=True)
class Defaults:
    """For lines that don't say otherwise."""

    role: str = Role.STUDENT.value
    cohort: Cohort | None = None
    courses: Sequence[Course] = ()
    language: str = ""


class Check:
    """The lines with what becomes of each; a fixed number of queries for any length of list."""

    def __init__(self, actor: User, lines: Iterable[Line], defaults: Defaults) -> None:
        self._actor, self._defaults = actor, defaults
        self._roles = _role_names(actor)
        self._courses = _by_title(courses_to_give(actor))
        self._cohorts = {one.name.casefold(): one for one in Cohort.objects.running()}
        found = list(lines)
        addresses = {line.email for line in found if line.email}
        self._people = _keyed(User.objects.only("id", "email", "is_active"), addresses)
        self._invited = _keyed(Invitation.objects.open(), addresses)
        self._places = self._enrolled()
        self._seen: set[str] = set()
        self.lines = [self._checked(line) for line in found]

    @property
    def guests(self) -> list[Guest]:
        return [one.guest for one in self.lines if one.is_invited and one.guest]

    @property
    def counts(self) -> list[tuple[Outcome, int]]:
        outcomes = [line.outcome for line in self.lines]
        return [(one, outcomes.count(one)) for one in Outcome if one in outcomes]

    def _checked(self, line: Line) -> CheckedLine:
        try:
            guest = self._guest(line)
        except ValidationError as error:
            return CheckedLine(line, Outcome.INVALID, trouble=" ".join(error.messages))
        if guest.email in self._seen:
            return CheckedLine(line, Outcome.DUPLICATE)
        self._seen.add(guest.email)
        return CheckedLine(line, self._outcome(guest), guest)

    def _outcome(self, guest: Guest) -> Outcome:
        if guest.email in self._invited:
            return Outcome.INVITED
        person = self._people.get(guest.email)
        if person is None:
            return Outcome.NEW
        keys = {course.translation_key for course in guest.courses}
        is_in = keys <= self._places.get(person.pk, set()) and guest.cohort is None
        return Outcome.MEMBER if is_in else Outcome.JOINS

    def _guest(self, line: Line) -> Guest:
        """Raises ValidationError."""
        if not line.email:
            raise ValidationError(_("There is no e-mail address in this line."))
        validate_email(line.email)
        self._require_active(line.email)
        for name in (line.first_name, line.last_name):
            _validate_name(name)
        courses = self._courses_of(line)
        if needs_a_course(self._actor) and not courses:
            raise ValidationError(_("Choose which of your courses they join."))
        return Guest(
            email=line.email,
            first_name=line.first_name,
            last_name=line.last_name,
            role=self._role_of(line),
            cohort=self._cohort_of(line),
            courses=courses,
            language=self._defaults.language,
        )

    def _require_active(self, email: str) -> None:
        person = self._people.get(email)
        if person is not None and not person.is_active:
            raise ValidationError(_("This account may not log in. Change that under “People”."))

    def _role_of(self, line: Line) -> str:
        if not line.role:
            return self._defaults.role
        role = self._roles.get(line.role.casefold())
        if role is None:
            words = _("You can't invite people as “%(role)s”.")
            raise ValidationError(words, params={"role": line.role})
        return role

    def _cohort_of(self, line: Line) -> Cohort | None:
        if not line.cohort or needs_a_course(self._actor):
            return self._defaults.cohort
        cohort = self._cohorts.get(line.cohort.casefold())
        if cohort is None:
            words = _("There is no cohort “%(name)s”, or it is over.")
            raise ValidationError(words, params={"name": line.cohort})
        return cohort

    def _courses_of(self, line: Line) -> Sequence[Course]:
        names = [name.strip() for name in line.course.replace("|", ";").split(";") if name.strip()]
        return [self._course(name) for name in names] or self._defaults.courses

    def _course(self, name: str) -> Course:
        found = self._courses.get(name.casefold(), [])
        if len(found) != 1:
            words = _("There is no course “%(name)s”.")
            if found:
                words = _("More than one course is called “%(name)s”.")
            raise ValidationError(words, params={"name": name})
        return found[0]

    def _enrolled(self) -> dict[Any, set[Any]]:
        """The courses of the people who have an account, by their keys."""
        places: dict[Any, set[Any]] = {}
        people = [person.pk for person in self._people.values()]
        for some in _batches(people):
            rows = Enrolment.objects.admitted().filter(user__in=some).order_by()
            for user, key in rows.values_list("user", "course_key"):
                places.setdefault(user, set()).add(key)
        return places


def _validate_name(name: str) -> None:
    if as_text(name) != name:
        raise ValidationError(_("The name looks like a formula of a spreadsheet."))
    if name:
        NAME.run_validators(name)


def _keyed(rows: Any, addresses: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in _batches(sorted(addresses)):
        found |= {row.email: row for row in rows.filter(email__in=some)}
    return found


def _batches(keys: list[Any]) -> Iterable[list[Any]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _role_names(actor: User) -> dict[str, str]:
    """Every word for a role that this person may give: "student", "Students", "Schüler"."""
    roles = roles_to_give(actor)
    return {str(word).casefold(): role.value for role in roles for word in (role.value, role.label)}


def _by_title(courses: Any) -> dict[str, list[Course]]:
    found: dict[str, list[Course]] = {}
    for course in courses:
        found.setdefault(course.title.casefold(), []).append(course)
    return found
