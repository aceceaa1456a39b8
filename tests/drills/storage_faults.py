"""R8: five hundred operations on S3 while the network times out, answers 503, cuts and damages.

Every operation goes through a proxy that meddles with requests. What it says is held against what a
look past the proxy finds: a success that was none, or an original that is nowhere
whole, is a fault. Uploads go the whole way, from begin to commit, and are tried again as a person
would when the portal said that it did not work.
"""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from practika.transfer import sha256_of
from scripts.services.s3 import S3
from tests.drills import place
from tests.drills.result import Result
from tests.flaky_proxy import Chance, FlakyProxy

OPERATIONS, SEED = 500, 8
QUICK = {"operations": 60}
SHARE, STORM = 0.3, 0.8
"""Of all requests are meddled with; in a storm, as every sixth operation meets, nearly all are."""
READ_SECONDS = 1
"""A client's patience here; the proxy's silences are longer. In life it is half a minute."""
SMALL, LARGE = 100_000, 17 * 1024 * 1024


def run(*, operations: int = OPERATIONS) -> dict[str, Any]:
    with S3() as server, FlakyProxy(server.port, silence=READ_SECONDS + 0.5) as proxy:
        knobs = server.environ | {"S3_ENDPOINT_URL": proxy.url, "NO_PROXY": "127.0.0.1"}
        with place.settled(knobs) as home:
            started = time.monotonic()
            drill = Drill(proxy, server, home)
            drill.all(operations)
            return drill.result(time.monotonic() - started).as_dict()


