"""The whole production set-up."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, Self

from scripts.common.paths import USUAL_HOME
from scripts.production import films, static
from scripts.production.front import front
from scripts.production.program import run
from scripts.production.web import Web
from scripts.production.worker import Worker
from scripts.services import Nginx, Stack
from scripts.services.ports import HOST, free_port

Storage = Literal["s3", "local"]


class Production:
    """`settings` are added to Practika's settings for this set-up."""

    def __init__(
        self,
        *,
        storage: Storage = "s3",
        webs: int = 2,
        workers: int = 2,
        with_demo: bool = True,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.storage = storage
        self.counts = (webs, workers)
        self.with_demo = with_demo
        self.port = port or free_port()
        self.stack = Stack()
        self.webs: list[Web] = []
        self.workers: list[Worker] = []
        self.nginx: Nginx | None = None
        self.home = Path()
        self.settings: dict[str, str] = {}
        self._own = dict(settings or {})
        self._started = ExitStack()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def start(self) -> None:
        self.home = self._make_home()
        self.stack.s3.origin = self.url
        self._started.enter_context(self.stack)
        self.settings = self._base_settings() | self.stack.environ | self._storage_settings()
        self.settings |= self._own
        self.settings["STATIC_ROOT"] = str(static.collected(self.settings))
        self._fill()
        self._start_programs()

    def close(self) -> None:
        """nginx first, the databases last; each may finish its work."""
        self._started.close()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def web_pids(self) -> list[int]:
        """gunicorn's main processes and their workers."""
        return [pid for web in self.webs for pid in web.pids]

    def start_worker(self, *, core: int | None = None, **settings: str) -> Worker:
        """One more worker, pinned to a processor core if one is given."""
        worker = Worker(self.settings | settings)
        worker.core = core
        self.workers.append(self._started.enter_context(worker))
        return worker

    def stop_worker(self, worker: Worker) -> None:
        worker.stop()
        self.workers.remove(worker)

    def manage(self, *arguments: str) -> str:
        """Runs a manage.py command with the web server's settings; returns its output."""
        return run(self.settings, *arguments)

    def _make_home(self) -> Path:
        USUAL_HOME.mkdir(parents=True, exist_ok=True)
        home = Path(tempfile.mkdtemp(prefix="prod-local-", dir=USUAL_HOME))
        self._started.callback(shutil.rmtree, home, ignore_errors=True)
        return home

    def _base_settings(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "portal.settings.prod_local",
            "PRACTIKA_DOTENV": os.devnull,
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": f"{HOST},localhost",
            "BASE_URL": self.url,
            "CSRF_TRUSTED_ORIGINS": self.url,
            "PRACTIKA_HOME": str(self.home),
            "METRICS_ALLOWED": HOST,
            "WEB_WORKERS": "1",
        }

    def _storage_settings(self) -> dict[str, str]:
        if self.storage == "local":
            return {"MEDIA_STORAGE": "local", "MEDIA_ACCEL": "nginx"}
        return {"MEDIA_STORAGE": "s3", "S3_PUBLIC_ENDPOINT_URL": self.stack.s3.url}

    def _fill(self) -> None:
        self.manage("migrate", "--verbosity", "0")
        if self.with_demo:
            with films.kept(self.home):
                self.manage("demo")

    def _start_programs(self) -> None:
        webs, workers = self.counts
        for _ in range(webs):
            self.webs.append(self._started.enter_context(Web(self.settings)))
        for _ in range(workers):
            self.start_worker()
        root = Path(self.settings["STATIC_ROOT"])
        videos_in = self.home if self.storage == "local" else None
        nginx = front(self.webs, videos_in=videos_in, static=root, port=self.port)
        self.nginx = self._started.enter_context(nginx)
