"""Accounts whose password everybody knows can't log in outside of development."""

from django.urls import reverse

from tests.factories import PASSWORD, UserFactory


def test_production_refuses_demo_accounts_at_the_door(client, db, settings):
    person = UserFactory(is_demo=True)
    credentials = {"login": person.email, "password": PASSWORD}

    settings.SHOW_DEMO_ACCOUNTS = False
    client.post(reverse("account_login"), credentials)
    assert "_auth_user_id" not in client.session

    settings.SHOW_DEMO_ACCOUNTS = True
    client.post(reverse("account_login"), credentials)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_production_ends_a_demo_session_that_was_open(client, db, settings):
    person = UserFactory(is_demo=True)
    settings.SHOW_DEMO_ACCOUNTS = True
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.get("/profile/").status_code == 200

    settings.SHOW_DEMO_ACCOUNTS = False
    assert client.get("/profile/").status_code == 302
