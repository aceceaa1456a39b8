"""What a message does once others can see it: its conversation waits or is answered, and they hear.

A message that is held does neither until an editor lets it through.
"""

from uuid import UUID

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from events.bus import record_and_publish
from feedback.facts import MessagePosted
from feedback.models import PracticeThread, ThreadMessage


def update_waiting(author_id: UUID, thread: PracticeThread) -> bool:
    """On a take, everyone but its student speaks as a teacher. False if nobody may write in it."""
    row = PracticeThread.objects.filter(pk=thread.pk, closed_at=None)
    if author_id == thread.take.student_id:
        since = Coalesce(F("waiting_since"), timezone.now())
        return bool(row.update(waiting_since=since, seen_at=None, is_held=False))
    return bool(row.update(waiting_since=None, seen_at=None, is_held=False))


def announce(message: ThreadMessage, thread: PracticeThread, *, actor: User | None) -> None:
    posted = MessagePosted(message=message.pk, take=thread.take_id, thread=thread.pk)
    record_and_publish(posted, thread, actor=actor, object_id=message.pk)
