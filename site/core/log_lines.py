"""Log records as JSON, one object per line, for log collectors.

`logger.info("…", extra={"job_kind": "ladder"})` adds fields of its own; the ids of the current
request and job are added to every line.
"""

import logging
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from core import trace
from core.shown_path import shown_path

NEVER_SHOWN = ["request", "server_time", "status_code"]
"""What Django attaches to its records: a request's text contains the query, with its secrets."""

NAMES = {"levelname": "level", "name": "logger", "exc_info": "exception", "stack_info": "stack"}


class JsonLines(JsonFormatter):
    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields=NAMES,
            reserved_attrs=[*RESERVED_ATTRS, *NEVER_SHOWN],
            timestamp="time",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        ids = {"request_id": trace.request_id.get(), "job_id": trace.job_id.get()}
        known = {name: value for name, value in ids.items() if value}
        return {"time": log_data.pop("time"), **log_data, **known}


class OnlyServerErrors(logging.Filter):
    """Drops responses below 500, which our own request line covers; removes secrets from paths."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple) and len(record.args) == 2:
            record.args = (record.args[0], shown_path(request))
        return bool(getattr(record, "status_code", 500) >= 500)
