"""The outbox of mail: a row is written with what it is about, and the queue sends it.

    INVITATION = register(Kind("invitation", write=write, note=note))
    post(INVITATION, invitation.pk)          in the transaction that makes it necessary

`write(about)` returns the message, or None if it is no longer needed; `note(about, mail)` hears
what became of it. A mail server that is away is asked again, less and less often, for two days. A
mail is sent at least once: if a process is killed between sending it and noting that, it is sent
again, with the same Message-ID, so that mailboxes that know it can drop the copy.
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.own_address import OwnSite
from events.models import MailState, OutgoingMail

logger = logging.getLogger(__name__)

PAUSES = [60, 120, 300, 600, 900]
"""Seconds before the next try; the last one again and again."""

MAX_WAIT = timedelta(days=2)
AT_ONCE = 100
MAX_ERROR_CHARS = 300
TROUBLE = (OSError, smtplib.SMTPException)


@dataclass(frozen=True)
class Kind:
    name: str
    write: Callable[[str], EmailMessage | None]
    note: Callable[[str, OutgoingMail], None]


_kinds: dict[str, Kind] = {}
_bell: list[Callable[[], object]] = []


def register(kind: Kind) -> Kind:
    _kinds[kind.name] = kind
    return kind


def connect_bell(ring: Callable[[], object]) -> None:
    """Tasks say how a worker is told that there is mail."""
    _bell[:] = [ring]


def post(kind: Kind, about: UUID | str) -> OutgoingMail:
    """A mail about the same thing that still waits is not written twice."""
    waiting = OutgoingMail.objects.filter(
        kind=kind.name, about=str(about), state=MailState.WAITING, taken_at=None
    )
    found = waiting.first()
    if found is not None and waiting.filter(pk=found.pk).update(
        due_at=timezone.now(), created_at=timezone.now(), tries=0
    ):
        posted = found
    else:
        posted = OutgoingMail.objects.create(kind=kind.name, about=str(about))
    if not any(one[1] is _ring for one in connection.run_on_commit):
        transaction.on_commit(_ring, robust=True)  # once, however many mails are written
    return posted


def _ring() -> None:
    for ring in _bell:
        ring()


def send_due(at_once: int = AT_ONCE) -> int:
    """Sends up to `at_once` mails over one connection; returns how many were due."""
    due = list(OutgoingMail.objects.to_take().values_list("pk", flat=True)[:at_once])
    server = _Connection()
    try:
        for key in due:
            _try(key, server)
            if server.is_away:  # each of the others would wait as long for nothing
                break
    finally:
        server.close()
    return len(due)


def _try(key: Any, connection: "_Connection") -> None:
    """One that can't be written must not keep the others waiting."""
    try:
        _send(key, connection)
    except Exception:
        logger.exception("mail %s could not be written", key)
        _given_up(key)


def _given_up(key: Any) -> None:
    """What is taken is tried again later; but not without end."""
    mail = OutgoingMail.objects.get(pk=key)
    if timezone.now() - mail.created_at > MAX_WAIT and mail.kind in _kinds:
        mail.error = _("It could not be written.")
        _finish(mail, _kinds[mail.kind], MailState.REFUSED)


class _Connection:
    """Opened for the first mail; opened anew after trouble."""

    def __init__(self) -> None:
        self._open: Any = None
        self.is_away = False

    def send(self, message: EmailMessage) -> None:
        if self._open is None:
            self._open = django_mail.get_connection()
            try:
                self._open.open()
            except TROUBLE:
                self.is_away = True
                raise
        message.connection = self._open
        try:
            message.send()
        except (TimeoutError, smtplib.SMTPServerDisconnected):  # smtplib's word for a time-out
            self.is_away = True
            raise

    def close(self) -> None:
        if self._open is not None:
            with suppress(*TROUBLE):
                self._open.close()
        self._open = None


def _send(key: Any, connection: _Connection) -> None:
    """Only one process takes it."""
    if not OutgoingMail.objects.to_take().filter(pk=key).update(taken_at=timezone.now()):
        return
    mail = OutgoingMail.objects.get(pk=key)
    kind = _kinds[mail.kind]
    message = kind.write(mail.about)
    if message is None:
        _finish(mail, kind, MailState.DROPPED)
        return
    message.extra_headers["Message-ID"] = f"<{mail.pk}@{OwnSite().domain.partition(':')[0]}>"
    try:
        connection.send(message)
    except TROUBLE as trouble:
        connection.close()
        _failed(mail, kind, trouble)
    else:
        mail.sent_at = timezone.now()
        _finish(mail, kind, MailState.SENT)


def _failed(mail: OutgoingMail, kind: Kind, trouble: Exception) -> None:
    mail.error = _in_words(trouble)[:MAX_ERROR_CHARS]
    if is_refusal(trouble) or timezone.now() - mail.created_at > MAX_WAIT:
        logger.warning("mail %s is given up: %s", mail, type(trouble).__name__)
        _finish(mail, kind, MailState.REFUSED)
        return
    pause = PAUSES[min(mail.tries, len(PAUSES) - 1)]
    logger.warning("mail %s: %s, again in %s s", mail, type(trouble).__name__, pause)
    mail.tries += 1
    mail.due_at = timezone.now() + timedelta(seconds=pause)
    _finish(mail, kind, MailState.WAITING)


@transaction.atomic
def _finish(mail: OutgoingMail, kind: Kind, state: MailState) -> None:
    mail.state, mail.taken_at = state, None
    if state in {MailState.SENT, MailState.DROPPED}:
        mail.error = ""
    mail.save(update_fields=["state", "taken_at", "sent_at", "error", "tries", "due_at"])
    kind.note(mail.about, mail)


def is_refusal(trouble: Exception) -> bool:
    """Whether the server said that asking again is of no use (RFC 5321: codes from 500)."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in trouble.recipients.values())
    if isinstance(trouble, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError):
        return False  # our own settings; somebody will mend them
    return isinstance(trouble, smtplib.SMTPDataError) and trouble.smtp_code >= 500


def _in_words(trouble: Exception) -> str:
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        said = [words for _code, words in trouble.recipients.values()]
        return " ".join(_text(words) for words in said)
    if isinstance(trouble, smtplib.SMTPResponseException):
        return _text(trouble.smtp_error)
    return _("The mail server can't be reached.")


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def forget(about: UUID | str) -> None:
    """Drops mail about what is erased."""
    OutgoingMail.objects.filter(about=str(about)).delete()


def forget_old() -> None:
    """Of mail that went out, a month is kept."""
    old = timezone.now() - timedelta(days=30)
    done = OutgoingMail.objects.exclude(state=MailState.WAITING)
    done.filter(created_at__lt=old).delete()
