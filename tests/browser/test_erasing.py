"""The pages that ask before something goes for good: told on a phone as on a desk."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.models import Course
from practice.models import Take, TakeStatus
from tests import factories
from tests.browser.axe import hindrances
from tests.browser.conftest import DESKTOP, Login

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 360, "height": 740}
both_sizes = pytest.mark.parametrize("viewport", [DESKTOP, NARROW], indirect=True)


@pytest.fixture
def busy_course(course: Any, take: Any, teacher: User) -> Any:
    """Something of everything that goes with it, and with its teacher."""
    factories.FeedbackFactory(take=take, teacher=teacher, live=True)
    factories.ThreadMessageFactory(thread__take=take, author=teacher)
    factories.LibraryVideoFactory(uploaded_by_user=teacher)
    return course


def fits(page: Page) -> bool:
    wider: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return not wider


@both_sizes
def test_an_admin_erases_a_person(
    page: Page, login: Login, busy_course: Any, admin: User, teacher: User
) -> None:
    login(page, admin).goto(reverse("wagtailusers_users:delete", args=[teacher.pk]))
    expect(page.get_by_text("1 course will have no teacher")).to_be_visible()
    assert fits(page)

    page.get_by_label("Type their e-mail address").fill("somebody@example.com")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("That doesn't match. Nothing was erased.")).to_be_visible()

    page.get_by_label("Type their e-mail address").fill(teacher.email)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("The account and everything that belonged to it")).to_be_visible()
    assert not User.objects.filter(pk=teacher.pk).exists()


@both_sizes
def test_an_admin_erases_a_course(page: Page, login: Login, busy_course: Any, admin: User) -> None:
    login(page, admin).goto(reverse("wagtailadmin_pages:delete", args=[busy_course.pk]))
    expect(page.get_by_text("1 take of 1 student, its video")).to_be_visible()
    assert fits(page)

    page.get_by_label("Type the page's name").fill(busy_course.title)
    page.get_by_role("button", name="Erase for good").click()

    expect(page.get_by_text("The page was erased, with everything")).to_be_visible()
    assert not Course.objects.exists()


@both_sizes
def test_a_student_erases_a_withdrawn_take(
    page: Page, login: Login, take: Take, student: User
) -> None:
    Take.objects.update(status=TakeStatus.WITHDRAWN)
    login(page, student).goto(take.get_absolute_url())

    page.get_by_role("link", name="Erase this take").click()
    expect(page.get_by_text("This can't be undone.")).to_be_visible()
    assert hindrances(page) == []
    assert fits(page)
    page.get_by_role("button", name="Erase this take").click()

    expect(page.get_by_text("The take has been erased.")).to_be_visible()
    assert not Take.objects.exists()
