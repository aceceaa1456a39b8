"""When signed addresses end: the same moment for all that are made within a window of time.

So a browser that is given an address twice is given the same one, and finds the bytes in its cache.
"""

from math import ceil
from time import time


def ends_at(seconds: int) -> int:
    """The end, as seconds since 1970, of an address for `seconds` to twice as many."""
    window = max(seconds, 1)
    return (ceil(time() / window) + 1) * window
