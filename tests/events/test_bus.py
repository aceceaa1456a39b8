"""News travels after commit, each handler on its own, and what failed is told again."""

import pytest
from django.db import transaction

from portal.events import bus
from portal.events.models import Event


@pytest.fixture
def heard(monkeypatch):
    """A fresh registry; `heard` lists what the handlers got."""
    monkeypatch.setattr(bus, "_handlers", bus.defaultdict(list))
    return []


def test_handlers_hear_after_the_commit(heard, student, django_capture_on_commit_callbacks):
    @bus.handles("practice.clip_submitted")
    def hear(event):
        heard.append((event.verb, event.object_id, event.payload))

    with django_capture_on_commit_callbacks(execute=True):
        bus.publish("practice.clip_submitted", actor=student, object_id="1", attempt=2)
        assert heard == []

    assert heard == [("practice.clip_submitted", "1", {"attempt": 2})]
    assert Event.objects.get().dispatched_at is not None


def test_nobody_hears_of_what_was_rolled_back(heard, student, django_capture_on_commit_callbacks):
    bus.handles("a.b")(heard.append)

    @transaction.atomic
    def publish_and_fail():
        bus.publish("a.b", actor=student, object_id="1")
        raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        publish_and_fail()

    assert heard == []
    assert not Event.objects.exists()


def test_handler_that_fails_keeps_none_from_hearing_and_is_told_again(heard, db):
    broken = iter([RuntimeError("passing")])

    @bus.handles("a.b")
    def fails_once(event):
        fault = next(broken, None)
        if fault:
            raise fault
        heard.append("first")

    @bus.handles("a.b")
    def second(event):
        heard.append("second")

    event = Event.objects.create(verb="a.b", object_id="1")
    assert not bus.dispatch(event)
    assert heard == ["second"]

    assert bus.dispatch_waiting() == 1
    assert heard == ["second", "first", "second"]
    assert bus.dispatch_waiting() == 0


def test_event_outlives_its_actor(student, heard):
    bus.publish("a.b", actor=student, object_id="1")
    student.delete()

    assert Event.objects.get().actor is None
