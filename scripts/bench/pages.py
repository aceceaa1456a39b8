"""How long pages take with a hundred times the demo, and whether queries grow with the rows."""

import io
import re
from pathlib import Path

import av

from portal.demo.large import make_large
from scripts.bench import place
from scripts.bench.clock import median_ms, seconds_of
from scripts.bench.table import Row
from scripts.bench.visits import (
    NO_MORE_THAN_MS,
    Counter,
    Counts,
    Visit,
    Web,
    all_visits,
    baselines,
    segment_visit,
)

VISITS = 25
SEGMENTS = 12
SEGMENT_MOST_MS = 1000
INIT = re.compile(r'#EXT-X-MAP:URI="([^"]+)",BYTERANGE="(\d+)@(\d+)"')
FIRST = re.compile(r"#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\S+)")


def rows(home: Path, *, times: int) -> list[Row]:
    place.make_demo(home)
    visits, counter = [*all_visits(), segment_visit()], Counter()
    before = counter.of_all(visits)
    print(f"Filling the database with {times} times the demo …", flush=True)
    filled = seconds_of(lambda: make_large(times))
    after = counter.of_all(visits)
    with place.portal(home) as server:
        found = _timed(Web(server.url), visits, baselines(), times)
    queries = _query_rows(before, after, times)
    return [*found, *queries, Row(f"filling the database with demo × {times}", filled)]


def _timed(web: Web, visits: list[Visit], empty: list[Visit], times: int) -> list[Row]:
    page, answer = (median_ms(lambda one=one: web.make(one), times=VISITS) for one in empty)
    *pages, segment = visits
    found = []
    for visit in pages:
        value = median_ms(lambda one=visit: web.make(one), times=VISITS)
        most = NO_MORE_THAN_MS if visit.is_promise else None
        baseline = answer if visit.is_api else page
        found.append(Row(f"{visit.name}, demo × {times}", value, "ms", baseline, most))
    value = median_ms(lambda: play_new_segment(web, segment), times=SEGMENTS)
    name = f"segment made and its first picture decoded, demo × {times}"
    return [*found, Row(name, value, "ms", answer, SEGMENT_MOST_MS)]


def _query_rows(before: Counts, after: Counts, times: int) -> list[Row]:
    return [
        Row(f"queries: {name}, demo × {times} to × 1", after[name], "", before[name], most_ratio=1)
        for name in after
    ]


def play_new_segment(web: Web, visit: Visit) -> None:
    """What a player does: the span's playlists, the first bytes they name, one picture."""
    streams = web.make(visit).json()["streams"]
    master = web.get(visit, streams["hls"]).decode()
    variant = next(line for line in master.splitlines() if line and not line.startswith("#"))
    playlist = web.get(visit, variant).decode()
    init, first = INIT.search(playlist), FIRST.search(playlist)
    if init is None or first is None:
        raise RuntimeError(f"no segments in {playlist!r}")
    data = _range(web, visit, init[1], init[2], init[3])
    data += _range(web, visit, first[3], first[1], first[2])
    with av.open(io.BytesIO(data)) as media:
        next(media.decode(video=0))


def _range(web: Web, visit: Visit, path: str, size: str, offset: str) -> bytes:
    last = int(offset) + int(size) - 1
    return web.get(visit, path, Range=f"bytes={offset}-{last}")
