"""The worker process: Huey's consumer, which stops well.

On SIGTERM or SIGINT it takes no more jobs. What is done within WORKER_STOP_SECONDS is finished; the
rest is handed back, its encoders are ended, and the next worker begins it at once. A second signal
hands back at once. SIGKILL is covered by the leases.
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

from portal.core import metrics_port
from portal.videos import cage, worker, workers
from portal.videos.media import sandbox, tools

logger = logging.getLogger(__name__)

LAST_SECONDS = 3.0
"""After the encoders were ended: for the threads to clear their tables."""
LOW_BYTES = 2 * 1024**3


class PractikaConsumer(Consumer):
    """Threads only: a process of its own could not hand back the jobs of another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("worker_type", "thread") != "thread":
            sys.exit("Practika's worker works in threads: start more workers for more processes.")
        super().__init__(*args, **kwargs)
        stop = (False, True)
        self._signal_actions |= {signal.SIGTERM: stop, signal.SIGINT: stop}
        self._signum: int | None = None
        self._is_urgent = False

    def run(self) -> None:
        metrics_port.open_once()
        with workers.signing(self.workers):
            super().run()

    def stop(self, graceful: bool = False) -> None:
        """Whatever the signal: finish or hand back."""
        worker.take_no_more()
        self.stop_flag.set()
        logger.info("this worker stops; %s at work", len(worker.at_work()))
        self._wait(settings.WORKER_STOP_SECONDS, until_urgent=True)
        try:
            self._hand_back()
        except Exception:
            logger.exception("what this worker had will be taken up when its leases run out")
        logger.info("this worker has stopped")

    def _hand_back(self) -> None:
        if worker.hand_back_all():
            self._wait(LAST_SECONDS)
        worker.hand_back_all()
        worker.tidy_scratch()

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


def as_practika(huey: Any) -> Callable[..., Consumer]:
    return partial(PractikaConsumer, huey)


def look_around(threads: int) -> None:
    """What a worker needs, told in one line at its start; a sentence ends one that can't work."""
    cage.refuse_to_start_open()
    scratch = Path(settings.VIDEO_SCRATCH)
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(scratch).free
    except OSError as error:
        sys.exit(f"This worker cannot start: its scratch folder {scratch} is unusable ({error}).")
    if not os.access(scratch, os.W_OK | os.X_OK):
        sys.exit(f"This worker cannot start: it may not write to its scratch folder {scratch}.")
    view = "bubblewrap" if sandbox.uses_bwrap() else "limits alone, no bubblewrap"
    told = logger.info if free > LOW_BYTES else logger.warning
    told(
        "worker %s is ready: %s threads, code %s, %.1f GB free in %s, media in %s, %s",
        worker.process_name(),
        threads,
        workers.code_version(),
        free / 1024**3,
        scratch,
        view,
        tools.ffmpeg_binary(),
    )
