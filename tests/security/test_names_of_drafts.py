"""Neither a teacher nor an assistant reads a title of another's unpublished page, or an address of
another's student.

Every address of the admin is asked for, with every object in every place; then the doors that take
their question in the query string or in a form.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from courses.models import Course, CourseIndexPage, HomePage
from tests import factories
from tests.security.routes import all_routes
from tests.security.world import client_of

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

NEEDLE = "Nadelwald"
STUDENT = "heugabel"
SLOW = ("admin/jsi18n/", "admin/sprite/", "admin/failwhale/")


@dataclass
class Draft:
    course: Any
    pages: list[Any]
    own: list[Any]
    student: Any
    enrolment: Any
    picture: Any
    document: Any
    video: Any


@pytest.fixture
def draft(teacher: Any, other_teacher: Any) -> Draft:
    """A course that is being written, with a picture of everyone's; and the other teacher's own."""
    shared = _picture(), _document(), factories.LibraryVideoFactory(title="Shared video")
    course = factories.CourseFactory(title=f"{NEEDLE} course", owner=teacher, live=False)
    course.image = shared[0]
    course.save()
    module = factories.ModuleFactory(
        parent=course, title=f"{NEEDLE} module", owner=teacher, live=False
    )
    lesson = factories.LessonFactory(
        parent=module, title=f"{NEEDLE} lesson", owner=teacher, live=False
    )
    lesson.body = [{"type": "download", "value": {"document": shared[1].pk, "label": "Sheet"}}]
    lesson.save()
    exercise = factories.ExerciseFactory(
        parent=lesson, title=f"{NEEDLE} exercise", owner=teacher, live=False, demo_video=shared[2]
    )
    pages = [course, module, lesson, exercise]
    for page in pages:
        page.save_revision(user=teacher)
        ReferenceIndex.create_or_update_for_object(page)
    student = factories.UserFactory(
        email=f"{STUDENT}@example.com", first_name=STUDENT, last_name=NEEDLE
    )
    enrolment = factories.EnrolmentFactory(course=course, user=student)
    own_course = factories.CourseFactory(title="My own", owner=other_teacher)
    own_module = factories.ModuleFactory(parent=own_course, title="Mine", owner=other_teacher)
    return Draft(course, pages, [own_course, own_module], student, enrolment, *shared)


def _picture() -> Any:
    from io import BytesIO

    from django.core.files.images import ImageFile

    data = BytesIO()
    Picture.new("RGB", (32, 32)).save(data, "PNG")
    return get_image_model().objects.create(
        title="Shared picture", file=ImageFile(BytesIO(data.getvalue()), name="shared.png")
    )


def _document() -> Document:
    return Document.objects.create(title="Sheet", file=ContentFile(b"%PDF-1.4", name="s.pdf"))


@pytest.fixture(params=["other_teacher", "assistant"])
def client(request: Any, draft: Draft) -> Client:
    """Somebody who teaches elsewhere, and somebody who assists there."""
    user = request.getfixturevalue(request.param)
    if request.param == "assistant":
        draft.own[0].assistants.add(user)
        draft.own[0].save()
    return client_of(user)


def found_in(response: Any) -> set[str]:
    if response.streaming:
        return set()
    text = response.content.decode(errors="replace") + response.headers.get("Location", "")
    text = text.casefold()
    return {needle for needle in (NEEDLE, STUDENT) if needle.casefold() in text}


def addresses(draft: Draft) -> Iterator[str]:
    """Every admin address, its numbers and keys filled with each object in turn."""
    for route in all_routes():
        if route.is_admin and not route.pattern.startswith(SLOW):
            yield from _filled(route.pattern, draft)


def _filled(pattern: str, draft: Draft) -> Iterator[str]:
    pattern = (
        pattern.replace("^pages/<int:pk>/", "pages/<int:pk>/").replace("^", "").replace("$", "")
    )
    pattern = re.sub(r"\(\?P<pk>\\d\+\)", "<int:pk>", pattern)
    pattern = re.sub(r"\(\?P<revision_id_a>[^)]*\)", "earliest", pattern)
    pattern = re.sub(r"\(\?P<revision_id_b>[^)]*\)", "latest", pattern).replace(r"\.\.\.", "...")
    gaps = re.findall(r"<(\w+):(\w+)>", pattern)
    if "(" in pattern or len(gaps) > 3:
        return
    for values in product(*(_values(kind, name, draft) for kind, name in gaps)):
        filled = pattern
        for value in values:
            filled = re.sub(r"<\w+:\w+>", str(value), filled, count=1)
        yield f"/{filled}"


def _values(kind: str, name: str, draft: Draft) -> list[Any]:
    top, bottom = draft.pages[0].pk, draft.pages[3].pk
    index = CourseIndexPage.objects.get().pk
    known = {
        "content_type_app_name": ["courses"],
        "app_label": ["courses"],
        "app_name": ["courses"],
        "content_type_model_name": ["course", "exercise"],
        "model_name": ["course", "exercise"],
        "action": ["move"],
        "action_name": ["approve"],
        "revision_id": [draft.pages[0].latest_revision_id],
        "parent_page_id": [top, draft.pages[2].pk, draft.own[0].pk, index],
        "destination_id": [top],
        "page_to_move_id": [draft.own[1].pk, draft.pages[1].pk],
        "image_id": [draft.picture.pk],
        "document_id": [draft.document.pk],
        "media_id": [draft.video.pk],
    }
    if name in known:
        return known[name]
    if kind == "uuid":
        return [draft.student.pk, draft.enrolment.pk]
    return [top, bottom] if kind == "int" else [top]


@pytest.mark.timeout(1800)
def test_no_admin_page_reveals_it(draft: Draft, client: Client, teacher: Any) -> None:
    told, broken = [], []
    asked = list(dict.fromkeys(addresses(draft)))
    for address in asked:
        response = client.get(address)
        if found_in(response):
            told.append(f"{address}: {found_in(response)}")
        if response.status_code >= 500:
            broken.append(address)

    assert not told, "\n".join(told)
    assert not broken, "\n".join(broken)
    assert len(asked) > 300
    # The needle can be found: by its owner, at the same addresses.
    index = reverse("wagtailadmin_explore", args=[CourseIndexPage.objects.get().pk])
    assert found_in(client_of(teacher).get(index))


QUESTIONS = [
    "/admin/pages/search/?q={word}",
    "/admin/pages/search/results/?q={word}",
    "/admin/pages/{index}/?q={word}",
    "/admin/pages/{home}/results/?q={word}",
    "/admin/pages/?q={word}",
    "/admin/choose-page/search/?q={word}",
    "/admin/choose-page/?page_type=courses.course",
    "/admin/choose-page/{index}/?user_perms=copy_to",
    "/admin/choose-page/{index}/?user_perms=move_to&page_to_move[]={own}",
    "/admin/choose-page/{course}/?page_type=courses.module",
    "/admin/choose-page/chosen-multiple/?id={course}&id={module}",
    "/admin/api/main/pages/?search={word}",
    "/admin/api/main/pages/?child_of={index}&for_explorer=1",
    "/admin/api/main/pages/?descendant_of={course}",
    "/admin/api/main/pages/?ancestor_of={exercise}",
    "/admin/api/main/pages/?translation_of={course}",
    "/admin/api/main/pages/?id__in={course}&fields=*",
    "/admin/api/main/pages/{own}/?fields=*,parent(title),ancestors(title)",
    "/admin/api/main/pages/find/?html_path=/courses/{slug}/",
    "/admin/bulk/wagtailcore/page/move/?id={course}&id={own}",
    "/admin/bulk/wagtailcore/page/move/?id={own}&destination={course}",
    "/admin/bulk/wagtailcore/page/delete/?id={course}",
    "/admin/bulk/wagtailcore/page/publish/?id={module}&id={own}",
    "/admin/bulk/wagtailcore/page/unpublish/?id={exercise}",
    "/admin/bulk/wagtailcore/page/delete/?id=all&childOf={course}",
    "/admin/bulk/wagtailcore/page/publish/?id=all&childOf={index}",
    "/admin/course-list/?q={word}",
    "/admin/class-list/?q={word}",
    "/admin/class-list/?course={course}",
    "/admin/class-list/add/?course={course}",
    "/admin/class-list/?q=heugabel",
    "/admin/feedback/queue/?course={uid}",
    "/admin/snippets/feedback/feedback/?q={word}",
    "/admin/choose-student/?q=heugabel",
    "/admin/choose-student/?q=heugabel@example.com",
    "/admin/choose-teacher/?q=heugabel",
    "/admin/choose-assistant/?q=heugabel",
    "/admin/choose-student/chosen/{student}/",
    "/admin/choose-teacher/chosen/{student}/",
    "/admin/choose-teacher/chosen-multiple/?id={student}",
    "/admin/images/usage/{picture}/",
    "/admin/documents/usage/{document}/",
    "/admin/media/usage/{video}/",
    "/admin/images/{picture}/delete/",
    "/admin/documents/delete/{document}/",
    "/admin/media/delete/{video}/",
    "/search/?q={word}",
    "/courses/{slug}/",
    "/api/v1/exercises/?q={word}",
    "/api/v1/exercises/{exercise_uid}/",
    "/profile/",
    "/",
    "/courses/",
]


def test_no_search_or_filter_reveals_it(draft: Draft, client: Client) -> None:
    names = {page._meta.model_name: page.pk for page in draft.pages}
    given = names | {
        "word": NEEDLE.lower()[:5],
        "slug": draft.course.slug,
        "uid": draft.course.uid,
        "exercise_uid": draft.pages[3].uid,
        "index": CourseIndexPage.objects.get().pk,
        "home": HomePage.objects.get().pk,
        "own": draft.own[1].pk,
        "student": draft.student.pk,
        "picture": draft.picture.pk,
        "document": draft.document.pk,
        "video": draft.video.pk,
    }
    told, broken = [], []
    for question in QUESTIONS:
        response = client.get(question.format(**given))
        said = found_in(response)
        # What was asked is repeated in the search field; it is not an answer.
        if said and not _only_repeated(response, question, draft):
            told.append(f"{question}: {said}")
        if response.status_code >= 500:
            broken.append(question)

    assert not told, "\n".join(told)
    assert not broken, "\n".join(broken)


def _only_repeated(response: Any, question: str, draft: Draft) -> bool:
    text = response.content.decode().casefold()
    asked = [f"{STUDENT}@example.com", STUDENT] if STUDENT in question else []
    for words in asked:
        text = text.replace(words, "")
    return NEEDLE.casefold() not in text and STUDENT not in text and "{slug}" not in question


def test_no_form_names_a_page_by_its_number(draft: Draft, client: Client) -> None:
    course, (own_course, own) = draft.course, draft.own
    pages = "wagtailadmin_pages"
    posts = [
        (reverse(f"{pages}:copy", args=[own.pk]), {"new_title": "x", "new_slug": "x"}),
        (reverse(f"{pages}:move", args=[own.pk]), {}),
        (reverse(f"{pages}:choose_parent", args=["courses", "module"]), {}),
        (reverse(f"{pages}:move_confirm", args=[own.pk, course.pk]), {}),
        (f"/admin/bulk/wagtailcore/page/move/?id={own.pk}", {}),
        (f"/admin/bulk/wagtailcore/page/delete/?id={course.pk}", {}),
        ("/admin/class-list/add/", {"people": [draft.student.pk], "course": course.pk}),
        ("/admin/class-list/add/", {"addresses": f"{STUDENT} {NEEDLE}", "course": own_course.pk}),
    ]
    number = {"new_parent_page": course.pk, "parent_page": course.pk, "chooser": course.pk}
    for url, data in posts:
        response = client.post(url, number | data, follow=True)
        text = response.content.decode().casefold().replace(f"{STUDENT} {NEEDLE}".casefold(), "")
        assert response.status_code < 500, url
        assert NEEDLE.casefold() not in text, url
        assert STUDENT not in text, url
    assert not Page.objects.filter(path__startswith=course.path, title="x").exists()


def test_links_to_others_drafts_are_not_accepted(draft: Draft, other_teacher: Any) -> None:
    """The address of a page, which its name is in, would show in the text."""
    from tests.courses.test_authoring import course_data, errors_of

    own = draft.own[0]
    link = f'<p><a linktype="page" id="{draft.course.pk}">there</a></p>'
    content = (
        '{"blocks":[{"key":"a","text":"there","type":"unstyled","depth":0,"inlineStyleRanges":[],'
        '"entityRanges":[{"offset":0,"length":5,"key":0}]}],"entityMap":{"0":{"type":"LINK",'
        f'"mutability":"MUTABLE","data":{{"id":{draft.course.pk},"linkType":"page"}}}}}}}}'
    )
    data = course_data("My own", slug=own.slug) | {"description": content}

    answer = client_of(other_teacher).post(reverse("wagtailadmin_pages:edit", args=[own.pk]), data)

    assert "not allowed to show" in errors_of(answer)
    assert link not in Course.objects.get(pk=own.pk).description


def test_draft_names_of_live_pages_stay_in_the_admin(
    draft: Draft, client: Client, teacher: Any
) -> None:
    live = factories.CourseFactory(title="Open", owner=teacher, access="members")
    live.title = f"{NEEDLE} to come"
    live.save_revision(user=teacher)

    for url in ("/", "/courses/", live.url, "/search/?q=open", "/admin/pages/search/?q=open"):
        assert not found_in(client.get(url)), url
