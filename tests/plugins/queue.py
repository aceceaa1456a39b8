"""The queue of one test is nothing to the next: a doorbell would ring for rows that are gone."""

import pytest
from huey.contrib.djhuey import HUEY


@pytest.fixture(autouse=True)
def _empty_queue() -> None:
    HUEY.storage.flush_queue()
    HUEY.storage.flush_schedule()
