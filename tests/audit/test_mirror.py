import json
import logging

import pytest
from django.db import transaction
from wagtail.models import ModelLogEntry

from audit.log import record


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, entry):
        self.lines.append(json.loads(entry.getMessage()))


@pytest.fixture
def collector(monkeypatch):
    logger, collector = logging.getLogger("practika.audit"), Lines()
    monkeypatch.setattr(logger, "handlers", [collector])
    monkeypatch.setattr(logger, "level", logging.INFO)
    logger.manager._clear_cache()
    return collector


def test_every_row_of_the_log_is_one_json_line(
    student, collector, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        record("accounts.token_issued", student, actor=student, days=90)

    (line,) = collector.lines
    row = ModelLogEntry.objects.get(action="accounts.token_issued")
    assert line["action"] == row.action == "accounts.token_issued"
    assert line["object_id"] == line["actor"] == str(student.pk)
    assert line["data"] == {"days": 90}
    assert line["object"] == "accounts.user"
    assert student.display_name not in json.dumps(line)


def test_a_rolled_back_row_is_not_logged(student, collector, django_capture_on_commit_callbacks):
    @transaction.atomic
    def record_and_fail():
        record("accounts.token_issued", student, actor=student)
        raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        record_and_fail()

    assert collector.lines == []
