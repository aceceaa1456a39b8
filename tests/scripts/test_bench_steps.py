"""How the benchmark measures a job's steps: with real programs, in the sandbox if there is one."""

import sys
import threading
import types
from pathlib import Path

import pytest

from scripts.bench.steps import OTHERS, Watch, program_of
from videos.media import inspect_file, run
from videos.media.sandbox import Allowance

SMALL = Allowance(wall_seconds=60, cpu_seconds=60, memory_bytes=2 * 1024**3, file_bytes=0)
BUSY = "import time\nwhile time.process_time() < 0.3: pass"


def busy() -> None:
    run.run([sys.executable, "-I", "-c", BUSY], allowance=SMALL)


@pytest.fixture
def job() -> types.SimpleNamespace:
    """A step in a step. What a first start finds out was found out before."""
    busy()
    job = types.SimpleNamespace(inner=busy)

    def outer() -> None:
        job.inner()

    job.outer = outer
    return job


def test_a_program_counts_for_the_step_that_started_it(job: types.SimpleNamespace) -> None:
    watch = Watch()
    with watch.on([(job, "outer", "outside"), (job, "inner", "inside")]):
        job.outer()
    assert watch.steps["outside"].programs == []
    [(_name, cpu)] = watch.steps["inside"].programs
    assert cpu >= 0.3
    assert watch.cpu >= watch.steps["inside"].cpu
    assert watch.steps["inside"].wall > 0.3 > watch.steps["outside"].wall


def test_parallel_steps_are_distinguished(job: types.SimpleNamespace) -> None:
    job.other = lambda: None
    watch = Watch()
    with watch.on([(job, "inner", "busy"), (job, "other", "idle")]):
        aside = threading.Thread(target=job.inner)
        aside.start()
        job.other()
        aside.join()
    assert len(watch.steps["busy"].programs) == 1
    assert watch.steps["idle"].programs == []


def test_programs_outside_of_steps_are_reported_too(job: types.SimpleNamespace) -> None:
    watch = Watch()
    with watch.on([]):
        busy()
    assert len(watch.steps[OTHERS].programs) == 1
    assert watch.rest().cpu < 0.3


def test_everything_is_restored_afterwards(job: types.SimpleNamespace) -> None:
    before = job.inner
    with Watch().on([(job, "inner", "a step")]):
        assert job.inner is not before
    assert job.inner is before


def test_a_program_is_named_by_what_it_does() -> None:
    assert program_of(["bwrap", "--", "python", "-I", inspect_file.__file__, "{}"]) == (
        Path(inspect_file.__file__).name
    )
    assert program_of(["prlimit", "--", "/opt/ffmpeg-linux", "-i", "file:take.mp4"]) == "ffmpeg"
