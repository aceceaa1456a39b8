"""The examples of deploy/ are kept honest: what they name exists, here and in the settings."""

import configparser
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.architecture.ladder import ROOT
from tests.architecture.test_settings import knobs

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose/compose.yaml").read_text())
OURS = {name: one for name, one in COMPOSE["services"].items() if one["image"] == "practika"}
ENV_LINE = re.compile(r"^#? ?([A-Z][A-Z0-9_]+)=", re.M)

# Not Practika's own: Python's, Django's, boto3's and the database container's.
OTHERS = {
    "PYTHONPATH",
    "DJANGO_SETTINGS_MODULE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "POSTGRES_PASSWORD",
}


def unit(path: Path) -> dict[str, list[str]]:
    """Key → values; systemd lets a key be written several times."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def check_command(words: list[str]) -> None:
    """Files of the project exist; `manage.py` knows the verb."""
    for word in words:
        if word.endswith(".py"):
            assert (ROOT / word).exists(), word
    if "manage.py" in words:
        assert words[words.index("manage.py") + 1] in get_commands()


def commands_of(service: dict[str, Any]) -> list[list[str]]:
    command = service.get("command", [])
    if command[:2] == ["sh", "-c"]:
        return [shlex.split(part) for part in command[2].split("&&")]
    return [command]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_start_what_exists(path: Path) -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.read(path, encoding="utf-8")
    assert parser.sections() == ["Unit", "Service", "Install"]
    words = shlex.split(parser["Service"]["ExecStart"])
    assert words[0] in {"/srv/practika/app/.venv/bin/" + name for name in ("gunicorn", "python")}
    check_command(words[1:])


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_name_knobs_alone(path: Path) -> None:
    named = {value.partition("=")[0] for value in unit(path)["Environment"]}
    assert named - OTHERS <= knobs()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_may_write_where_the_example_keeps_its_data(path: Path) -> None:
    """Under ProtectSystem=strict everything else is read-only, /tmp too."""
    service = unit(path)
    example = (DEPLOY / "practika.env.example").read_text(encoding="utf-8")
    assert f"PRACTIKA_HOME={service['ReadWritePaths'][0]}" in example.splitlines()
    assert service["PrivateTmp"] == ["true"]


def test_containers_keep_their_data_in_the_volume() -> None:
    ours = [one for one in OURS.values() if "env_file" in one]
    assert len(ours) == 3
    for one in ours:
        assert one["environment"]["PRACTIKA_HOME"] == "/data"
        assert "data:/data" in one["volumes"]


def test_a_worker_has_the_time_it_asks_for() -> None:
    """Else systemd kills what would have been handed back."""
    from django.conf import settings

    worker = unit(DEPLOY / "systemd/practika-worker@.service")
    assert int(worker["TimeoutStopSec"][0]) > settings.WORKER_STOP_SECONDS
    grace = COMPOSE["services"]["worker"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) > settings.WORKER_STOP_SECONDS


def test_the_next_web_server_is_stopped_when_nginx_asks_this_one_again() -> None:
    """`systemctl restart a && systemctl restart b` must leave somebody to answer."""
    (pause,) = unit(DEPLOY / "systemd/practika-web@.service")["ExecStartPost"]
    away = re.search(r"fail_timeout=(\d+)s", (DEPLOY / "nginx/render.py").read_text())
    assert away
    assert int(pause.removeprefix("/usr/bin/sleep ")) > int(away[1])


@pytest.mark.parametrize("name", OURS)
def test_containers_start_what_exists(name: str) -> None:
    for words in commands_of(OURS[name]):
        check_command(words)


def test_containers_are_told_knobs_alone() -> None:
    named = {key for one in OURS.values() for key in one.get("environment", {})}
    assert named - OTHERS <= knobs()


def test_containers_and_volumes_that_are_named_exist() -> None:
    services, volumes = COMPOSE["services"], COMPOSE["volumes"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        used = {str(one).partition(":")[0] for one in service.get("volumes", [])}
        assert used <= set(volumes)
    assert {"web", "worker", "nginx", "postgres", "redis"} <= set(services)


def test_every_line_of_the_example_is_known() -> None:
    text = (DEPLOY / "practika.env.example").read_text(encoding="utf-8")
    assert set(ENV_LINE.findall(text)) - OTHERS <= knobs()
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL"} <= set(ENV_LINE.findall(text))


def test_the_readme_names_what_exists() -> None:
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    verbs = set(re.findall(r"manage\.(?:py|sh) ([a-z_0-9]+)", text))
    assert verbs <= set(get_commands())
    assert "migrate" in verbs
    named = set(re.findall(r"`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)(?:=[^`]*)?`", text))
    assert named - OTHERS <= knobs()
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (DEPLOY / link).exists(), link


def manage(env_file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    return subprocess.run(
        [DEPLOY / "manage.sh", *arguments],
        env={**clean, "PRACTIKA_ENV": str(env_file)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_commands_get_productions_settings_from_the_file(tmp_path: Path) -> None:
    """Also values that a shell would stumble over."""
    example = (DEPLOY / "practika.env.example").read_text(encoding="utf-8")
    filled = example.replace("SECRET_KEY=", f"SECRET_KEY={'k$y &' * 12}<>", 1)
    path = tmp_path / "practika.env"
    path.write_text(f"{filled}\nPRACTIKA_HOME={tmp_path}\n", encoding="utf-8")
    asked = (
        "from django.conf import settings as s; print(s.DEBUG, s.BASE_URL, s.DEFAULT_FROM_EMAIL)"
    )
    done = manage(path, "shell", "--no-imports", "--command", asked)
    told = "False https://practika.example.org Practika <practika@example.org>"
    assert done.stdout.splitlines()[-1:] == [told], done.stderr


def test_a_data_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    example = (DEPLOY / "practika.env.example").read_text(encoding="utf-8")
    path = tmp_path / "practika.env"
    path.write_text(f"{example}\nPRACTIKA_HOME={tmp_path}/file/data\n", encoding="utf-8")
    done = manage(path, "check")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Practika cannot start: the folder {tmp_path}/file/data")
    assert "PRACTIKA_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_without_a_file_say_where_it_belongs(tmp_path: Path) -> None:
    done = manage(tmp_path / "none.env", "check")
    assert done.returncode == 1
    assert "copy deploy/practika.env.example there" in done.stderr


def test_root_becomes_whom_the_release_belongs_to(tmp_path: Path) -> None:
    """Or the portal could not write again what `collectstatic` or SQLite left behind."""
    say = {
        "id": "echo 0",
        "stat": "echo practika",
        "getent": "echo practika:x:7:7::/srv/practika:/bin/sh",
        "runuser": 'echo "$HOME" "$@"',
    }
    for name, line in say.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        [DEPLOY / "manage.sh", "doctor", "--only", "disk, mail"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    command = f"-u practika -- {DEPLOY}/manage.sh doctor --only disk, mail"
    assert done.stdout == f"/srv/practika {command}\n"
