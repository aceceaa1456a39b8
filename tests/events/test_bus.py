"""Events are dispatched after commit, each handler independently, and failures are retried."""

import pytest
from django.db import transaction

from events import bus
from events.models import Event
from tests.events.facts import Done, HandedIn


@pytest.fixture
def heard(monkeypatch):
    """A fresh registry; `heard` lists what the handlers got."""
    monkeypatch.setattr(bus, "_handlers", bus.defaultdict(list))
    return []


def test_handlers_hear_after_the_commit(heard, student, django_capture_on_commit_callbacks):
    @bus.handles(HandedIn)
    def hear(event):
        heard.append((event.verb, event.object_id, event.payload))

    with django_capture_on_commit_callbacks(execute=True):
        bus.publish(HandedIn(attempt=2), actor=student, object_id="1")
        assert heard == []

    assert heard == [("a.handed_in", "1", {"attempt": 2})]
    assert Event.objects.get().dispatched_at is not None


def test_a_rolled_back_event_reaches_nobody(heard, student, django_capture_on_commit_callbacks):
    bus.handles(Done)(heard.append)

    @transaction.atomic
    def publish_and_fail():
        bus.publish(Done(), actor=student, object_id="1")
        raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        publish_and_fail()

    assert heard == []
    assert not Event.objects.exists()


def test_a_failing_handler_stops_no_other_and_is_retried(heard, db):
    broken = iter([RuntimeError("passing")])

    @bus.handles(Done)
    def fails_once(event):
        fault = next(broken, None)
        if fault:
            raise fault
        heard.append("first")

    @bus.handles(Done)
    def second(event):
        heard.append("second")

    event = Event.objects.create(verb="a.b", object_id="1")
    assert not bus.dispatch(event)
    assert heard == ["second"]

    assert bus.dispatch_waiting() == 1
    assert heard == ["second", "first", "second"]
    assert bus.dispatch_waiting() == 0


def test_event_outlives_its_actor(student, heard):
    bus.publish(Done(), actor=student, object_id="1")
    student.delete()

    assert Event.objects.get().actor is None
