"""What an attempt made, on its way to the storage: several files at once, each checked on arrival.

staging.send(path, key)      returns at once
staging.arrived()            waits for all; raises the first error
staging.publish()            every file to its final key; raises once nothing moves any more
staging.close()              when this returns, nothing is on its way any more
"""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from videos.storage import get_storage

AT_ONCE = 3


class Staging:
    """Its threads use only the storage, never the database."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._pool = ThreadPoolExecutor(AT_ONCE, "staging")
        self._sent: dict[str, Future[None]] = {}

    def send(self, path: Path, key: str) -> None:
        self._sent[key] = self._pool.submit(get_storage().put_file, path, self.prefix + key)

    def arrived(self) -> None:
        for sent in self._sent.values():
            sent.result()

    def publish(self) -> None:
        """Waits for all even if one fails: a move that ends after its guarding transaction was
        rolled back could undo what the next attempt published.
        """
        self.arrived()
        move = get_storage().move
        moves = [self._pool.submit(move, self.prefix + key, key) for key in self._sent]
        wait(moves)
        for moved in moves:
            moved.result()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
