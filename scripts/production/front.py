"""nginx as deploy/ configures it, for the web servers of this machine."""

import os
import pwd
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.common.paths import ROOT
from scripts.production.web import Web
from scripts.services import Nginx

RENDER = ROOT / "deploy" / "nginx" / "render.py"


def front(
    webs: Sequence[Web], *, videos_in: Path | None, static: Path, port: int | None = None
) -> Nginx:
    """`videos_in` is the data folder, if the videos are stored there."""

    def configuration(nginx: Nginx) -> str:
        given = {
            "--to": nginx.folder / "conf",
            "--run": nginx.folder,
            "--temp": nginx.folder,
            "--listen": nginx.address,
            "--static": static,
            "--log": "-",
            # As root it would switch to a user who cannot read a private folder.
            "--user": pwd.getpwuid(os.geteuid()).pw_name,
        }
        options = [str(word) for pair in given.items() for word in pair]
        if videos_in:
            (videos_in / "storage").mkdir(exist_ok=True)
            options += ["--home", str(videos_in)]
        options += [word for web in webs for word in ("--web", web.address)]
        subprocess.run([sys.executable, RENDER, *options], check=True)
        return (nginx.folder / "conf" / "nginx.conf").read_text(encoding="utf-8")

    return Nginx(configuration, port=port)
