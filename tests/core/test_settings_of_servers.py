"""URLs of servers, and what the settings file passes on to libraries."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.ladder import ROOT

ASK = """
import os, django
django.setup()
from django.conf import settings as s
print(s.EMAIL_BACKEND.split(".")[-2], s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL,
    s.EMAIL_TIMEOUT, s.REDIS_URL, os.environ.get("AWS_SECRET_ACCESS_KEY"), sep="|")
"""


def asked(tmp_path: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "env").write_text("\n".join(lines), encoding="utf-8")
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "PRACTIKA_DOTENV": str(tmp_path / "env"),
        "PRACTIKA_HOME": str(tmp_path / "home"),
    }
    return subprocess.run(
        [sys.executable, "-c", ASK],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("submission://u:p@mail.example", "smtp|mail.example|587|True|False|10||None"),
        ("smtp://mail.example", "smtp|mail.example|25|False|False|10||None"),
        ("smtp://u:p@mail.example:465?ssl=true", "smtp|mail.example|465|False|True|10||None"),
        ("submission://mail.example?timeout=3", "smtp|mail.example|587|True|False|3||None"),
        ("", "filebased|localhost|25|False|False|None||None"),
    ],
)
def test_mail_servers(tmp_path: Path, url: str, told: str) -> None:
    done = asked(tmp_path, f"EMAIL_URL={url}")
    assert done.stdout.strip() == told, done.stderr


@pytest.mark.parametrize(
    "line",
    [
        "EMAIL_URL=smtp+tls://u:s3cret@mail.example:587",
        "EMAIL_URL=mail.example",
        "REDIS_URL=http://:s3cret@redis.example:6379/0",
        "REDIS_URL=redis.example:6379",
        "REDIS_URL=redis://:s3cret@redis.example:six/0",
        "S3_ENDPOINT_URL=s3.example:9000",
    ],
)
def test_what_no_library_would_understand_is_refused(tmp_path: Path, line: str) -> None:
    done = asked(tmp_path, line)
    name = line.partition("=")[0]
    assert done.returncode == 1
    assert done.stderr.startswith(f"Practika cannot start: the setting {name} is wrong (")
    assert "Traceback" not in done.stderr
    assert "s3cret" not in done.stderr


def test_the_file_reaches_libraries_unchanged(tmp_path: Path) -> None:
    """The bucket's credentials are boto3's to find; systemd, too, expands nothing in the file."""
    done = asked(
        tmp_path, "AWS_SECRET_ACCESS_KEY=a${b}$c", "REDIS_URL=redis://redis.example:6379/0"
    )
    told = "filebased|localhost|25|False|False|None|redis://redis.example:6379/0|a${b}$c"
    assert done.stdout.strip() == told, done.stderr
