"""Remembers unfinished uploads between runs, in the user's cache directory."""

from __future__ import annotations

import json
import os
from pathlib import Path


def default_folder() -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "practika"


class UploadMemory:
    """A small JSON file of `{key: take_id}`. A missing or broken file counts as empty."""

    def __init__(self, folder: Path | None = None) -> None:
        self.file = (folder or default_folder()) / "uploads.json"

    @staticmethod
    def key(url: str, exercise_id: str, path: Path) -> str:
        stat = path.stat()
        return "|".join(
            [url, exercise_id, str(path.resolve()), str(stat.st_size), str(stat.st_mtime_ns)]
        )

    def recall(self, key: str) -> str | None:
        return self._read().get(key)

    def remember(self, key: str, take_id: str) -> None:
        self._write({**self._read(), key: take_id})

    def forget(self, key: str) -> None:
        rows = self._read()
        if rows.pop(key, None):
            self._write(rows)

    def _read(self) -> dict[str, str]:
        try:
            rows = json.loads(self.file.read_text())
        except (OSError, ValueError):
            return {}
        return rows if isinstance(rows, dict) else {}

    def _write(self, rows: dict[str, str]) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.file.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(rows))
        draft.replace(self.file)
