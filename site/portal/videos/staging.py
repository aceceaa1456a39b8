"""What an attempt made, on its way to the storage: several files at once, told to be there only
when each was checked on arrival.

    staging.send(path, key)      returns at once
    staging.arrived()            waits; raises the first trouble
    staging.publish()            every file to its final key, or a trouble once none moves any more
    staging.close()              nothing is on its way any more when this returns
"""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from portal.videos.storage import get_storage

AT_ONCE = 3


class Staging:
    """Its threads touch the storage alone, never the database."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._lanes = ThreadPoolExecutor(AT_ONCE, "staging")
        self._sent: dict[str, Future[None]] = {}

    def send(self, path: Path, key: str) -> None:
        self._sent[key] = self._lanes.submit(get_storage().put_file, path, self.prefix + key)

    def arrived(self) -> None:
        for sent in self._sent.values():
            sent.result()

    def publish(self) -> None:
        """Waits for all even if one fails: a move that ends after the transaction that guards it
        was rolled back could undo what the next attempt published.
        """
        self.arrived()
        move = get_storage().move
        moves = [self._lanes.submit(move, self.prefix + key, key) for key in self._sent]
        wait(moves)
        for moved in moves:
            moved.result()

    def close(self) -> None:
        self._lanes.shutdown(cancel_futures=True)
