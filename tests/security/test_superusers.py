"""The right to edit people gives no power over superusers."""

import pytest

from accounts.models import User
from tests import factories
from tests.security.world import client_of


@pytest.fixture
def superuser(db: None) -> User:
    return factories.UserFactory(email="root@example.com", is_superuser=True)


def test_an_admin_neither_changes_nor_deletes_a_superuser(admin: User, superuser: User) -> None:
    client, bulk = client_of(admin), "/admin/bulk/accounts/user"
    for url, given in [
        (f"/admin/users/edit/{superuser.pk}/", {"email": "taken@example.com", "is_active": ""}),
        (f"/admin/users/delete/{superuser.pk}/", {}),
        (f"{bulk}/delete/?id={superuser.pk}", {}),
        (f"{bulk}/set_active_state/?id={superuser.pk}", {"mark_as_active": ""}),
    ]:
        client.post(url, given)
        kept = User.objects.get(pk=superuser.pk)
        assert (kept.email, kept.is_active) == ("root@example.com", True), url


def test_an_admin_cannot_make_anyone_a_superuser(admin: User, student: User) -> None:
    given = {"email": student.email, "first_name": "S", "is_active": "on", "is_superuser": "on"}
    for person in (admin, student):
        client_of(admin).post(f"/admin/users/edit/{person.pk}/", {**given, "email": person.email})
    assert not User.objects.filter(is_superuser=True).exists()
