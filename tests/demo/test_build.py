"""The demo portal: believable, and safe to build again or after a break."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from accounts.roles import Role
from courses.models import Course, Enrolment, Exercise
from demo import build
from demo.build import build_demo, is_built
from feedback.models import Feedback, ThreadMessage
from practice.models import Take, TakeStatus
from tests.admin_forms.page import AdminPage
from tests.admin_forms.writing import autosave, preview, streams
from videos.models import AssetState, LibraryVideo, VideoAsset

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("demo"),
    pytest.mark.usefixtures("small_films"),
]


def counts():
    models = [User, Course, Exercise, Enrolment, LibraryVideo, VideoAsset, Take, Feedback]
    return [model.objects.count() for model in [*models, ThreadMessage]]


def test_demo_shows_every_state_and_building_it_again_changes_nothing(built):
    assert is_built()
    assert Course.objects.live().count() == 3
    assert set(Take.objects.values_list("status", flat=True)) == set(TakeStatus.values)
    assert Take.objects.values("student").distinct().count() == 5
    assert Take.objects.filter(asset__processing_status=AssetState.FAILED).count() == 1
    assert Counter(Feedback.objects.values_list("live", flat=True)) == {True: 3, False: 1}
    in_hand = Feedback.objects.in_hand().get()
    assert in_hand.teacher.email == "assistant@example.com"
    assert {one.teachers.count() for one in Course.objects.all()} == {1}
    released = Feedback.objects.filter(live=True)
    assert all(feedback.markers.count() >= 2 for feedback in released)
    assert ThreadMessage.objects.count() == 5
    assert not VideoAsset.objects.filter(library_item__isnull=False, has_poster=False).exists()

    before = counts()
    build_demo(say=lambda line: None)
    assert counts() == before


def test_demo_that_was_cut_off_is_completed(db, monkeypatch):
    def power_cut(people):
        raise KeyboardInterrupt

    whole = build.answer_takes
    monkeypatch.setattr(build, "answer_takes", power_cut)
    with pytest.raises(KeyboardInterrupt):
        build_demo(say=lambda line: None)
    assert not is_built()

    monkeypatch.setattr(build, "answer_takes", whole)
    build_demo(say=lambda line: None)

    assert is_built()
    assert Feedback.objects.filter(live=True).count() == 3


def test_remarks_of_the_demo_are_about_what_goes_wrong(built):
    remark = Feedback.objects.filter(live=True, take__student__email="student@example.com").get()

    slips = [marker for marker in remark.markers.all() if marker.tag != "keep"]
    assert all(marker.end_ms > marker.start_ms for marker in slips)
    assert all(marker.end_ms <= remark.take.asset.duration_ms for marker in slips)


def test_production_makes_no_demo(db, settings):
    settings.SHOW_DEMO_ACCOUNTS = False

    with pytest.raises(CommandError, match="only created in development"):
        call_command("demo")
    assert not User.objects.exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_everything_that_is_out_in_the_demo_can_be_saved_again_and_previewed(built, client):
    admin = User.objects.filter(groups__name=Role.ADMIN.value).first()
    client.force_login(admin)
    out = Feedback.objects.filter(live=True)
    edit = "wagtailsnippets_feedback_feedback:edit"
    addresses = [reverse(edit, args=[each.pk]) for each in out]
    pages = Page.objects.live().filter(depth__gt=1).values_list("pk", flat=True)
    addresses += [reverse("wagtailadmin_pages:edit", args=[pk]) for pk in pages]

    assert any(marker.passage_uid for each in out for marker in each.markers.all())
    for address in addresses:
        page = AdminPage(client, address)
        page.fields |= streams(page)
        preview(page)
        autosave(page)
        autosave(page)
