"""Search for teachers: courses and their pages, students by name, and their takes.

Each function is limited to what the person may see. Anything else is not found, and nothing shows
that it exists.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from wagtail.models import Page

from accounts.models import User
from accounts.names import pasted
from accounts.rights import Right
from accounts.roles import Role
from core.search.words import plain_words
from courses.models import Enrolment
from courses.policy import policy
from courses.queries import LEARNING_PAGES
from feedback.models import Feedback
from feedback.queries import takes_named
from practice.models import Take
from practice.models.take import TakeQuerySet
from practice.queries import with_cards

MAX_QUERY = 200


def pages_named(user: User, text: str) -> Any:
    """Courses, modules, lessons and exercises this person can see in the admin, best first."""
    words = plain_words(text[:MAX_QUERY])
    if not words:
        return []
    types = ContentType.objects.get_for_models(*LEARNING_PAGES).values()
    own = policy.explorable_instances(user).order_by().values("pk")
    pages = Page.objects.filter(content_type__in=[one.pk for one in types], pk__in=own)
    return pages.autocomplete(words, operator="and")


def students_of(user: User) -> QuerySet[User]:
    """Students enrolled in this person's courses or with takes there; for editors, everyone."""
    enrolled = Enrolment.objects.managed_by(user).filter(user=OuterRef("pk")).order_by()
    handed_in = takes_of(user).filter(student=OuterRef("pk")).order_by()
    theirs = Q(Exists(enrolled)) | Q(Exists(handed_in))
    if user.may(Right.SEE_ALL):
        theirs |= Q(groups__name=Role.STUDENT.value)
    students: QuerySet[User] = User.objects.filter(theirs).distinct()
    return students


def students_named(user: User, text: str) -> QuerySet[User]:
    """Those of `students_of` with all words in their name in any order, or with this address."""
    words = pasted(text[:MAX_QUERY]).split()
    if not words:
        return students_of(user).none()
    named = Q(email__iexact=text.strip())
    by_name = Q()
    for word in words:
        by_name &= _in_any_case("first_name", word) | _in_any_case("last_name", word)
    return students_of(user).filter(named | by_name)


def takes_of(user: User) -> TakeQuerySet:
    """Takes handed in for the courses this person teaches or assists in; for editors, all takes."""
    if user.may(Right.SEE_ALL):
        return Take.objects.handed_in()
    return Take.objects.answered_by(user).handed_in().not_removed()


def found_takes(user: User, text: str) -> TakeQuerySet:
    """Those of `takes_of` whose student's or exercise's name has these words, newest first."""
    if not text.split():
        return Take.objects.none()
    named = takes_named(text[:MAX_QUERY])
    return with_feedback(user, takes_of(user).filter(pk__in=named.values("pk")))


def with_feedback(user: User, takes: TakeQuerySet) -> TakeQuerySet:
    """Each take with the feedback on it that this person may read in the admin."""
    readable = Feedback.objects.readable_in_admin(user).select_related("teacher")
    return with_cards(takes).prefetch_related(
        Prefetch("feedback", readable.order_by("created_at"), to_attr="readable_feedback")
    )


def _in_any_case(field: str, word: str) -> Q:
    """SQLite ignores case for A to Z only; with this, `émile` finds `Émile` too."""
    forms = {word, word.lower(), word.upper(), word.capitalize()}
    found = Q()
    for form in forms:
        found |= Q(**{f"{field}__icontains": form})
    return found
