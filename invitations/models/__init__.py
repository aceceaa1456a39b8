from invitations.models.class_link import Arrival, ClassLink, LinkState
from invitations.models.cohort import Cohort
from invitations.models.invitation import Invitation, InvitationState
from invitations.models.open_place import OpenPlace
from invitations.models.rules import InvitationRules
from invitations.models.words import InvitationWords

__all__ = [
    "Arrival",
    "ClassLink",
    "Cohort",
    "Invitation",
    "InvitationRules",
    "InvitationState",
    "InvitationWords",
    "LinkState",
    "OpenPlace",
]
