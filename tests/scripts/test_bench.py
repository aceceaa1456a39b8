"""The benchmark's table, file and servers. No times: machines differ."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from scripts.bench.server import bare_server
from scripts.common.nearby import answers
from scripts.common.waiting import eventually
from scripts.testbed.table import HEAD, Row, as_table, row_of, write_json
from tests.architecture.ladder import ROOT

KEPT = Row("a page", 40, "ms", baseline=20, most=100)
MISSED = Row("an encode", 1.5, "s", baseline=1, most_ratio=1.3)
TOLD = Row("filling", 7.04)


def test_a_figure_is_held_to_its_target() -> None:
    assert (KEPT.ok, KEPT.ratio, KEPT.target) == (True, 2, "≤ 100 ms")
    assert (MISSED.ok, MISSED.ratio, MISSED.target) == (False, 1.5, "≤ 1.3 ×")


def test_a_ratio_without_a_baseline_is_missed() -> None:
    assert not Row("an encode", 1, most_ratio=2).ok


def test_the_table_has_a_line_per_figure() -> None:
    head, *lines = as_table([KEPT, MISSED, TOLD]).splitlines()
    assert tuple(head.split()) == HEAD
    assert [line.split()[-1] for line in lines] == ["yes", "NO", "s"]
    assert lines[2] == "filling    7.04 s"


def test_the_file_holds_what_the_table_shows(tmp_path: Path) -> None:
    write_json(tmp_path / "new" / "bench.json", [KEPT, MISSED, TOLD], seconds=3)
    body = json.loads((tmp_path / "new" / "bench.json").read_text())
    assert body["all_kept"] is False
    assert body["machine"]["cores"] == os.cpu_count()
    assert [row["ok"] for row in body["rows"]] == [True, False, None]
    assert [row["ratio"] for row in body["rows"]] == [2, 1.5, None]


def test_rows_of_other_parts_are_accepted_unchanged() -> None:
    assert row_of({"name": "a page", "value": 40, "unit": "ms", "else": 1}) == Row(
        "a page", 40, "ms"
    )
    assert row_of(KEPT) is KEPT


def test_an_unknown_figure_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench", "--only", "pages,speed"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "there is no 'speed', only pages, signing, upload, playable" in done.stderr


def test_a_benchmark_server_accepts_bytes_and_ends(tmp_path: Path) -> None:
    with bare_server(tmp_path) as server:
        assert answers(server.url)
        assert server.memory_bytes > 1024 * 1024
    assert server.process.poll() is not None
    assert not answers(server.url)


def test_a_stopped_benchmark_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {**os.environ, "PRACTIKA_HOME": str(tmp_path)}
    bench = subprocess.Popen(
        [sys.executable, "-m", "scripts.bench", "--only", "upload"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert eventually(lambda: list(tmp_path.glob("practika-*")))
    os.killpg(bench.pid, signal.SIGTERM)
    bench.communicate(timeout=60)
    assert bench.returncode == 1
    assert list(tmp_path.iterdir()) == []
