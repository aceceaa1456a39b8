"""The portal as it is served to others: nginx and gunicorn, really started, on SQLite."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from scripts.production import Web, static
from scripts.production.front import front
from scripts.production.program import run
from scripts.services import Nginx
from scripts.services.ports import HOST, free_port
from tests.migrated import SQLITE


@dataclass
class Shape:
    nginx: Nginx
    webs: list[Web]
    home: Path
    settings: dict[str, str]

    @property
    def url(self) -> str:
        return self.nginx.url

    def get(self, path: str, **given: Any) -> requests.Response:
        return ask(f"{self.url}{path}", **given)


def ask(url: str, method: str = "GET", **given: Any) -> requests.Response:
    """Without the proxies that the environment may name."""
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, url, timeout=60, allow_redirects=False, **given)


@pytest.fixture(scope="package")
def shape(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shape]:
    home, port = tmp_path_factory.mktemp("home"), free_port()
    settings = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.prod_local",
        "PRACTIKA_DOTENV": "/dev/null",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"http://{HOST}:{port}",
        "PRACTIKA_HOME": str(home),
        "DATABASE_URL": f"sqlite:///{home / 'practika.sqlite3'}",
        "REDIS_URL": "",
        "MEDIA_STORAGE": "local",
        "MEDIA_ACCEL": "nginx",
        "METRICS_ALLOWED": HOST,
        "WEB_WORKERS": "2",
    }
    settings["STATIC_ROOT"] = str(static.collected(settings))
    SQLITE.load(home / "practika.sqlite3")
    run(settings, "migrate", "--verbosity", "0")
    root = Path(settings["STATIC_ROOT"])
    with (
        Web(settings) as one,
        Web(settings) as two,
        front([one, two], videos_in=home, static=root, port=port) as nginx,
    ):
        yield Shape(nginx, [one, two], home, settings)
