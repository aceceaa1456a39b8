"""One table says what each role may do on the whole portal."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.rights import RIGHTS, Right, roles_with
from accounts.roles import Role

TABLE = {
    #                      student, assistant, teacher, editor, admin
    Right.ASSIST:         (False, True, True, True, True),
    Right.TEACH:          (False, False, True, True, True),
    Right.SEE_ALL:        (False, False, False, True, True),
    Right.MANAGE_CLASSES: (False, False, False, True, True),
    Right.READ_REPORTS:   (False, False, False, True, True),
    Right.TEACH_ALL:      (False, False, False, False, True),
    Right.ERASE_WORK:     (False, False, False, False, True),
    Right.INVITE:         (False, False, False, False, True),
    Right.MODERATE:       (False, False, False, True, True),
}  # fmt: skip


def test_every_role_and_every_right_is_in_the_table() -> None:
    assert set(RIGHTS) == set(Role)
    assert set(TABLE) == set(Right)


@pytest.mark.parametrize("right", Right)
def test_rights_go_by_role(
    right: Right, student: User, assistant: User, teacher: User, editor: User, admin: User
) -> None:
    people = (student, assistant, teacher, editor, admin)
    assert tuple(one.may(right) for one in people) == TABLE[right]


@pytest.mark.parametrize("right", Right)
def test_a_superuser_may_do_everything(right: Right, student: User) -> None:
    student.is_superuser = True
    assert student.may(right)


def test_two_roles_add_up(student: User) -> None:
    student.groups.add(Group.objects.get(name=Role.EDITOR.value))
    student = User.objects.get(pk=student.pk)
    assert student.may(Right.SEE_ALL)
    assert not student.may(Right.ERASE_WORK)


def test_groups_are_found_by_their_names() -> None:
    assert roles_with(Right.ERASE_WORK) == {"Admins"}
