"""The outbox of mail on a real SMTP server: away, refusing, killed halfway; nothing is lost."""

import smtplib
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import Message
from threading import Thread
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.utils import timezone

from events import mail
from events.models import MailState, OutgoingMail

pytestmark = pytest.mark.django_db
LOCAL = "django.core.mail.backends.locmem.EmailBackend"


class Heard:
    """A kind of mail that records what becomes of it."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, str]] = []
        self.wanted = True

    def write(self, about: str) -> EmailMessage | None:
        return EmailMessage("Hi", "Words", to=[f"{about}@x.org"]) if self.wanted else None

    def note(self, about: str, row: OutgoingMail) -> None:
        self.notes.append((about, row.state))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    monkeypatch.setattr(mail, "_kinds", {})
    return Heard()


@pytest.fixture
def kind(heard: Heard) -> mail.Kind:
    return mail.register(mail.Kind("test", write=heard.write, note=heard.note))


class Server:
    """Stands for a mail backend: fails as told, else delivers."""

    troubles: list[Exception] = []
    opened = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        Server.opened += 1

    def open(self) -> None:
        if self.troubles and isinstance(self.troubles[0], OSError):
            raise self.troubles.pop(0)

    def close(self) -> None:
        """Nothing is kept open."""

    def send_messages(self, messages: list[EmailMessage]) -> int:
        if self.troubles:
            raise self.troubles.pop(0)
        django_mail.outbox.extend(messages)
        return len(messages)


@pytest.fixture
def server(settings: Any) -> type[Server]:
    settings.EMAIL_BACKEND = "tests.events.test_mail.Server"
    Server.troubles, Server.opened = [], 0
    return Server


def refusal(code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"a@x.org": (code, b"5.1.1 Unknown mailbox")})


def pass_time(**delta: int) -> None:
    OutgoingMail.objects.update(due_at=timezone.now() - timedelta(**delta))


def test_mail_goes_out_once_over_one_connection(
    kind: mail.Kind, heard: Heard, server: type[Server]
) -> None:
    for about in ("a", "b", "c"):
        mail.post(kind, about)
    assert mail.send_due() == 3
    assert mail.send_due() == 0
    assert [message.to for message in django_mail.outbox] == [["a@x.org"], ["b@x.org"], ["c@x.org"]]
    assert server.opened == 1
    assert heard.notes == [(about, MailState.SENT) for about in "abc"]


def test_a_server_that_is_away_for_an_hour_loses_and_doubles_nothing(
    kind: mail.Kind, heard: Heard, server: type[Server]
) -> None:
    for about in ("a", "b"):
        mail.post(kind, about)
    for _minute in range(60):
        server.troubles = [ConnectionRefusedError()] * 2
        mail.send_due()
        OutgoingMail.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert django_mail.outbox == []
    assert {state for _about, state in heard.notes} == {MailState.WAITING}
    assert OutgoingMail.objects.first().error == "The mail server can't be reached."  # type: ignore[union-attr]

    server.troubles = []
    mail.send_due()
    mail.send_due()
    assert len(django_mail.outbox) == 2
    assert set(OutgoingMail.objects.values_list("state", "error")) == {("sent", "")}


def test_the_pauses_grow(kind: mail.Kind, server: type[Server]) -> None:
    mail.post(kind, "a")
    waits = []
    for _try in range(7):
        server.troubles = [TimeoutError()]
        mail.send_due()
        row = OutgoingMail.objects.get()
        waits.append(round((row.due_at - timezone.now()).total_seconds()))
        pass_time(seconds=1)
    assert waits == [60, 120, 300, 600, 900, 900, 900]


def test_a_refusal_is_final_and_says_why(
    kind: mail.Kind, heard: Heard, server: type[Server]
) -> None:
    mail.post(kind, "a")
    server.troubles = [refusal(550)]
    mail.send_due()
    row = OutgoingMail.objects.get()
    assert (row.state, row.error) == (MailState.REFUSED, "5.1.1 Unknown mailbox")
    assert heard.notes == [("a", MailState.REFUSED)]
    pass_time(days=1)
    assert mail.send_due() == 0


def test_a_full_mailbox_is_tried_again(kind: mail.Kind, server: type[Server]) -> None:
    mail.post(kind, "a")
    server.troubles = [refusal(452)]
    mail.send_due()
    pass_time(seconds=1)
    mail.send_due()
    assert OutgoingMail.objects.get().state == MailState.SENT


def test_after_two_days_it_is_given_up(kind: mail.Kind, server: type[Server]) -> None:
    mail.post(kind, "a")
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=2, seconds=1))
    server.troubles = [ConnectionRefusedError()]
    mail.send_due()
    assert OutgoingMail.objects.get().state == MailState.REFUSED


def test_what_a_killed_process_had_in_hand_goes_out_with_the_same_id(
    kind: mail.Kind, server: type[Server]
) -> None:
    row = mail.post(kind, "a")
    OutgoingMail.objects.update(taken_at=timezone.now())
    assert mail.send_due() == 0
    OutgoingMail.objects.update(taken_at=timezone.now() - timedelta(minutes=11))
    mail.send_due()
    message: Message = django_mail.outbox[0].message()
    assert str(row.pk) in message["Message-ID"]


def test_one_that_can_not_be_written_does_not_stop_the_others(
    kind: mail.Kind, heard: Heard, server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = heard.write

    def sometimes(about: str) -> EmailMessage | None:
        if about == "a":
            raise ValueError(about)
        return write(about)

    mail.register(mail.Kind("test", write=sometimes, note=heard.note))
    mail.post(kind, "a")
    mail.post(kind, "b")
    mail.send_due()
    assert [message.to for message in django_mail.outbox] == [["b@x.org"]]


def test_what_is_no_longer_needed_is_dropped(
    kind: mail.Kind, heard: Heard, server: type[Server]
) -> None:
    heard.wanted = False
    mail.post(kind, "a")
    mail.send_due()
    assert OutgoingMail.objects.get().state == MailState.DROPPED
    assert django_mail.outbox == []


def test_a_second_post_about_the_same_waits_with_the_first(kind: mail.Kind) -> None:
    assert mail.post(kind, "a").pk == mail.post(kind, "a").pk
    mail.send_due()
    assert mail.post(kind, "a").pk != OutgoingMail.objects.get(state=MailState.SENT).pk


def test_old_mail_is_forgotten(kind: mail.Kind) -> None:
    mail.post(kind, "a")
    mail.send_due()
    mail.post(kind, "b")
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=31))
    mail.forget_old()
    assert OutgoingMail.objects.get().about == "b"


def test_one_that_can_never_be_written_is_given_up(
    kind: mail.Kind, heard: Heard, server: type[Server]
) -> None:
    def never(about: str) -> EmailMessage | None:
        raise ValueError(about)

    mail.register(mail.Kind("test", write=never, note=heard.note))
    mail.post(kind, "a")
    mail.send_due()
    assert OutgoingMail.objects.get().state == MailState.WAITING
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=3), taken_at=None)
    mail.send_due()
    assert heard.notes == [("a", MailState.REFUSED)]


def test_sending_stops_at_a_server_that_hangs(kind: mail.Kind, settings: Any) -> None:
    """It greets and says nothing more: one time-out, however many mails wait."""
    for about in ("a", "b", "c"):
        mail.post(kind, about)
    with silent_server() as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.3
        mail.send_due()
    assert OutgoingMail.objects.filter(tries=1).count() == 1
    assert OutgoingMail.objects.filter(tries=0, state=MailState.WAITING).count() == 2


@contextmanager
def silent_server() -> Iterator[int]:
    """Its port. It greets, and then answers nothing."""

    class Silent(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"220 school.example\r\n")
            self.request.recv(1024)
            self.request.sendall(b"250 school.example\r\n")
            while self.request.recv(1024):
                pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Silent) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


def test_sending_stops_at_a_server_that_is_away(kind: mail.Kind, server: type[Server]) -> None:
    for about in ("a", "b", "c"):
        mail.post(kind, about)
    server.troubles = [TimeoutError(), TimeoutError(), TimeoutError()]
    mail.send_due()
    assert len(server.troubles) == 2
    assert OutgoingMail.objects.filter(tries=1).count() == 1
