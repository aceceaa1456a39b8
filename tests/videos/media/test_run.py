"""The sandbox: what a program may use, see and leave behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.common.processes import family
from videos.media import MediaTrouble, Tools, TroubleKind, configure
from videos.media.run import ToolFailed, run
from videos.media.sandbox import Allowance, bwrap_trouble

PLENTY = Allowance(wall_seconds=30, cpu_seconds=30, memory_bytes=2 * 1024**3, file_bytes=1 << 30)


def python(code: str, allowance: Allowance = PLENTY, **options: object) -> str:
    return run([sys.executable, "-I", "-c", code], allowance=allowance, **options).stdout  # type: ignore[arg-type]


@pytest.fixture(params=["auto", "off"], autouse=True)
def _with_and_without_bubblewrap(request: pytest.FixtureRequest) -> None:
    configure(Tools(sandbox=request.param))


def test_output_is_handed_back_line_by_line() -> None:
    lines: list[str] = []

    out = python("print('one'); print('two')", on_line=lines.append)

    assert (out, lines) == ("one\ntwo\n", ["one", "two"])


def test_a_failure_keeps_the_last_words() -> None:
    with pytest.raises(ToolFailed) as caught:
        python("import sys; sys.exit('the reason')")

    assert caught.value.code == 1
    assert "the reason" in caught.value.stderr_tail


def trouble(code: str, **limits: float) -> TroubleKind:
    values = {name: getattr(PLENTY, name) for name in PLENTY.__slots__} | limits
    with pytest.raises(MediaTrouble) as caught:
        python(code, Allowance(**values))
    return caught.value.kind


def test_a_program_that_cannot_start_is_no_fault_of_the_file(tmp_path: Path) -> None:
    lacking = tmp_path / "lacking"
    lacking.write_text("#!/bin/sh\necho cannot open shared object file >&2\nexit 127\n")
    lacking.chmod(0o755)
    for program in (lacking, tmp_path / "gone"):
        with pytest.raises(MediaTrouble) as caught:
            run([str(program)], allowance=PLENTY, reads=[lacking])
        assert caught.value.kind is TroubleKind.TOOL_MISSING


def test_wall_time_ends() -> None:
    assert trouble("import time; time.sleep(60)", wall_seconds=0.5) is TroubleKind.TIMED_OUT


def test_cpu_time_ends() -> None:
    assert trouble("while True: pass", cpu_seconds=1) is TroubleKind.TIMED_OUT


def test_memory_ends() -> None:
    ended = "try:\n    bytes(1 << 30)\nexcept MemoryError:\n    raise SystemExit(256 - 12)"

    assert trouble(ended, memory_bytes=512 * 1024**2) is TroubleKind.OUT_OF_MEMORY


def test_file_size_ends(tmp_path: Path) -> None:
    small = Allowance(wall_seconds=30, cpu_seconds=30, memory_bytes=1 << 31, file_bytes=1000)
    code = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
    code += f"open({str(tmp_path / 'big')!r}, 'wb').write(bytes(100_000))"

    with pytest.raises(MediaTrouble) as caught:
        python(code, small, writes=tmp_path)

    assert caught.value.kind is TroubleKind.FILE_TOO_BIG


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize(
    "words",
    [
        "No space left on device",
        "Disk quota exceeded",
        "File too large",
        "Cannot allocate memory",
        "MemoryError",
        "title: malloc of size 9 failed",
    ],
)
def test_words_on_the_error_output_mean_nothing(tmp_path: Path, words: str, code: int) -> None:
    """They may be a file's own: a title, a handler's name."""
    says = f"import sys; print({words!r}, file=sys.stderr); sys.exit({code})"

    if code:
        with pytest.raises(ToolFailed):
            python(says, writes=tmp_path)
    else:
        assert python(says, writes=tmp_path) == ""


@pytest.mark.parametrize(("size", "is_full"), [(65_536, True), (4 << 20, False)])
def test_a_full_disk_is_detected_by_writing(tmp_path: Path, size: int, *, is_full: bool) -> None:
    small = ["bwrap", "--dev-bind", "/", "/", "--size", str(size), "--tmpfs", str(tmp_path)]
    look = "import sys; sys.path[:0] = sys.argv[2:]; from pathlib import Path;"
    look += "from videos.media.run import has_no_room as look; print(look(Path(sys.argv[1])))"
    command = [*small, sys.executable, "-c", look, str(tmp_path), *sys.path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == str(is_full)


def test_a_killed_program_is_trouble() -> None:
    assert trouble("import os; os.kill(os.getpid(), 9)") is TroubleKind.KILLED


def test_a_crash_is_the_files_fault() -> None:
    with pytest.raises(ToolFailed):
        python("import os; os.abort()")


def test_nothing_is_left_when_the_callback_raises(tmp_path: Path) -> None:
    note = tmp_path / "alive"
    code = (
        "import subprocess, sys, time\n"
        f"slow = 'import sys, time; time.sleep(2); open(sys.argv[1], chr(119))'\n"
        f"subprocess.Popen([sys.executable, '-c', slow, {str(note)!r}])\n"
        "print('started', flush=True)\n"
        "time.sleep(30)"
    )

    def give_up(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        python(code, on_line=give_up, writes=tmp_path)
    time.sleep(2.5)

    assert not note.exists()


def test_it_runs_at_a_lower_priority_than_pages() -> None:
    """By its own niceness, and by its session's if the kernel groups by session."""
    found: set[tuple[int, str]] = set()
    others = set(family(os.getpid()))

    def look(_line: str) -> None:
        for pid in set(family(os.getpid())) - others:
            if os.getsid(pid) != os.getsid(0):
                group = Path(f"/proc/{pid}/autogroup")
                weight = group.read_text().split()[-1] if group.exists() else ""
                found.add((os.getpriority(os.PRIO_PROCESS, pid), weight))

    python("import time; print(flush=True); time.sleep(1)", on_line=look)

    weight = "10" if Path("/proc/self/autogroup").exists() else ""
    assert found == {(10, weight)}


