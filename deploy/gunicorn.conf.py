"""gunicorn's settings: `gunicorn --config deploy/gunicorn.conf.py portal.wsgi`.

WEB_BIND, WEB_WORKERS and WEB_THREADS are the knobs; docs/adr/0019 says why these workers.
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

from portal.core.log_lines import JsonLines
from portal.settings.env import number, text

bind = text("WEB_BIND", "127.0.0.1:8001")
workers = number("WEB_WORKERS", 2)
worker_class = "gthread"
threads = number("WEB_THREADS", 4)
backlog = 512

# A thread's request may take as long as the proxy waits for it; `timeout` ends a worker whose
# main thread says nothing. What a stop or a restart finds under way has `graceful_timeout` to end.
timeout = 60
graceful_timeout = 30
# Longer than nginx keeps a connection: it must be the one that closes, or it sends into the void.
keepalive = 75

# Whatever leaks is given back, seldom: a server of one worker answers nobody for two seconds while
# it is renewed. Jitter parts the workers' moments.
max_requests = 200_000
max_requests_jitter = 50_000

# Loaded once and shared by the workers: a new one answers at once instead of after seconds of
# imports. So new code needs a restart; a reload (SIGHUP) only renews the workers.
preload_app = True

# In memory: a heartbeat on a busy disk can wait for seconds, and a worker is ended for silence.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True

# Nothing here looks at forwarded addresses: the portal reads X-Forwarded-For and -Proto itself,
# and only as BEHIND_PROXY says.
forwarded_allow_ips = ""
errorlog = "-"
accesslog = None


class OneLineEach(Logger):
    """gunicorn's own words as JSON. Requests are told by the portal, which knows more of them."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())

    def access(self, resp, req, environ, request_time):
        """See portal.core.request_log."""


logger_class = OneLineEach

# Prometheus: the workers count into files that /metrics/ adds up. Files belong to places, not to
# processes: a worker goes on where the one before it stopped, and their number stays small.
counts = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="practika-metrics-")
here = {"place": "master"}
values.ValueClass = values.MultiProcessValue(process_identifier=lambda: here["place"])


def when_ready(server):
    """After loading, before the workers: what they share is made once, and left alone by gc."""
    from portal.core.warm import warm_up

    warm_up()
    gc.collect()
    gc.freeze()


def pre_fork(server, worker):
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(n for n in range(len(taken) + 1) if n not in taken)


def post_fork(server, worker):
    from django.db import connections

    here["place"] = worker.place
    connections.close_all()  # a connection of the master's must not have two users


def on_exit(server):
    shutil.rmtree(counts, ignore_errors=True)
    logging.shutdown()
