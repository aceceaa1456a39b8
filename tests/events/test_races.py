"""An event is dispatched once, however many processes look for waiting events."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from events import bus
from events.models import Event
from events.models.event import TAKEN_FOR
from tests.at_once import at_once
from tests.events.facts import Done

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(monkeypatch):
    """How often each event was dispatched."""
    monkeypatch.setattr(bus, "_handlers", bus.defaultdict(list))
    counts = Counter()

    @bus.handles(Done)
    def tell(event):
        time.sleep(0.01)
        counts[event.pk] += 1

    return counts


def test_four_sweeps_dispatch_each_event_once(told):
    events = [Event.objects.create(verb="a.b", object_id=str(number)) for number in range(20)]

    answers = at_once(*[bus.dispatch_waiting] * 4)

    assert told == {event.pk: 1 for event in events}
    assert sum(answers) == 20
    assert not Event.objects.filter(dispatched_at=None).exists()


def test_the_sweep_leaves_events_to_their_publisher(told):
    def publish():
        with transaction.atomic():
            bus.publish(Done(), actor=None, object_id="1")

    at_once(*[publish] * 6, *[bus.dispatch_waiting] * 6)
    bus.dispatch_waiting()

    assert set(told.values()) == {1}
    assert len(told) == 6


def test_a_killed_processs_event_is_dispatched_by_another(told):
    event = Event.objects.create(verb="a.b", object_id="1", taken_at=timezone.now())
    assert bus.dispatch_waiting() == 0

    long_ago = timezone.now() - TAKEN_FOR - timedelta(seconds=1)
    Event.objects.filter(pk=event.pk).update(taken_at=long_ago)

    assert bus.dispatch_waiting() == 1
    assert told == {event.pk: 1}
