"""What was stored while a take was still called a clip is found under its new name."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from events.models import Event
from practice.models import Take
from tests.migrations import run

NAME = "0007_takes"


@pytest.mark.parametrize("verb", ["submitted", "withdrawn", "erased", "retried"])
def test_the_migration_renames_events_log_entries_and_rights(take: Take, verb: str) -> None:
    before, after = f"practice.clip_{verb}", f"practice.take_{verb}"
    event = Event.objects.create(verb=before, object_id=str(take.pk))
    other = Event.objects.create(verb="videos.ready", object_id=str(take.pk))
    of_takes = ContentType.objects.get_for_model(Take)
    entry = ModelLogEntry.objects.log_action(take, action="wagtail.edit")
    ModelLogEntry.objects.filter(pk=entry.pk).update(action=before)
    rights = Permission.objects.filter(content_type=of_takes)
    rights.filter(codename="view_take").update(codename="view_practiceclip")

    run("practice", NAME, "rename_what_is_stored")

    assert Event.objects.get(pk=event.pk).verb == after
    assert Event.objects.get(pk=other.pk).verb == "videos.ready"
    assert ModelLogEntry.objects.get(pk=entry.pk).action == after
    assert rights.filter(codename="view_take").exists()
    assert not Permission.objects.filter(codename__contains="practiceclip").exists()
