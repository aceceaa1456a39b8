from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.models import Exercise


def test_an_address_is_looked_up_in_one_query(
    client: Any, exercise: Exercise, student: User
) -> None:
    client.force_login(student)
    with CaptureQueriesContext(connection) as first:
        assert client.get(exercise.url).status_code == 200
    with CaptureQueriesContext(connection) as again:
        assert client.get(exercise.url).status_code == 200
    assert len(again) <= len(first) - 6


def test_reused_address_leads_to_the_new_page(
    client: Any, exercise: Exercise, student: User
) -> None:
    client.force_login(student)
    address = exercise.url
    assert "Long bows" in client.get(address).content.decode()
    twin = exercise.copy(update_attrs={"slug": "twin", "title": "Its twin"})
    exercise.slug = "moved"
    exercise.save()
    twin.slug = "long-bows"
    twin.save_revision().publish()
    assert "Its twin" in client.get(address).content.decode()


def test_address_of_a_removed_page_is_not_found(
    client: Any, exercise: Exercise, student: User
) -> None:
    client.force_login(student)
    address = exercise.url
    client.get(address)
    exercise.unpublish()
    assert client.get(address).status_code == 404
    exercise.delete()
    assert client.get(address).status_code == 404


def test_a_view_restriction_above_holds(client: Any, exercise: Exercise, student: User) -> None:
    from wagtail.models import PageViewRestriction

    client.force_login(student)
    course = exercise.course
    PageViewRestriction.objects.create(
        page=course, restriction_type=PageViewRestriction.PASSWORD, password="open"
    )
    assert 'name="password"' in client.get(exercise.url).content.decode()


def test_an_alias_has_the_restrictions_of_its_source(exercise: Exercise) -> None:
    from wagtail.models import PageViewRestriction

    alias = exercise.copy(update_attrs={"slug": "alias"})
    Exercise.objects.filter(pk=alias.pk).update(alias_of=exercise)
    row = PageViewRestriction.objects.create(
        page=exercise, restriction_type=PageViewRestriction.LOGIN
    )
    assert list(Exercise.objects.get(pk=alias.pk).get_view_restrictions()) == [row]