def test_a_missing_program_is_named() -> None:
    with pytest.raises((ToolFailed, MediaTrouble), match="no-such-program"):
        run(["/no-such-program"], allowance=PLENTY)


def test_a_wrong_mode_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    configure(None)
    monkeypatch.setenv("MEDIA_SANDBOX", "perhaps")

    with pytest.raises(ValueError, match="auto, bwrap or off"):
        python("")


def test_bubblewrap_works_where_tests_run() -> None:
    """Without it the tests of the sandbox would prove nothing; `make test` installs it."""
    assert bwrap_trouble() == ""


def test_only_the_input_can_be_seen_and_only_the_folder_written(tmp_path: Path) -> None:
    configure(Tools(sandbox="bwrap"))
    seen, hidden, out = tmp_path / "seen", tmp_path / "hidden", tmp_path / "out"
    seen.write_text("mine")
    hidden.write_text("another's")
    out.mkdir()
    code = (
        "import os, pathlib\n"
        f"print(pathlib.Path({str(seen)!r}).read_text(), os.path.exists({str(hidden)!r}))\n"
        f"pathlib.Path({str(out / 'made')!r}).write_text('x')\n"
        "print(os.access('/usr', os.W_OK), sorted(os.environ))"
    )

    output = python(code, reads=[seen], writes=out)

    assert output.splitlines()[0] == "mine False"
    assert output.splitlines()[1].startswith("False ")
    assert "DJANGO_SETTINGS_MODULE" not in output
    assert (out / "made").read_text() == "x"


def test_there_is_no_network() -> None:
    configure(Tools(sandbox="bwrap"))
    code = (
        "import socket\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1)\n"
        "except OSError as error: print(error.errno)\n"
        "print(socket.if_nameindex())"
    )

    assert python(code).splitlines()[1] == "[(1, 'lo')]"


def test_the_environment_is_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "tell-nobody")

    assert "SECRET_KEY" in os.environ
    assert "SECRET_KEY" not in python("import os; print(sorted(os.environ))")
