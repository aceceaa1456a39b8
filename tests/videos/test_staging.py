"""Results on their way up, several at once."""

import threading
from pathlib import Path

import pytest

from tests.videos.fakes import FlakyStorage, MemoryStorage
from videos.storage import StorageTrouble
from videos.worker.staging import Staging

PREFIX = "videos/a/making/1/token/"


def _files(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"{number}.mp4" for number in range(count)]
    for path in paths:
        path.write_bytes(path.name.encode())
    return paths


def _send_all(staging: Staging, paths: list[Path]) -> list[str]:
    keys = [f"videos/a/renditions/{path.name}" for path in paths]
    for path, key in zip(paths, keys, strict=True):
        staging.send(path, key)
    return keys


def test_files_are_sent_and_published(memory_storage: MemoryStorage, tmp_path: Path) -> None:
    staging = Staging(PREFIX)
    keys = _send_all(staging, _files(tmp_path, 5))

    staging.arrived()
    assert sorted(memory_storage.objects) == [PREFIX + key for key in keys]
    staging.publish()
    staging.close()

    assert sorted(memory_storage.objects) == keys


def test_an_upload_error_is_raised(flaky_storage: FlakyStorage, tmp_path: Path) -> None:
    flaky_storage.failures["put_file"] = 1
    staging = Staging(PREFIX)
    _send_all(staging, _files(tmp_path, 3))

    with pytest.raises(StorageTrouble):
        staging.publish()
    staging.close()

    assert [key for key in flaky_storage.objects if not key.startswith(PREFIX)] == []


def test_nothing_moves_any_more_once_publishing_has_failed(
    flaky_storage: FlakyStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = Staging(PREFIX)
    _send_all(staging, _files(tmp_path, 5))
    staging.arrived()
    flaky_storage.failures["move"] = 1
    moving, slow = [0], threading.Event()
    plain_move = FlakyStorage.move

    def counted(self: FlakyStorage, source: str, target: str) -> None:
        moving[0] += 1
        try:
            plain_move(self, source, target)
            slow.wait(0.1)
        finally:
            moving[0] -= 1

    monkeypatch.setattr(FlakyStorage, "move", counted)
    with pytest.raises(StorageTrouble):
        staging.publish()

    assert moving == [0]
    assert len([key for key in flaky_storage.objects if key.startswith(PREFIX)]) == 1
    staging.close()


def test_close_waits_for_what_is_on_its_way(
    memory_storage: MemoryStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise it would arrive after the attempt's folder was cleared, and stay for ever."""
    began, may_end = threading.Event(), threading.Event()
    plain_put = MemoryStorage.put_file

    def slow(self: MemoryStorage, path: Path, key: str) -> None:
        began.set()
        may_end.wait(5)
        plain_put(self, path, key)

    monkeypatch.setattr(MemoryStorage, "put_file", slow)
    staging = Staging(PREFIX)
    keys = _send_all(staging, _files(tmp_path, 1))
    began.wait(5)
    threading.Timer(0.2, may_end.set).start()

    staging.close()

    assert list(memory_storage.objects) == [PREFIX + keys[0]]
