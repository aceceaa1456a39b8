"""gunicorn's settings: `gunicorn --config deploy/gunicorn.conf.py portal.wsgi`.

Set WEB_BIND, WEB_WORKERS and WEB_THREADS; docs/adr/0019 explains the choice of worker.
"""

import gc
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]

from gunicorn.glogging import Logger
from prometheus_client import values

from core.log_lines import JsonLines
from portal.settings.env import number, text

bind = text("WEB_BIND", "127.0.0.1:8001")
workers = number("WEB_WORKERS", 2)
worker_class = "gthread"
threads = number("WEB_THREADS", 4)
backlog = 512

# A request may take as long as the proxy waits for it; `timeout` ends a worker whose main thread
# stops responding. On a stop or restart, running requests have `graceful_timeout` to finish.
timeout = 60
graceful_timeout = 30
# Longer than nginx's: nginx must close the connection first, or it sends requests to a closed one.
keepalive = 75

# Renew workers now and then to free leaked memory. Seldom, because a server with one worker answers
# nobody for two seconds meanwhile. The jitter keeps workers from being renewed at the same moment.
max_requests = 200_000
max_requests_jitter = 50_000

# Load the application once and share it, so that a new worker answers at once instead of importing
# for seconds. New code therefore needs a restart; a reload (SIGHUP) only renews the workers.
preload_app = True

# In memory: on a busy disk a heartbeat can take seconds, and gunicorn kills a silent worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True

# gunicorn ignores forwarded addresses: the portal reads X-Forwarded-For and -Proto itself, and only
# as BEHIND_PROXY allows.
forwarded_allow_ips = ""
errorlog = "-"
accesslog = None


class OneLineEach(Logger):
    """gunicorn's own messages as JSON. The portal logs requests, since it knows more about them."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())

    def access(self, resp, req, environ, request_time):
        """See core.request_log."""


logger_class = OneLineEach

# Prometheus: each worker counts in a file, and /metrics/ adds them up. A file belongs to a place,
# not to a process: a new worker continues its predecessor's file, so there are never many.
counts = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="practika-metrics-")
here = {"place": "master"}
values.ValueClass = values.MultiProcessValue(process_identifier=lambda: here["place"])


def when_ready(server):
    """Before the workers start: create what they share once, and exclude it from gc."""
    from core.warm import warm_up

    warm_up()
    gc.collect()
    gc.freeze()


def pre_fork(server, worker):
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(n for n in range(len(taken) + 1) if n not in taken)


def post_fork(server, worker):
    from django.db import connections

    here["place"] = worker.place
    connections.close_all()  # the master's connections must not be shared


def on_exit(server):
    shutil.rmtree(counts, ignore_errors=True)
    logging.shutdown()
