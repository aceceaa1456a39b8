"""Pages with takes can't be deleted."""

from typing import Any

import pytest
from django.urls import reverse

from courses.admin.guards import is_held
from courses.models import Course, Exercise, Module
from tests import factories


def delete_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


@pytest.mark.parametrize("name", ["teacher", "editor"])
def test_teachers_and_editors_cannot_delete_a_page_with_takes(
    name: str, client: Any, take: Any, exercise: Any, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    asked = client.get(delete_url(exercise))
    client.post(delete_url(exercise), {"typed": exercise.title})

    html = asked.content.decode()
    assert "Students have handed in takes here" in html
    assert reverse("wagtailadmin_pages:unpublish", args=[exercise.pk]) in html
    assert Exercise.objects.filter(pk=exercise.pk).exists()
    assert is_held(exercise.get_parent())


def test_page_without_takes_is_deleted(as_teacher: Any, exercise: Any) -> None:
    assert not is_held(exercise)

    as_teacher.post(delete_url(exercise))

    assert not Exercise.objects.exists()


def test_bulk_deleting_names_the_pages_with_takes(
    client: Any, admin: Any, take: Any, exercise: Any
) -> None:
    free = factories.CourseFactory(title="Free")
    client.force_login(admin)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    response = client.post(f"{url}?id={exercise.course.pk}&id={free.pk}&next=/admin/", follow=True)

    html = response.content.decode()
    assert "Nothing was deleted" in html
    assert "Violin for beginners" in html
    assert Course.objects.count() == 2


def test_bulk_deleting_pages_without_takes_works(client: Any, admin: Any) -> None:
    free = factories.CourseFactory()
    client.force_login(admin)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    client.post(f"{url}?id={free.pk}")

    assert not Course.objects.exists()


def test_take_follows_its_exercise_into_another_course(
    client: Any, admin: Any, take: Any, exercise: Any
) -> None:
    other = factories.CourseFactory(title="Viola")
    module = Module.objects.get(title="First position")
    client.force_login(admin)

    client.post(reverse("wagtailadmin_pages:move_confirm", args=[module.pk, other.pk]))

    take.refresh_from_db()
    assert take.course == other
