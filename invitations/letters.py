"""The mail of an invitation: in the person's language, and in the school's words if it has any."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from events.mail import Kind, register
from events.models import MailState, OutgoingMail
from invitations.links import link_of
from invitations.models import Invitation, InvitationWords
from invitations.wording import context

TEMPLATE = "invitations/email/invitation_message"


def write(about: str) -> EmailMessage | None:
    """None if it was accepted, revoked or has expired since."""
    rows = Invitation.objects.usable().select_related("cohort", "invited_by")
    invitation = rows.filter(pk=about).first()
    if invitation is None or not invitation.is_usable:
        return None
    with translation.override(language_of(invitation)):
        return _message(invitation)


def note(about: str, mail: OutgoingMail) -> None:
    """What became of a mail must not hide that a newer one is waiting."""
    newer = OutgoingMail.objects.filter(kind=mail.kind, about=about, state=MailState.WAITING)
    if mail.state == MailState.DROPPED or newer.exclude(pk=mail.pk).exists():
        return
    Invitation.objects.filter(pk=about).update(
        mail_state=mail.state, mail_error=mail.error, mailed_at=mail.sent_at
    )


INVITATION = register(Kind("invitation", write=write, note=note))


def language_of(invitation: Invitation) -> str:
    """Theirs, if they have an account and chose one; else as the inviter said."""
    known = User.objects.filter(email=invitation.email).exclude(language="").first()
    offered = dict(settings.LANGUAGES)
    for code in (known.language if known else "", invitation.language):
        if code in offered:
            return code
    return str(settings.LANGUAGE_CODE)


def _message(invitation: Invitation) -> EmailMultiAlternatives:
    context = context_of(invitation)
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=render_to_string(f"{TEMPLATE}.txt", context),
        to=[invitation.email],
    )
    message.attach_alternative(render_to_string(f"{TEMPLATE}.html", context), "text/html")
    return message


def context_of(invitation: Invitation) -> dict[str, Any]:
    words = InvitationWords.objects.filter(language=translation.get_language()).first()
    return context(
        subject=words.subject if words else "",
        message=words.message if words else "",
        name=invitation.display_name,
        inviter=invitation.invited_by.display_name if invitation.invited_by else "",
        courses=[course.title for course in invitation.courses.order_by("title")],
        link=link_of(invitation),
        expires=invitation.expires_at,
        has_account=User.objects.filter(email=invitation.email).exists(),
    )
