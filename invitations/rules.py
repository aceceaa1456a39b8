"""Who may invite whom."""

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.rights import Right
from accounts.roles import Role
from courses.models import Course
from courses.people import manageable_courses
from invitations.models import Invitation, InvitationRules

RANKS = (Role.STUDENT, Role.ASSISTANT, Role.TEACHER, Role.EDITOR, Role.ADMIN)


def may_invite(user: User) -> bool:
    return bool(roles_to_give(user))


def roles_to_give(user: User) -> list[Role]:
    """Nobody gives a role above their own; teachers invite students, where that is allowed."""
    if user.is_superuser:
        return list(RANKS)
    if user.may(Right.INVITE):
        own = max((RANKS.index(role) for role in RANKS if user.has_role(role)), default=-1)
        return list(RANKS[: own + 1])
    if user.may(Right.TEACH) and InvitationRules.load().teachers_may_invite:
        return [Role.STUDENT]
    return []


def still_stands(invitation: Invitation) -> bool:
    """Students may come whatever became of their inviter; other roles need one who may give them.

    Else an admin who loses their rights could come back by an invitation to themselves.
    """
    inviter = invitation.invited_by
    if invitation.role == Role.STUDENT:
        return True
    return inviter is not None and inviter.is_active and invitation.role in roles_to_give(inviter)


def courses_to_give(user: User) -> "QuerySet[Course]":
    return manageable_courses(user)


def invite_url(user: User, course: Course, addresses: list[str]) -> str:
    """The page where they are invited to the course; "" for those who may not."""
    if not may_invite(user):
        return ""
    query = urlencode({"course": course.pk, "people": "\n".join(addresses)})
    return f"{reverse('wagtailsnippets_invitations_invitation:add')}?{query}"


def needs_a_course(user: User) -> bool:
    """Teachers let people into their courses, not just into the portal."""
    return not user.may(Right.INVITE)


def may_make_links(user: User) -> bool:
    """Class links, if an admin has opened this door: teachers of their own courses."""
    has_right = user.may(Right.MANAGE_CLASSES) or user.may(Right.TEACH)
    return has_right and InvitationRules.load().class_links
