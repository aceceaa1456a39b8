from events.models.event import Event
from events.models.outgoing_mail import MailState, OutgoingMail

__all__ = ["Event", "MailState", "OutgoingMail"]
