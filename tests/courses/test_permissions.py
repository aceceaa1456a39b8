"""In the admin, teachers are limited to their own courses and pages."""

from typing import Any

import pytest
from django.urls import reverse

from courses.models import Course, CourseIndexPage, Exercise, Module
from courses.policy import policy
from practice.models import Take
from tests import factories
from tests.courses.test_authoring import PUBLISH, add_url, exercise_data

RIGHTS = [
    # person, edits, publishes, unpublishes, adds below the lesson
    ("teacher", True, True, True, True),
    ("student", False, False, False, False),
    ("other_teacher", False, False, False, False),
    ("editor", True, True, True, True),
    ("admin", True, True, True, True),
]


@pytest.mark.parametrize(("person", "edits", "publishes", "unpublishes", "adds"), RIGHTS)
def test_rights_on_a_page(
    person: str,
    edits: bool,
    publishes: bool,
    unpublishes: bool,
    adds: bool,
    exercise: Any,
    lesson: Any,
    request: Any,
) -> None:
    user = request.getfixturevalue(person)
    rights = exercise.permissions_for_user(user)

    assert rights.can_edit() is edits
    assert rights.can_publish() is publishes
    assert rights.can_unpublish() is unpublishes
    assert lesson.permissions_for_user(user).can_add_subpage() is adds
    assert lesson.permissions_for_user(user).can_publish_subpage() is adds


@pytest.fixture
def co_teacher(exercise: Any, other_teacher: Any) -> Any:
    """The other teacher, whom the course now names beside the one who made it."""
    exercise.course.teachers.add(other_teacher)
    exercise.course.save()
    return other_teacher


def test_a_co_teacher_has_the_rights_of_the_teacher(
    exercise: Any, lesson: Any, co_teacher: Any
) -> None:
    for page in (exercise.course, lesson, exercise):
        rights = page.permissions_for_user(co_teacher)
        assert rights.can_edit()
        assert rights.can_publish()
        assert rights.can_unpublish()
        assert rights.can_copy()
        assert rights.can_move()
        assert rights.can_view_revisions()
    assert exercise.permissions_for_user(co_teacher).can_delete()
    assert lesson.permissions_for_user(co_teacher).can_add_subpage()


def test_a_co_teacher_edits_a_colleagues_page(exercise: Any, co_teacher: Any, client: Any) -> None:
    client.force_login(co_teacher)
    url = reverse("wagtailadmin_pages:edit", args=[exercise.pk])

    client.post(url, exercise_data("Longer bows") | PUBLISH)

    assert Exercise.objects.get().title == "Longer bows"
    assert Exercise.objects.get().owner != co_teacher


def test_the_teacher_edits_what_a_co_teacher_adds(
    exercise: Any, lesson: Any, teacher: Any, co_teacher: Any, client: Any
) -> None:
    client.force_login(co_teacher)
    client.post(add_url(Exercise, lesson), exercise_data("By the colleague"))

    theirs = Exercise.objects.get(title="By the colleague")

    assert theirs.live
    assert theirs.permissions_for_user(teacher).can_edit()
    assert theirs.permissions_for_user(teacher).can_delete()


def test_who_no_longer_teaches_a_course_loses_what_they_made_there(
    exercise: Any, lesson: Any, co_teacher: Any, client: Any
) -> None:
    theirs = factories.ExerciseFactory(parent=lesson, title="Nadelwald", owner=co_teacher)
    exercise.course.teachers.remove(co_teacher)
    exercise.course.save()
    client.force_login(co_teacher)

    assert refused(client.get(reverse("wagtailadmin_pages:edit", args=[theirs.pk])))
    assert b"Nadelwald" not in client.get("/admin/pages/search/?q=nadelwald").content
    assert not policy.instances_user_has_any_permission_for(
        type(co_teacher).objects.get(pk=co_teacher.pk), {"change", "add", "publish"}
    ).filter(pk=theirs.pk)


def test_pages_and_policy_agree(exercise: Any, teacher: Any, co_teacher: Any, admin: Any) -> None:
    """Reports, bulk actions and choosers ask the policy; editors and buttons ask the page."""
    factories.ExerciseFactory(
        parent=exercise.get_parent(), title="By the colleague", owner=co_teacher
    )
    foreign = factories.CourseFactory(title="Zither", owner=admin, live=False)
    index = CourseIndexPage.objects.get()
    pages = [index, foreign, *index.get_descendants().specific()]

    for user in (teacher, co_teacher, admin):
        user = type(user).objects.get(pk=user.pk)
        changeable = policy.instances_user_has_permission_for(user, "change")
        for page in pages:
            may = page.specific.permissions_for_user(user).can_edit()
            assert changeable.filter(pk=page.pk).exists() is may, (user, page)
            assert policy.user_has_permission_for_instance(user, "change", page) is may


