"""nginx with a custom configuration."""

import re
import signal
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

from scripts import debian
from scripts.services.ports import answers
from scripts.services.programs import from_debian, on_path
from scripts.services.server import Server, ServiceTrouble

# What Debian's nginx would otherwise keep in /var and /run.
OURS = {"daemon": "off", "pid": "nginx.pid", "error_log": "stderr"}


class Nginx(Server):
    """`configuration` is called with this server, for its port and folder, and returns nginx.conf.
    Relative paths in it are relative to that folder."""

    name = "nginx"
    farewell = signal.SIGQUIT  # finishes its open requests

    def __init__(
        self,
        configuration: "Callable[[Nginx], str]",
        folder: Path | str | None = None,
        *,
        port: int | None = None,
    ) -> None:
        super().__init__(folder, port=port)
        self.configuration = configuration

    def command(self) -> list[str]:
        return [str(program()), *self._options()]

    def prepare(self) -> None:
        text = self.configuration(self)
        (self.folder / "nginx.conf").write_text(text, encoding="utf-8")
        self.check()

    def check(self) -> None:
        """Raises ServiceTrouble with nginx's output if the configuration is invalid."""
        done = subprocess.run(
            [program(), "-t", "-q", *self._options()], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ServiceTrouble(f"nginx refuses its configuration.\n{done.stderr}")

    def is_ready(self) -> bool:
        return answers(self.port)

    def reload(self) -> None:
        """Reload the configuration; open requests are finished with the old one."""
        self.prepare()
        self._signal_one(signal.SIGHUP)

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    def _options(self) -> list[str]:
        text = (self.folder / "nginx.conf").read_text(encoding="utf-8")
        missing = [f"{name} {OURS[name]};" for name in OURS if not _sets(text, name)]
        return ["-p", str(self.folder), "-c", "nginx.conf", "-e", "stderr", "-g", " ".join(missing)]


def _sets(text: str, directive: str) -> bool:
    return re.search(rf"^{directive}\s", text, re.M) is not None


@cache
def program() -> Path:
    return from_debian("nginx", package="nginx", find=_find, install=_install)


def _find() -> Path | None:
    return next(iter(on_path("nginx")), None)


def _install() -> None:
    debian.install_server("nginx", service="nginx")
