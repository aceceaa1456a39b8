"""What each role may do portal-wide: a new right is one line in this table, and so is a new role,
once `roles.py` names it and the migrations of each floor `grant` it models and pages.

    user.may(Right.SEE_ALL)

What people may do with their own courses and takes is decided by the apps that own those.
"""

from enum import Enum, auto

from accounts.roles import Role


class Right(Enum):
    ASSIST = auto()
    """Be an assistant in a course: draft feedback there, which a teacher releases."""

    TEACH = auto()
    """Be the teacher of a course, and speak for the school."""

    SEE_ALL = auto()
    """Open every course, watch every take, read all feedback and conversations."""

    MANAGE_CLASSES = auto()
    """Decide who is in any course."""

    READ_REPORTS = auto()
    """What everyone did, in every course: reports and the site's history."""

    TEACH_ALL = auto()
    """Answer the takes of every course, as its teachers do."""

    ERASE_WORK = auto()
    """Erase what students handed in."""

    INVITE = auto()
    """Invite anybody, in any role up to their own."""

    MODERATE = auto()
    """Decide about what people have reported: hide it, remove it, warn its author."""


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.STUDENT: frozenset(),
    Role.ASSISTANT: frozenset({Right.ASSIST}),
    Role.TEACHER: frozenset({Right.ASSIST, Right.TEACH}),
    Role.EDITOR: frozenset(
        {
            Right.ASSIST,
            Right.TEACH,
            Right.SEE_ALL,
            Right.MANAGE_CLASSES,
            Right.READ_REPORTS,
            Right.MODERATE,
        },
    ),
    Role.ADMIN: frozenset(Right),
}


def roles_with(right: Right) -> frozenset[str]:
    """Their names, as the groups have them."""
    return frozenset(role.value for role, rights in RIGHTS.items() if right in rights)
