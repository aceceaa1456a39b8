"""The whole shape, as benches and `make prod-local` start it: it works, and leaves nothing."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.production import Production
from scripts.services.ports import HOST
from tests.architecture.ladder import ROOT
from tests.deploy.conftest import ask


@pytest.mark.slow
def test_all_of_it_starts_and_is_gone_again() -> None:
    with Production(webs=1, workers=1, with_demo=False) as portal:
        assert ask(f"{portal.url}/core/health/ready/").json()["status"] == "ok"
        assert ask(f"{portal.url}/account/login/").status_code == 200
        assert set(portal.manage("doctor", "--only", "database,redis,storage").split()) & {"ok"}
        pids = [*portal.web_pids, *portal.workers[0].pids, portal.stack.postgres.pid]
        home = portal.home
    assert not home.exists()
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def prod_local(**environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "scripts/prod_local.py"],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_an_unknown_storage_is_refused_with_a_sentence() -> None:
    done = prod_local(STORAGE="tape")
    assert done.returncode == 1
    assert done.stderr == "STORAGE must be s3 or local, not 'tape'.\n"


def test_a_port_that_cannot_be_used_is_refused_with_a_sentence() -> None:
    assert prod_local(PORT="x").stderr == "PORT must be a number from 1 to 65535, and it is 'x'.\n"
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        done = prod_local(PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} cannot be used (Address already in use)")
    assert "make prod-local PORT=" in done.stderr


def test_make_leaves_each_command_its_own_port() -> None:
    """Or `make prod-local` would collide with a `make dev` that runs."""
    of_make = {"PORT", "MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
    clean = {name: value for name, value in os.environ.items() if name not in of_make}
    told = ["make", "-f", "Makefile", "-f", "/dev/stdin", "_told"]
    rule = "_told:\n\t@echo port=$$PORT\n"
    done = subprocess.run(
        told, cwd=ROOT, env=clean, input=rule, capture_output=True, text=True, check=True
    )
    assert done.stdout == "port=\n"


def test_settings_for_one_machine_refuse_another() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={
            **os.environ,
            "PRACTIKA_DOTENV": os.devnull,
            "DJANGO_SETTINGS_MODULE": "portal.settings.prod_local",
            "SECRET_KEY": "x" * 60,
            "ALLOWED_HOSTS": "practika.example",
            "BASE_URL": "https://practika.example",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "use portal.settings.production" in done.stderr
