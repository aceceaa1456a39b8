"""Every field of every form in the admin: written, changed and written again.

New forms and fields are found automatically. A field that can't be filled in fails until `samples`
has values for it, and a new URL with a form fails until it is listed in `cases`.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page

from accounts.models import User
from courses.models import Passage, RubricCriterion
from feedback.services import open_feedback
from tests import factories
from tests.admin_forms.cases import COVERED_BY_KIND, LEFT_OUT, Case, every_case, names_of_forms
from tests.admin_forms.page import AdminPage
from tests.admin_forms.values import Samples, a_file
from tests.admin_forms.writing import autosave, fill, preview, refuse_difference, send

CASES = every_case()
# Wagtail leaves the temporary file of a resized picture for the garbage collector to close.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def office(client: Client, exercise: Any, student: User, admin: User) -> Client:
    """Someone who may do everything, in a portal with two of everything that can be chosen."""
    exercise.passages = [
        Passage(label="Bars 1–8", start_ms=0, end_ms=1000),
        Passage(label="Bars 9–16", start_ms=1000, end_ms=3000),
    ]
    exercise.criteria = [RubricCriterion(label="Bow", max_points=4)]
    exercise.save_revision().publish()
    exercise.refresh_from_db()
    take = factories.TakeFactory(exercise=exercise, student=student)
    open_feedback(actor=exercise.owner, take=take)
    for name in ("Sheets", "Plans"):
        Collection.get_first_root_node().add_child(name=name)
    admin.is_superuser = True
    admin.save()
    client.force_login(admin)
    # Changing someone's password or address requires confirming one's own password.
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    return client


@pytest.fixture
def samples(office: Client, real_video: Any, sound_file: Any) -> Samples:
    """Values that can't be made up, by the last part of the field's name or by form and field."""
    pictures, papers, videos = _pictures(), _papers(), _videos()
    index, course, module = (Page.objects.filter(depth=depth).first() for depth in (3, 4, 5))
    root, sheets, plans = Collection.objects.order_by("pk")
    soon = timezone.localtime() + timedelta(days=30)
    times = tuple(f"{soon + timedelta(days=day):%Y-%m-%d %H:%M}" for day in range(4))
    return Samples(
        {
            "image": (pictures[0].pk, pictures[1].pk),
            "document": (papers[0].pk, papers[1].pk),
            "video": (videos[0].pk, videos[1].pk),
            # One or the other: a library video, then one from YouTube.
            "demo_video": (videos[0].pk, ""),
            "demo_youtube_url": ("", "https://youtu.be/abcdefghijk"),
            "url": ("https://youtu.be/abcdefghijk", "https://youtu.be/abcdefghijl"),
            "start_ms": ("0:01.000", "0:02.250"),
            "end_ms": ("0:03.000", "0:04.500"),
            "go_live_at": (times[0], times[1]),
            "expire_at": (times[2], times[3]),
            "due_at": (times[0], times[1]),
            "starts_on": (times[0][:10], times[1][:10]),
            "ends_on": (times[2][:10], times[3][:10]),
            "slug": ("first-address", "second-address"),
            "tags": ("bow", "wrist"),
            "email": ("first@example.com", "second@example.com"),
            "points": ("2", "3"),
            # A decorative picture has no alt text.
            "decorative": (False, True),
            "alt_text": ("A hand on a bow", ""),
            # The brief cites the passage by its name.
            "passages-0-label": ("Bars 1–8", "Bars 9–16"),
            "passage.label": ("Bars 1–8", "Bars 9–16"),
            "password1": ("violin and bow 77", "trumpet and drum 88"),
            "password2": ("violin and bow 77", "trumpet and drum 88"),
            # A group's rows are shown in a fixed order.
            "page_permissions-0-page": (index.pk, course.pk),
            "page_permissions-1-page": (course.pk, module.pk),
            "0-collection": (root.pk, sheets.pk),
            "1-collection": (sheets.pk, plans.pk),
            "hostname": ("one.example", "two.example"),
            "root_page": (index.pk, course.pk),
            "is_default_site": (None, None),
            "old_path": ("/first", "/second"),
            "redirect_link": ("https://one.example/", "https://two.example/"),
            "redirect_page": ("", ""),
            "collections.parent": (sheets.pk, root.pk),
            "hold rules.course": (course.pk, course.pk),
            "documents.file": (a_file("one.txt", b"1"), a_file("two.txt", b"2")),
            "pictures.file": (_picture("one.png"), _picture("two.png")),
            "library video.file": (_bytes_of(real_video), _bytes_of(real_video)),
            "library audio.file": (_bytes_of(sound_file), _bytes_of(sound_file)),
            "thumbnail": (_picture("three.png"), _picture("four.png")),
        }
    )


def _pictures() -> list[Any]:
    make = get_image_model().objects.create
    return [make(title=title, file=get_test_image_file()) for title in ("Hand", "Bow")]


def _picture(name: str) -> Any:
    return a_file(name, get_test_image_file().file.getvalue(), "image/png")


def _bytes_of(path: Path) -> Any:
    return a_file(path.name, path.read_bytes())


def _papers() -> list[Any]:
    make = get_document_model().objects.create
    titles = ("Plan", "Sheet")
    return [make(title=title, file=ContentFile(b"x", name="plan.pdf")) for title in titles]


def _videos() -> list[Any]:
    make = factories.LibraryVideoFactory
    return [make(title=title, asset=factories.AssetFactory()) for title in ("Demo", "Other")]


def test_every_form_is_a_case_or_left_out_for_a_reason() -> None:
    covered = {name for case in CASES for name in case.routes} | COVERED_BY_KIND

    assert names_of_forms() == covered | set(LEFT_OUT)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_field_is_written_changed_and_written_again(
    case: Case, office: Client, samples: Samples
) -> None:
    if case.add:
        page = AdminPage(office, case.add())
        sent = fill(page, samples, 0, case.name)
        send(page)
    if not case.edit:
        return
    page = AdminPage(office, case.edit())
    if case.add:
        refuse_difference(sent, page)
    for turn in (1, 0):
        sent = fill(page, samples, turn, case.name)
        send(page)
        page = AdminPage(office, case.edit())
        refuse_difference(sent, page)
    _autosaved_twice(page, samples, case)
    _previewed_and_published(page, samples, case)


def _autosaved_twice(page: AdminPage, samples: Samples, case: Case) -> None:
    if not page.saves_itself or not case.edit:
        return
    for turn in (1, 0):
        sent = fill(page, samples, turn, case.name)
        autosave(page)
        refuse_difference(sent, AdminPage(page.client, case.edit()))


def _previewed_and_published(page: AdminPage, samples: Samples, case: Case) -> None:
    if page.preview_url:
        preview(page)
    if "action-publish" not in str(page.html):
        return
    sent = dict(page.fields)
    send(page, **{"action-publish": "action-publish"})
    again = AdminPage(page.client, case.edit())
    refuse_difference(sent, again)
    fill(again, samples, 1, case.name)
    autosave(again)
    preview(again)
