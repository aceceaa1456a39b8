"""The real cause of a failed installation, from the output of pip and npm."""

import pytest

from scripts.common.install_trouble import trouble

PYPI = "PyPI"
NPM = "the npm registry"
NO_ANSWER = "which did not answer: check this machine's connection or proxy"

HARMLESS = """\
Collecting networkx==3.6
WARNING: Retrying after connection broken by 'ReadTimeoutError()': /simple/networkx/
  Downloading networkx-3.6-py3-none-any.whl (2.1 MB)
"""
UNPINNED = """\
ERROR: In --require-hashes mode, all requirements must have their versions pinned. These do not:
    coverage[toml]>=7.10.6 from https://index.example/coverage-7.whl (from pytest-cov==7.1.0)
"""
NO_NAME = """\
WARNING: Retrying after connection broken by 'NameResolutionError("…")': /simple/huey/
ERROR: Could not find a version that satisfies the requirement huey==3.5.4 (from versions: none)
ERROR: No matching distribution found for huey==3.5.4
"""
NOT_ON_THE_MIRROR = NO_NAME.replace("/simple/huey/", "/simple/other/")
TOO_OLD_A_MIRROR = """\
ERROR: Could not find a version that satisfies the requirement huey==3.5.4 (from versions: 3.4, 3.5)
ERROR: No matching distribution found for huey==3.5.4
"""
CUT_OFF = """\
ERROR: Exception:
Traceback (most recent call last):
  File "pip/_vendor/urllib3/response.py", line 438, in _error_catcher
pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='x'): Read timed out.
"""
CRASHED = CUT_OFF.replace("urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool", "Boom")
CRASHED = CRASHED.replace("Read timed out", "odd")
WRONG_HASH = """\
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. Someone may have tampered.
    coverage==7.17.3 from https://index.example/coverage-7.17.3.whl (from -r requirements-dev.lock):
        Expected sha256 aa
             Got        bb

"""
FULL_DISK = (
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"
)
NPM_OFFLINE = """\
npm error code ENOTFOUND
npm error syscall getaddrinfo
npm error network request to https://index.example/hls.js failed, reason: getaddrinfo ENOTFOUND
"""
NPM_LOCK = """\
npm error code EUSAGE
npm error
npm error `npm ci` can only install packages when your package.json and lock are in sync. network
npm error A complete log of this run can be found in: /root/.npm/_logs
"""


@pytest.mark.parametrize(
    ("output", "source"),
    [(NO_NAME, PYPI), (HARMLESS + CUT_OFF, PYPI), (NPM_OFFLINE, NPM)],
    ids=["no name", "cut off", "npm"],
)
def test_a_source_that_does_not_answer_is_reported(output: str, source: str) -> None:
    assert NO_ANSWER in trouble("Installing", output, source)


@pytest.mark.parametrize(
    ("output", "source", "reason"),
    [
        (UNPINNED, PYPI, "coverage[toml]>=7.10.6 (from pytest-cov==7.1.0)"),
        (NOT_ON_THE_MIRROR, PYPI, "No matching distribution found for huey==3.5.4"),
        (TOO_OLD_A_MIRROR, PYPI, "No matching distribution found for huey==3.5.4"),
        (CRASHED, PYPI, "Boom"),
        (WRONG_HASH, PYPI, "coverage==7.17.3 (from -r requirements-dev.lock): Expected sha256 aa"),
        (FULL_DISK, PYPI, "No space left on device"),
        (NPM_LOCK, NPM, "`npm ci` can only install packages when"),
    ],
    ids=["unpinned", "not there", "old mirror", "crash", "hash", "full disk", "npm lock"],
)
def test_any_other_cause_is_quoted(output: str, source: str, reason: str) -> None:
    said = trouble("Installing", HARMLESS + output, source)
    assert said.startswith("Installing failed: ")
    assert reason in said
    assert "did not answer" not in said


def test_a_build_reports_its_first_error() -> None:
    output = '✘ [ERROR] Could not resolve "./gone.js"\n\n✘ [ERROR] Another\n'
    assert trouble("Building", output, "") == 'Building failed: Could not resolve "./gone.js"'


def test_a_silent_failure_is_reported_too() -> None:
    assert trouble("Building", "", "") == "Building failed: it ended without output"
