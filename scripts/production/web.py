"""A web server: gunicorn as deploy/ configures it."""

import sys
from dataclasses import replace
from typing import ClassVar

from scripts.common.nearby import answers
from scripts.common.paths import ROOT
from scripts.production.program import Program, environment
from scripts.services.process import Orders


class Web(Program):
    name = "the web server"
    seconds_to_start: ClassVar[float] = 90
    seconds_to_stop: ClassVar[float] = 40

    def command(self) -> list[str]:
        configuration = str(ROOT / "deploy" / "gunicorn.conf.py")
        application = self.settings.get("WEB_APPLICATION", "portal.wsgi:application")
        return [sys.executable, "-m", "gunicorn", "--config", configuration, application]

    def orders(self) -> Orders:
        settings = self.settings | {"WEB_BIND": self.address}
        return replace(super().orders(), env=environment(settings))

    def is_ready(self) -> bool:
        """Live, not ready: the services it depends on may be down."""
        return answers(f"{self.url}/core/health/live/")

    @property
    def url(self) -> str:
        return f"http://{self.address}"
