"""Log records as JSON, one object a line, for machines that collect logs.

`logger.info("…", extra={"job_kind": "ladder"})` adds fields of its own; the ids of the request and
the job at work are added to every line.
"""

import logging
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from portal.core import trace
from portal.core.shown_path import shown_path

NEVER_SHOWN = ["request", "server_time", "status_code"]
"""What Django hangs on its records: a request's text holds the query, with its secrets."""

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
        told = {name: value for name, value in ids.items() if value}
        return {"time": log_data.pop("time"), **log_data, **told}


class OursTellsThat(logging.Filter):
    """Answers below 500 are in our own line for the request; of others the path is made safe."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple) and len(record.args) == 2:
            record.args = (record.args[0], shown_path(request))
        return bool(getattr(record, "status_code", 500) >= 500)
