"""Erasing a page with all work handed in for it; and what an erased person leaves on pages.

`pages.register(Eraser(erase, foresee))`: higher layers register what they keep for a page and those
below it. Pages and files that a person created stay: they belong to the portal. The person's name
is removed from them, and so are their comments to other editors.
"""

from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.actions.delete_page import DeletePageAction
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Comment, CommentReply, Page, TaskState, UploadedFile

from accounts.models import User
from core.erasing import Consequence, Erasers
from core.errors import Refusal
from core.traces import REMOVED
from courses.models import Course, Enrolment
from courses.rules import may_erase_work
from videos.models import LibraryVideo

pages: Erasers[Page] = Erasers()


def foresee(page: Page) -> list[Consequence]:
    """What goes with the page and those below it."""
    return [*_pages_below(page), *pages.foresee(page), *_enrolments(page)]


def erase_page(*, actor: User, page: Page) -> None:
    """The page, those below it and all work that was handed in there. Refusals: `not_yours`."""
    if not may_erase_work(actor):
        raise Refusal("not_yours", _("Only admins can erase what students handed in."), status=403)
    with transaction.atomic():
        pages.erase(actor=actor, subject=page)
        DeletePageAction(page, user=actor).execute(skip_permission_checks=True)


def foresee_of_person(person: User) -> list[Consequence]:
    return [*_courses_left(person), *_things_that_stay(person)]


def erase_of_person(*, actor: User, subject: User) -> None:
    _clear_comments(actor, subject)
    TaskState.objects.filter(finished_by=subject).update(comment="")
    Page.objects.filter(locked_by=subject).update(locked=False, locked_by=None, locked_at=None)
    _drop_unfinished_uploads(subject)


def _pages_below(page: Page) -> list[Consequence]:
    count = page.get_descendant_count()
    words = ngettext("%(count)d page below it", "%(count)d pages below it", count)
    return [Consequence(words % {"count": count})] if count else []


def _enrolments(page: Page) -> list[Consequence]:
    below = Enrolment.objects.filter(course__path__startswith=page.path)
    elsewhere = Course.objects.exclude(path__startswith=page.path)
    count = below.exclude(course_key__in=elsewhere.translation_keys()).count()
    words = ngettext(
        "%(count)d student's place in the course",
        "%(count)d students' places in the course",
        count,
    )
    return [Consequence(words % {"count": count})] if count else []


def left_without_teacher(person: User) -> QuerySet[Course]:
    """Courses that nobody but this person teaches; admins can still answer there."""
    others = User.objects.exclude(pk=person.pk)
    mine = Course.objects.filter(Q(owner=person) | Q(teachers=person))
    alone = mine.exclude(owner__in=others).exclude(teachers__in=others)
    courses: QuerySet[Course] = alone.order_by("title").distinct()
    return courses


def _courses_left(person: User) -> list[Consequence]:
    left = left_without_teacher(person)
    count = left.count()
    if not count:
        return []
    words = ngettext(
        "%(count)d course will have no teacher. Give it one first:",
        "%(count)d courses will have no teacher. Give them one first:",
        count,
    )
    url = "wagtailadmin_pages:edit"
    links = tuple((course.title, reverse(url, args=[course.pk])) for course in left[:20])
    return [Consequence(words % {"count": count}, stays=True, links=links)]


def _things_that_stay(person: User) -> list[Consequence]:
    made = Page.objects.filter(owner=person).count()
    models = (get_image_model(), get_document_model(), LibraryVideo)
    files = sum(model.objects.filter(uploaded_by_user=person).count() for model in models)
    texts = [
        (made, ngettext("%(count)d page they created", "%(count)d pages they created", made)),
        (
            files,
            ngettext(
                "%(count)d picture, document or library video they added, with its title",
                "%(count)d pictures, documents and library videos they added, with their titles",
                files,
            ),
        ),
    ]
    return [Consequence(text % {"count": count}, stays=True) for count, text in texts if count]


def _clear_comments(actor: User, person: User) -> None:
    """A comment must have an author: if others replied, it stays, emptied, in the actor's name."""
    CommentReply.objects.filter(user=person).delete()
    theirs = Comment.objects.filter(user=person)
    answered = CommentReply.objects.filter(comment__user=person).values("comment")
    theirs.filter(pk__in=answered).update(text=REMOVED, user=actor)
    theirs.delete()


def _drop_unfinished_uploads(person: User) -> None:
    """Files still waiting for their form to be filled in, which nobody else can do."""
    for upload in UploadedFile.objects.filter(uploaded_by_user=person):
        storage, name = upload.file.storage, upload.file.name
        transaction.on_commit(partial(storage.delete, name), robust=True)
        upload.delete()
