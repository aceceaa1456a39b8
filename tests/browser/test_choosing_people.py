"""Teachers of a course and students of a class are chosen from a list, by key too."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from tests import factories
from tests.browser.conftest import Login

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def choose(page: Page, button: str, name: str) -> None:
    opens = page.get_by_role("button", name=button)
    expect(opens).to_be_enabled()
    opens.focus()
    page.keyboard.press("Enter")
    chooser = page.get_by_role("dialog")
    chooser.get_by_label("Name").fill(name[:5])
    found = chooser.locator("[data-multiple-choice-select]")
    expect(found).to_have_count(1)  # a search that ends later would take the choice back
    found.check()
    page.get_by_role("button", name="Confirm selection").click()


def test_a_teacher_is_added_to_a_course(
    page: Page, login: Login, course: Any, teacher: User, other_teacher: User
) -> None:
    editor = reverse("wagtailadmin_pages:edit", args=[course.pk])
    login(page, teacher).goto(editor)

    choose(page, "Choose teachers", "Otherteacher")
    picker = page.locator("people-picker")
    expect(picker.get_by_label("Otherteacher")).to_be_checked()
    page.get_by_role("button", name="More actions").first.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("published")).to_be_visible()

    page.goto(editor)
    expect(page.locator("people-picker").get_by_label("Otherteacher")).to_be_checked()


def test_students_of_other_classes_are_chosen(
    page: Page, login: Login, course: Any, teacher: User, student: User
) -> None:
    viola = factories.CourseFactory(title="Viola", owner=teacher)
    login(page, teacher).goto(f"/admin/class-list/add/?course={viola.pk}")

    choose(page, "Choose students", "Student")
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_text("1 person was added to “\u2068Viola\u2069”.")).to_be_visible()
    assert list(viola.enrolments.values_list("user", flat=True)) == [student.pk]
