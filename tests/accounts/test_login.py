"""One log-in for the site and the admin, through allauth; Wagtail's own is disabled."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD

OLD_DOORS = ["/admin/login/", "/admin/password_reset/", "/_util/login/"]


def log_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_log_in_by_email_in_any_case(client, student):
    response = log_in(client, "Student@Example.com")

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(student.pk)
    student.profile.refresh_from_db()
    assert student.profile.first_login_at is not None


def test_wrong_password_says_the_same_as_unknown_address(client, student):
    known = log_in(client, student.email, "wrong")
    unknown = log_in(client, "nobody@example.com", "wrong")

    assert known.context["form"].errors == unknown.context["form"].errors


@pytest.mark.parametrize("door", OLD_DOORS)
def test_wagtails_own_doors_lead_to_allauth_for_reading_and_posting(client, db, door):
    for answer in (client.get(door), client.post(door, {"username": "a", "password": "b"})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/")


def test_sign_up_is_closed(client, db):
    response = client.post(
        "/account/signup/",
        {
            "email": "new@example.com",
            "password1": "a-long-password",
            "password2": "a-long-password",
        },
    )

    assert not User.objects.filter(email="new@example.com").exists()
    assert "Your school creates the accounts" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("student", 403), ("teacher", 200), ("editor", 200), ("admin", 200)]
)
def test_the_admin_is_open_to_those_who_work_there(client, db, request, name, status):
    client.force_login(request.getfixturevalue(name))

    assert client.get("/admin/").status_code == status


def test_anonymous_admin_visitors_are_sent_to_our_log_in(client, db):
    response = client.get("/admin/")

    assert response["Location"].startswith("/account/login/")


def test_demo_accounts_are_shown_in_development_only(client, db, settings):
    settings.SHOW_DEMO_ACCOUNTS = False
    assert "teacher@example.com" not in client.get("/account/login/").content.decode()

    settings.SHOW_DEMO_ACCOUNTS = True
    assert "teacher@example.com" in client.get("/account/login/").content.decode()


def test_addresses_that_differ_in_case_are_one_person(db):
    User.objects.create_user("ana@example.com")

    with pytest.raises(IntegrityError):
        User.objects.create(email="ANA@example.com")


@pytest.mark.parametrize(
    ("name", "place"),
    [("student", "/"), ("teacher", "/admin/"), ("editor", "/admin/"), ("admin", "/admin/")],
)
def test_log_in_leads_to_a_persons_own_start_page(client, db, request, name, place):
    person = request.getfixturevalue(name)

    assert log_in(client, person.email)["Location"] == place
    # Who opens the log-in page once more is sent on to the same place.
    assert client.get(reverse("account_login"))["Location"] == place


@pytest.mark.parametrize("name", ["student", "teacher", "admin"])
def test_log_in_leads_to_the_requested_page(client, db, request, name):
    person = request.getfixturevalue(name)
    url = f"{reverse('account_login')}?next=/courses/"

    response = client.post(url, {"login": person.email, "password": PASSWORD, "next": "/courses/"})

    assert response["Location"] == "/courses/"


def test_log_in_leads_nowhere_else(client, teacher):
    form = {"login": teacher.email, "password": PASSWORD, "next": "https://evil.example/"}

    assert client.post(reverse("account_login"), form)["Location"] == "/admin/"


def test_known_and_unknown_addresses_cost_one_hash_each(client, student, monkeypatch):
    """Hashing is what takes time: a quick answer would tell that there is no account."""
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, *given: hashed.append(1) or encode(self, *given),
    )
    log_in(client, student.email, "wrong")
    known = len(hashed)
    log_in(client, "nobody@example.com", "wrong")

    assert known == len(hashed) - known == 1


def test_a_link_is_mailed_to_known_and_unknown_addresses(client, student):
    for address in (student.email, "nobody@example.com"):
        client.post(reverse("account_reset_password"), {"email": address})

    assert [message.to for message in mail.outbox] == [[student.email], ["nobody@example.com"]]
