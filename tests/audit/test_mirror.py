import json
import logging

from wagtail.models import ModelLogEntry

from portal.audit.log import record


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, entry):
        self.lines.append(json.loads(entry.getMessage()))


def test_every_row_of_the_log_is_one_json_line(student, monkeypatch):
    logger, collector = logging.getLogger("practika.audit"), Lines()
    monkeypatch.setattr(logger, "handlers", [collector])
    monkeypatch.setattr(logger, "level", logging.INFO)
    logger.manager._clear_cache()

    record("accounts.token_issued", student, actor=student, days=90)

    (line,) = collector.lines
    row = ModelLogEntry.objects.get()
    assert line["action"] == row.action == "accounts.token_issued"
    assert line["object_id"] == line["actor"] == str(student.pk)
    assert line["data"] == {"days": 90}