def test_naming_a_student_as_teacher_gives_no_rights_to_pages(exercise: Any, student: Any) -> None:
    exercise.course.teachers.add(student)
    exercise.course.save()

    assert not exercise.permissions_for_user(student).can_edit()


def test_a_person_may_teach_one_course_and_learn_in_another(
    exercise: Any, other_teacher: Any, client: Any
) -> None:
    own = factories.CourseFactory(title="Zither", owner=other_teacher)
    factories.EnrolmentFactory(course=exercise.course, user=other_teacher)
    client.force_login(other_teacher)

    assert client.get(exercise.url).status_code == 200
    assert refused(client.get(reverse("wagtailadmin_pages:edit", args=[exercise.pk])))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[own.pk])).status_code == 200
    assert not Take.objects.for_teacher(other_teacher).exists()


def refused(response: Any) -> bool:
    """Wagtail answers a refused visit with a redirect home and a message."""
    return bool(response.status_code == 302 and response.url == reverse("wagtailadmin_home"))


@pytest.mark.parametrize(
    "view", ["edit", "unpublish", "delete", "move", "copy", "history", "view_draft"]
)
def test_other_teachers_pages_are_closed(
    view: str, client: Any, other_teacher: Any, exercise: Any
) -> None:
    client.force_login(other_teacher)
    url = reverse(f"wagtailadmin_pages:{view}", args=[exercise.pk])

    assert refused(client.get(url))
    assert refused(client.post(url))
    exercise.refresh_from_db()
    assert exercise.live


def test_nothing_is_added_below_other_teachers_pages(
    client: Any, other_teacher: Any, lesson: Any
) -> None:
    client.force_login(other_teacher)

    assert refused(client.post(add_url(Exercise, lesson), exercise_data("Smuggled")))
    assert not Exercise.objects.filter(title="Smuggled").exists()


def test_own_pages_do_not_move_into_other_teachers_courses(
    client: Any, other_teacher: Any, lesson: Any
) -> None:
    course = factories.CourseFactory(owner=other_teacher)
    own = factories.ModuleFactory(parent=course, owner=other_teacher, title="Own")
    client.force_login(other_teacher)

    url = reverse("wagtailadmin_pages:move_confirm", args=[own.pk, lesson.get_ancestors()[3].pk])

    assert refused(client.post(url))
    assert Module.objects.get(title="Own").is_child_of(course)


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_bulk_actions_leave_other_teachers_pages_alone(
    action: str, client: Any, other_teacher: Any, exercise: Any
) -> None:
    client.force_login(other_teacher)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])

    client.post(f"{url}?id={exercise.pk}", {"include_descendants": "on", "chooser": exercise.pk})

    exercise.refresh_from_db()
    assert exercise.live


def test_list_of_courses_cannot_be_unpublished_by_teachers(
    client: Any, teacher: Any, editor: Any
) -> None:
    index = CourseIndexPage.objects.get()

    assert index.permissions_for_user(teacher).can_add_subpage()
    assert not index.permissions_for_user(teacher).can_unpublish()
    assert not index.permissions_for_user(teacher).can_publish()
    assert not index.permissions_for_user(teacher).can_reorder_children()
    assert index.permissions_for_user(editor).can_unpublish()

    client.force_login(teacher)
    assert refused(client.post(reverse("wagtailadmin_pages:unpublish", args=[index.pk])))


def test_explorer_shows_a_teacher_their_own_courses(
    client: Any, teacher: Any, editor: Any, course: Any, other_teacher: Any
) -> None:
    foreign = factories.CourseFactory(title="Zither", owner=other_teacher)
    url = reverse("wagtailadmin_explore", args=[CourseIndexPage.objects.get().pk])

    def shown(user: Any) -> set[str]:
        client.force_login(user)
        return {page.title for page in client.get(url).context["pages"]}

    assert shown(teacher) == {course.title}
    assert shown(other_teacher) == {foreign.title}
    assert shown(editor) == {course.title, foreign.title}


def test_editor_may_publish_a_teachers_draft(client: Any, editor: Any, exercise: Any) -> None:
    exercise.unpublish()
    client.force_login(editor)

    client.post(
        reverse("wagtailadmin_pages:edit", args=[exercise.pk]), exercise_data("Long bows") | PUBLISH
    )

    assert Course.objects.get().live
    assert Exercise.objects.get().live


def test_a_teacher_deletes_whatever_is_in_their_course(
    exercise: Any, lesson: Any, teacher: Any, other_teacher: Any
) -> None:
    foreign = factories.ExerciseFactory(parent=lesson, title="Foreign", owner=other_teacher)

    def rights(page: Any, user: Any = teacher) -> Any:
        return page.permissions_for_user(type(user).objects.get(pk=user.pk))

    assert rights(exercise).can_delete()
    assert rights(foreign).can_delete()
    assert rights(lesson).can_move()
    assert not rights(lesson).can_delete()
    assert not rights(foreign, other_teacher).can_delete()