class Drill:
    def __init__(self, proxy: FlakyProxy, server: S3, folder: Path) -> None:
        from core.bucket import clients
        from videos.storage import get_storage

        clients.READ_SECONDS = READ_SECONDS
        clients.forget()
        self.proxy, self.server = proxy, server
        self.folder = Path(tempfile.mkdtemp(dir=folder))
        self.chance = random.Random(SEED)
        self.storage = get_storage()
        self.bodies: dict[str, str] = {}
        """Keys that hold an original, and its checksum."""
        self.counts: Counter[str] = Counter()
        self.false: list[str] = []
        self.lost: list[str] = []
        self.number = 0

    def all(self, operations: int) -> None:
        kinds: list[Callable[[], None]] = [
            self.put, self.fetch, self.move, self.look, self.delete, self.sweep, self.upload,
        ]  # fmt: skip
        weather = [Chance(SEED, SHARE), Chance(SEED, STORM)]
        for self.number in range(operations):
            self.proxy.plan = self.chance.choices(weather, weights=[5, 1])[0]
            kind = self.chance.choices(kinds, weights=[6, 4, 5, 3, 2, 2, 5])[0]
            self.counts[kind.__name__] += 1
            kind()
        self.proxy.plan = None
        self._look_for_originals(self.bodies)

    def result(self, seconds: float) -> Result:
        return Result(
            "R8",
            "S3 with time-outs, 503s, resets: 0 false successes, 0 lost originals",
            trials=sum(self.counts.values()),
            faults={"false successes": len(self.false), "lost originals": len(self.lost)},
            facts={
                "requests": self.proxy.requests,
                "requests meddled with": sum(self.proxy.done.values()),
                "tries told as failed": self.failed,
                "damaged uploads found": self.damaged,
                "originals kept": len(self.bodies),
            },
            seconds=round(seconds, 1),
            stack="S3 (rclone) behind a flaky proxy",
            note="; ".join((self.false + self.lost)[:5]),
        )

    failed = 0
    damaged = 0

    # The operations

    def put(self) -> None:
        key, path = f"videos/{self.number}/original", self._file()
        if self._says_yes(lambda: self.storage.put_file(path, key)):
            self._claim(key, path)
        path.unlink()

    def fetch(self) -> None:
        path = self.folder / "fetched"
        for key in self._some_key():
            if self._says_yes(lambda key=key: self.storage.download_to(key, path)):
                self._expect(sha256_of(path) == self.bodies[key], f"fetched {key} is another")
                path.unlink()
            self._expect(list(self.folder.glob("fetched*")) == [], "half a file was left")

    def move(self) -> None:
        """Tried until it says yes: an attempt that said no may have been done all the same."""
        for key in self._some_key():
            target, sha256 = f"videos/{self.number}/moved", self.bodies.pop(key)
            told = self._says_yes(lambda key=key, target=target: self._move(key, target))
            with self._past_the_proxy() as storage:
                found = {name: self._sha256_of(storage, name) for name in (key, target)}
            if sha256 not in found.values():
                self.lost.append(f"{key} while it was moved")
            if told:
                self._expect(found == {key: None, target: sha256}, f"{key} was not moved")
            self.bodies[target if found[target] == sha256 else key] = sha256

    def look(self) -> None:
        for key in [*self._some_key(), "videos/nothing/original"]:
            sizes: list[int | None] = []
            if self._says_yes(lambda key=key, sizes=sizes: sizes.append(self.storage.size(key))):
                is_there = key in self.bodies
                self._expect((sizes[0] is not None) == is_there, f"{key} is told wrongly")

    def delete(self) -> None:
        for key in self._some_key():
            sha256 = self.bodies.pop(key)
            if self._says_yes(lambda key=key: self.storage.delete(key)):
                with self._past_the_proxy() as storage:
                    self._expect(not storage.exists(key), f"{key} was not deleted")
            else:
                self._still(key, sha256)

    def sweep(self) -> None:
        prefix = f"videos/swept-{self.number}/"
        with self._past_the_proxy() as storage:
            for name in ("a", "b", "c"):
                storage.put_file(self._file(SMALL), prefix + name)
        if self._says_yes(lambda: self.storage.delete_prefix(prefix)):
            with self._past_the_proxy() as storage:
                self._expect(list(storage.walk(prefix)) == [], f"{prefix} was not emptied")

    def upload(self) -> None:
        """A person's: begin, parts, commit. What was taken over is kept from then on."""
        from tests.drills.senders import Sender

        path = self._file()
        sender = Sender(path, parts=self.chance.choice([None, 3]))
        asset = sender.send()
        self.failed += sender.refusals
        if asset is not None:
            self._expect(asset.size_bytes == path.stat().st_size, "another size was committed")
            self._take_over(asset)
            if self._is_found_damaged(asset):
                self.damaged += 1
            else:
                self._claim(asset.original_key, path)
        path.unlink()

    def _take_over(self, asset: Any) -> None:
        """In the same weather; what that does not manage, the worker's next try has to."""
        from videos.intake.takeover import take_over

        self._says_yes(lambda: take_over(asset))

    def _is_found_damaged(self, asset: Any) -> bool:
        """Nobody checks a signed PUT on its way: the worker does, by the sender's checksum."""
        from videos.worker.run import work_one

        with self._past_the_proxy():
            work_one()
        asset.refresh_from_db()
        return bool(asset.error_code == "changed_on_the_way")

    # Truth

    def _claim(self, key: str, path: Path) -> None:
        sha256 = sha256_of(path)
        with self._past_the_proxy() as storage:
            found = self._sha256_of(storage, key)
        self._expect(found == sha256, f"{key} is not what was sent")
        self.bodies[key] = sha256

    def _look_for_originals(self, bodies: dict[str, str]) -> None:
        with self._past_the_proxy() as storage:
            for key, sha256 in bodies.items():
                if self._sha256_of(storage, key) != sha256:
                    self.lost.append(key)

    def _still(self, key: str, sha256: str) -> None:
        with self._past_the_proxy() as storage:
            if self._sha256_of(storage, key) == sha256:
                self.bodies[key] = sha256

    @contextmanager
    def _past_the_proxy(self) -> Iterator[Any]:
        plan, self.proxy.plan = self.proxy.plan, None
        try:
            yield self.storage
        finally:
            self.proxy.plan = plan

    def _sha256_of(self, storage: Any, key: str) -> str | None:
        from videos.storage import MissingObject

        path = self.folder / "truth"
        try:
            storage.download_to(key, path)
        except MissingObject:
            return None
        return sha256_of(path)

    def _says_yes(self, operation: Callable[[], object]) -> bool:
        from videos.storage import MissingObject, StorageTrouble

        try:
            operation()
        except StorageTrouble:
            self.failed += 1
            return False
        except MissingObject as missing:
            self._expect(False, f"{missing} was told as missing")
            return False
        return True

    def _move(self, key: str, target: str) -> None:
        self.storage.move(key, target)

    def _expect(self, is_so: bool, otherwise: str) -> None:
        if not is_so:
            self.false.append(f"operation {self.number}: {otherwise}")

    # Material

    def _file(self, size: int | None = None) -> Path:
        path = self.folder / f"file-{self.number}"
        path.write_bytes(self.chance.randbytes(size or self.chance.choice([SMALL, SMALL, LARGE])))
        return path

    def _some_key(self) -> list[str]:
        return [self.chance.choice(sorted(self.bodies))] if self.bodies else []
