"""Nobody gains access to a file by adding it to a page of their own."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupCollectionPermission
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.models import Exercise
from tests import factories
from tests.courses.test_authoring import (
    PUBLISH,
    add_url,
    errors_of,
    exercise_data,
    no_comments,
)
from videos.watching.access import may_watch

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

NOT_ALLOWED = "not allowed to show"


@pytest.fixture
def theirs(other_teacher: Any) -> Any:
    """A video in another teacher's library that no page shows."""
    return factories.LibraryVideoFactory(title="Not published", uploaded_by_user=other_teacher)


def _document(owner: Any) -> Any:
    file = ContentFile(b"plan", name="plan.pdf")
    return get_document_model().objects.create(title="Plan", file=file, uploaded_by_user=owner)


def _picture(owner: Any) -> Any:
    image = get_image_model()
    return image.objects.create(title="Hand", file=get_test_image_file(), uploaded_by_user=owner)


def _block(kind: str, owner: Any) -> tuple[str, Any]:
    if kind == "download":
        return kind, {"document": _document(owner).pk, "label": ""}
    if kind == "image":
        chosen = {"image": _picture(owner).pk, "alt_text": "", "decorative": "on"}
        return kind, {"image": chosen, "caption": ""}
    video = factories.LibraryVideoFactory(uploaded_by_user=owner)
    return kind, {"video": video.pk, "caption": ""}


def _save(client: Any, lesson: Any, block: tuple[str, Any]) -> Any:
    data = {"title": lesson.title, "slug": lesson.slug, "summary": "", "body": streamfield([block])}
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    return client.post(url, nested_form_data(data | no_comments()) | PUBLISH)


def test_demo_from_somebody_elses_library_is_refused(
    as_teacher: Any, teacher: Any, lesson: Any, theirs: Any
) -> None:
    data = exercise_data("Another", demo_video=theirs.pk)

    response = as_teacher.post(add_url(Exercise, lesson), data)

    assert NOT_ALLOWED in errors_of(response)
    assert not Exercise.objects.filter(title="Another").exists()
    assert not may_watch(teacher, theirs.asset)


@pytest.mark.parametrize("kind", ["library_video", "download", "image"])
def test_blocks_accept_only_what_the_author_may_see(
    kind: str, as_teacher: Any, teacher: Any, other_teacher: Any, lesson: Any
) -> None:
    """All authors may use all pictures and documents, unless the portal's owner limits that."""
    GroupCollectionPermission.objects.filter(permission__codename__startswith="choose_").delete()

    refused = _save(as_teacher, lesson, _block(kind, other_teacher))
    assert NOT_ALLOWED in errors_of(refused)
    lesson.refresh_from_db()
    assert not lesson.body

    assert _save(as_teacher, lesson, _block(kind, teacher)).status_code == 302
    lesson.refresh_from_db()
    assert [block.block_type for block in lesson.body] == [kind]


def test_what_a_colleague_added_stays(
    as_teacher: Any, exercise: Any, theirs: Any, course: Any
) -> None:
    exercise.demo_video = theirs
    exercise.save_revision()
    url = reverse("wagtailadmin_pages:edit", args=[exercise.pk])

    response = as_teacher.post(url, exercise_data("Longer bows", demo_video=theirs.pk))

    assert response.status_code == 302
    exercise.refresh_from_db()
    assert (exercise.title, exercise.demo_video) == ("Longer bows", theirs)


def test_editor_may_use_anything(client: Any, editor: Any, lesson: Any) -> None:
    client.force_login(editor)
    video = factories.LibraryVideoFactory()

    client.post(add_url(Exercise, lesson), exercise_data("Another", demo_video=video.pk))

    assert Exercise.objects.get(title="Another").demo_video == video
