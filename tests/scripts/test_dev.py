"""`make dev` runs the web server and the worker, here with a stand-in for manage.py."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.common.waiting import eventually
from tests.architecture.ladder import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "practice").mkdir()
    (tmp_path / "practice" / "code.py").write_text("")
    shutil.copy(ROOT / "scripts" / "dev.py", tmp_path / "scripts")
    stand_in = ROOT / "tests" / "scripts" / "stand_in_manage.py"
    shutil.copy(stand_in, tmp_path / "manage.py")
    shutil.copy(stand_in, tmp_path / "scripts" / "prepare.py")
    return tmp_path


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def log(project: Path) -> list[str]:
    path = project / "log"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def worker_pids(project: Path) -> list[int]:
    return [
        int(one.split()[1])
        for one in log(project)
        if one.startswith("worker ") and one[-1].isdigit()
    ]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def dev(project: Path, port: int | str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PORT": str(port), "PRACTIKA_HOME": str(project / "var")}
    output = (project / "said").open("w")
    process = subprocess.Popen(
        # Whoever starts tests in the background, or by nohup, has these ignored in all of them.
        ["env", "--default-signal=INT,HUP", sys.executable, "scripts/dev.py"],
        cwd=project,
        env=environment,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(30)
        output.close()


def said(project: Path) -> str:
    return (project / "said").read_text(encoding="utf-8")


def test_dev_prepares_starts_and_says_where_it_is(project: Path, port: int) -> None:
    with dev(project, port):
        assert eventually(lambda: "ready" in said(project) and worker_pids(project))
    assert f"\nPractika is ready at http://127.0.0.1:{port}\n" in said(project)
    assert log(project)[0] == "prepare"
    assert "runserver" in log(project)


@pytest.mark.parametrize("farewell", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_dev_stops_everything_it_started(
    project: Path, port: int, farewell: signal.Signals
) -> None:
    with dev(project, port) as process:
        assert eventually(lambda: "ready" in said(project) and worker_pids(project))
        process.send_signal(farewell)
        assert process.wait(60) == 0
    assert "worker got SIGINT" in log(project)
    assert [pid for pid in worker_pids(project) if is_alive(pid)] == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_dev_tells_that_the_port_is_taken(project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with dev(project, taken.getsockname()[1]) as process:
            assert process.wait(60) == 1
    assert said(project).startswith("Port ")
    assert said(project).count("\n") == 1
    assert log(project) == []


@pytest.mark.parametrize("port_text", ["eighty", "0", "70000"])
def test_dev_tells_that_the_port_is_no_port(project: Path, port_text: str) -> None:
    with dev(project, port_text) as process:
        assert process.wait(60) == 1
    assert said(project) == f"PORT must be a number from 1 to 65535, and it is {port_text!r}.\n"


def test_dev_tells_that_the_data_folder_cannot_be_made(project: Path, port: int) -> None:
    (project / "var").write_text("a file in its place")
    with dev(project, port) as process:
        assert process.wait(60) == 1
    assert "cannot be made" in said(project)
    assert "Traceback" not in said(project)


def test_dev_ends_when_preparing_fails(project: Path, port: int) -> None:
    (project / "prepare-fails").touch()
    with dev(project, port) as process:
        assert process.wait(60) == 1
    assert "The portal could not be prepared, see above." in said(project)
    assert "runserver" not in log(project)


def test_dev_ends_the_rest_when_the_worker_dies(project: Path, port: int) -> None:
    with dev(project, port) as process:
        assert eventually(lambda: "ready" in said(project) and worker_pids(project))
        os.kill(worker_pids(project)[0], signal.SIGKILL)
        assert process.wait(60) == 1
    assert "The worker stopped (exit code -9), see above." in said(project)


def test_dev_starts_the_worker_again_when_the_code_changes(project: Path, port: int) -> None:
    with dev(project, port):
        assert eventually(lambda: "ready" in said(project) and worker_pids(project))
        (project / "practice" / "more.py").write_text("")
        assert eventually(lambda: len(worker_pids(project)) == 2)
        first, second = worker_pids(project)
        assert not is_alive(first)
        assert is_alive(second)


def test_dev_starts_the_web_server_again_when_it_asks_for_it(project: Path, port: int) -> None:
    with dev(project, port) as process:
        assert eventually(lambda: "ready" in said(project))
        (project / "web-saw-a-change").touch()
        starts = lambda: [one for one in log(project) if one.startswith("web ")]  # noqa: E731
        assert eventually(lambda: len(starts()) == 2)
        assert process.poll() is None
        assert all(one.endswith(" true") for one in starts())


def test_dev_starts_nothing_again_for_files_that_are_no_code(project: Path, port: int) -> None:
    with dev(project, port):
        assert eventually(lambda: "ready" in said(project) and worker_pids(project))
        (project / "practice" / "__pycache__").mkdir()
        (project / "practice" / "__pycache__" / "code.py").write_text("")
        (project / "practice" / "notes.txt").write_text("")
        (project / "practice" / "code.py").read_text()
        time.sleep(3)
        assert len(worker_pids(project)) == 1


def test_dev_starts_the_worker_once_the_web_server_answers(project: Path, port: int) -> None:
    (project / "runserver-is-slow").touch()
    with dev(project, port):
        assert eventually(lambda: "runserver" in log(project))
        assert not worker_pids(project)
        (project / "runserver-is-slow").unlink()
        assert eventually(lambda: worker_pids(project))


def test_dev_waits_when_a_change_breaks_the_worker(project: Path, port: int) -> None:
    with dev(project, port) as process:
        assert eventually(lambda: "ready" in said(project) and worker_pids(project))
        (project / "worker-is-broken").touch()
        (project / "practice" / "broken.py").write_text("")
        assert eventually(lambda: "the next change starts it again" in said(project))
        assert process.poll() is None
        (project / "worker-is-broken").unlink()
        (project / "practice" / "mended.py").write_text("")
        assert eventually(lambda: len(worker_pids(project)) == 3)
