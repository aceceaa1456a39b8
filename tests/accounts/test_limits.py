"""Wrong passwords: one person locks out nobody else, and nobody locks out a person for good."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

NEW = "seven calm owls"
LOGIN = "/account/login/"
WRONG = "not theirs"


def attempt(person: User | str, password: str = WRONG, *, client: Any = None, **meta: Any) -> Any:
    address = person if isinstance(person, str) else person.email
    browser = client or Client()
    return browser.post(LOGIN, {"login": address, "password": password}, **meta)


def is_in(answer: Any) -> bool:
    return bool(answer.status_code == 302)


def words(answer: Any) -> str:
    return " ".join(answer.context["form"].non_field_errors())


def by_api(address: str, password: str = WRONG, **meta: Any) -> Any:
    body = {"email": address, "password": password}
    return Client().post("/api/v1/auth/token/", body, content_type="application/json", **meta)


def test_one_who_mistypes_locks_no_other_out(student: User, classmate: User) -> None:
    for _ in range(40):
        attempt(student)
    assert not is_in(attempt(student, PASSWORD))
    assert is_in(attempt(classmate, PASSWORD))
    assert by_api(classmate.email, PASSWORD).status_code == 200


def test_a_class_that_logs_in_at_once_is_let_in(db: None) -> None:
    for person in UserFactory.create_batch(40):
        assert is_in(attempt(person, PASSWORD))
        assert by_api(person.email, PASSWORD).status_code == 200


def test_the_sentence_tells_how_long_to_wait(student: User) -> None:
    for _ in range(5):
        assert "not correct" in words(attempt(student))
    sentence = words(attempt(student))
    assert re.search(r"Try again in [45] minutes, or choose a new password", sentence)
    page = attempt(student)
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 300
    api = by_api(student.email, PASSWORD)
    assert api.status_code == 429
    assert api.json()["error"]["message"] == sentence
    assert 0 < int(api["Retry-After"]) <= 300


def test_known_and_unknown_addresses_get_the_same(student: User) -> None:
    def answers(address: str) -> list[tuple[int, str]]:
        told = [attempt(address) for _ in range(8)]
        return [(one.status_code, words(one)) for one in told]

    assert answers(student.email) == answers("nobody@example.com")


def test_invisible_marks_and_case_make_no_more_tries(student: User) -> None:
    spellings = [student.email, student.email.upper(), f" {student.email}", f"{student.email}."]
    spellings += [f"\u200b{student.email}", f"<{student.email}>"]
    for spelling in spellings:
        attempt(spelling)
    assert "Too many" in words(attempt(student, PASSWORD))


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_hundred_made_up_callers_are_one(student: User, settings: Any, proxies: int) -> None:
    """Behind our proxy the last address counts, which is the one that it wrote itself."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for n in range(100):
        written = f"203.0.113.{n}" + (", 198.51.100.7" if proxies else "")
        attempt(student, HTTP_X_FORWARDED_FOR=written, HTTP_X_REAL_IP=written)
    real = "198.51.100.7"
    answer = attempt(student, PASSWORD, HTTP_X_FORWARDED_FOR=real)
    assert "Too many" in words(answer)


def test_a_guess_from_everywhere_at_once_is_slowed(student: User) -> None:
    told = [words(attempt(student, REMOTE_ADDR=f"198.51.{n}.7")) for n in range(40)]
    assert ["Too many" in one for one in told] == [False] * 30 + [True] * 10


def test_who_was_logged_in_here_is_not_locked_out_by_others(student: User) -> None:
    home = Client()
    assert is_in(attempt(student, PASSWORD, client=home))
    home.post("/account/logout/")
    for n in range(40):
        attempt(student, REMOTE_ADDR=f"198.51.{n}.7")
    for _ in range(10):
        attempt(student)  # and by a classmate, from the same school

    assert "Too many" in words(attempt(student, PASSWORD))
    assert is_in(attempt(student, PASSWORD, client=home))


def test_a_known_place_has_its_own_limit(student: User) -> None:
    home = Client()
    attempt(student, PASSWORD, client=home)
    home.post("/account/logout/")
    for _ in range(5):
        attempt(student, client=home)
    assert "Too many" in words(attempt(student, PASSWORD, client=home))


def test_a_made_up_place_is_not_known(student: User) -> None:
    thief = Client()
    thief.cookies["known_here"] = "bm90IG91cnM:1abc:sig"
    for _ in range(6):
        attempt(student, client=thief)
    assert "Too many" in words(attempt(student, PASSWORD, client=thief))


def test_the_link_in_a_mail_is_a_way_out(student: User) -> None:
    home = Client()
    for n in range(40):
        attempt(student, REMOTE_ADDR=f"198.51.{n}.7")
    home.post(reverse("account_reset_password"), {"email": student.email})
    [link] = re.findall(r"https?://\S+", mail.outbox[-1].body)
    form = home.get(link, follow=True).redirect_chain[-1][0]
    home.post(form, {"password1": NEW, "password2": NEW})
    for n in range(40):
        attempt(student, REMOTE_ADDR=f"198.51.{n}.8")

    assert is_in(attempt(student, NEW, client=home))


def test_a_right_password_uses_no_try_up(student: User) -> None:
    for _ in range(20):
        assert is_in(attempt(student, PASSWORD))
    for _ in range(4):
        attempt(student)
    assert is_in(attempt(student, PASSWORD))
    attempt(student)
    assert not is_in(attempt(student, PASSWORD))


def test_a_place_has_a_wide_limit_of_its_own(settings: Any, db: None) -> None:
    settings.LOGIN_TRIES_PER_PLACE = 20
    told = ["Too many" in words(attempt(f"person{n}@example.com")) for n in range(22)]
    assert told == [False] * 20 + [True] * 2
    assert "Too many" not in words(attempt("other@example.com", REMOTE_ADDR="198.51.100.9"))


def test_asking_for_links_fills_no_mailbox(student: User) -> None:
    page = reverse("account_reset_password")
    answers = [Client().post(page, {"email": student.email}).status_code for _ in range(8)]
    assert answers == [302] * 5 + [429] * 3
    assert len(mail.outbox) == 5
    refused = Client().post(page, {"email": student.email})
    assert "wait" in refused.text
    assert refused["Retry-After"] == "60"
    assert Client().post(page, {"email": "nobody@example.com"}).status_code == 302


def test_asking_again_for_the_password_is_limited_too(student: User) -> None:
    home = Client()
    attempt(student, PASSWORD, client=home)
    for _ in range(5):
        home.post(reverse("account_reauthenticate"), {"password": "wrong"})
    answer = home.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "Too many" in " ".join(answer.context["form"].errors["password"])
