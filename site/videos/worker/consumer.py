"""The worker process: Huey's consumer, with a clean stop.

On SIGTERM or SIGINT it takes no more jobs. It finishes what it can within WORKER_STOP_SECONDS, then
kills the encoders of the other jobs and hands them back, so that the next worker starts them at
once. A second signal hands back immediately. SIGKILL is covered by the leases.
"""

import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from huey.consumer import Consumer

from core import metrics_port
from videos.media import sandbox, tools
from videos.worker import heartbeats, run
from videos.worker.sandbox import require_sandbox

logger = logging.getLogger(__name__)

LAST_SECONDS = 3.0
"""After the encoders were killed: time for the threads to clean up."""
LOW_BYTES = 2 * 1024**3


class PractikaConsumer(Consumer):
    """Threads only: one process could not hand back the jobs of another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("worker_type", "thread") != "thread":
            sys.exit("Practika's worker only uses threads. For more processes, start more workers.")
        super().__init__(*args, **kwargs)
        stop = (False, True)
        self._signal_actions |= {signal.SIGTERM: stop, signal.SIGINT: stop}
        self._signum: int | None = None
        self._is_urgent = False

    def run(self) -> None:
        metrics_port.open_once()
        with heartbeats.beating(self.workers):
            super().run()

    def stop(self, graceful: bool = False) -> None:
        """Whatever the signal: finish or hand back."""
        run.stop_claiming()
        self.stop_flag.set()
        logger.info("this worker is stopping; %s jobs running", len(run.at_work()))
        self._wait(settings.WORKER_STOP_SECONDS, until_urgent=True)
        try:
            self._hand_back()
        except Exception:
            logger.exception("could not hand back; the jobs are requeued when their leases expire")
        logger.info("this worker has stopped")

    def _hand_back(self) -> None:
        if run.hand_back_all():
            self._wait(LAST_SECONDS)
        run.hand_back_all()
        run.tidy_scratch()

    def _wait(self, seconds: float, *, until_urgent: bool = False) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not (until_urgent and self._is_urgent):
            if not any(thread.is_alive() for _worker, thread in self.worker_threads):
                return
            time.sleep(0.05)

    def _handle_signal(self, signum: int, frame: Any) -> None:
        self._is_urgent = self._signum is not None
        self._signum = signum
        self._restart, self._graceful = self._signal_actions[signum]


def consumer_factory(huey: Any) -> Callable[..., Consumer]:
    return partial(PractikaConsumer, huey)


def check_and_announce(threads: int) -> None:
    """At start-up, log what the worker has to work with in one line; exit if it can't work."""
    require_sandbox()
    scratch = Path(settings.VIDEO_SCRATCH)
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(scratch).free
    except OSError as error:
        sys.exit(f"This worker cannot start: its scratch folder {scratch} is unusable ({error}).")
    if not os.access(scratch, os.W_OK | os.X_OK):
        sys.exit(f"This worker cannot start: it cannot write to its scratch folder {scratch}.")
    view = "bubblewrap" if sandbox.uses_bwrap() else "limits only, no bubblewrap"
    log = logger.info if free > LOW_BYTES else logger.warning
    log(
        "worker %s is ready: %s threads, code %s, %.1f GB free in %s, media in %s, %s",
        run.process_name(),
        threads,
        heartbeats.code_version(),
        free / 1024**3,
        scratch,
        view,
        tools.ffmpeg_binary(),
    )
