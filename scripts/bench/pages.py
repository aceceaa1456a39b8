"""How long pages take in a large school, and whether queries grow with the rows. See demo.crowd."""

import io
import re
from pathlib import Path
from urllib.parse import urljoin

import av

from demo.crowd import make_crowd, remove_crowd
from practice.models import Take
from scripts.bench import recordings
from scripts.bench.clock import median_ms, seconds_of
from scripts.bench.school import School
from scripts.bench.server import portal
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
from scripts.testbed.people import a_student, an_exercise
from scripts.testbed.table import Row
from scripts.testbed.takes import hand_in_take
from videos.worker.run import work_one

FEW_TAKES = 2_000
VISITS = 25
SEGMENTS = 12
SEGMENT_MOST_MS = 1000
FILM_SECONDS = 20
INIT = re.compile(r'#EXT-X-MAP:URI="([^"]+)",BYTERANGE="(\d+)@(\d+)"')
FIRST = re.compile(r"#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\S+)")


def rows(home: Path, *, takes: int) -> list[Row]:
    segment = segment_visit(_playable_take(home))
    before = _counts_with(FEW_TAKES, segment)
    remove_crowd(print)
    filled = seconds_of(lambda: make_crowd(print, takes=takes))
    visits = all_visits(School())
    after = Counter().of_all([*visits, segment])
    with portal(home) as server:
        found = _timed(Web(server.url), visits, segment)
    queries = _query_rows(before, after, takes)
    return [*found, *queries, Row(f"filling the database with {takes:,} takes", filled)]


def _playable_take(home: Path) -> Take:
    """The crowd's videos are rows without bytes."""
    film = recordings.browser_recording(home, "VP8", seconds=FILM_SECONDS)
    take = hand_in_take(film, student=a_student(), exercise=an_exercise())
    work_one()
    return take


def _counts_with(takes: int, segment: Visit) -> Counts:
    make_crowd(print, takes=takes)
    return Counter().of_all([*all_visits(School()), segment])


def _timed(web: Web, visits: list[Visit], segment: Visit) -> list[Row]:
    page, answer = (median_ms(lambda one=one: web.make(one), times=VISITS) for one in baselines())
    found = []
    for visit in visits:
        value = median_ms(lambda one=visit: web.make(one), times=VISITS)
        most = NO_MORE_THAN_MS if visit.is_promise else None
        found.append(Row(visit.name, value, "ms", answer if visit.is_api else page, most))
    value = median_ms(lambda: play_new_segment(web, segment), times=SEGMENTS)
    name = "segment made and its first picture decoded"
    return [*found, Row(name, value, "ms", answer, SEGMENT_MOST_MS)]


def _query_rows(before: Counts, after: Counts, takes: int) -> list[Row]:
    sizes = f"{takes:,} takes to {FEW_TAKES:,}"
    return [
        Row(f"queries: {name}, {sizes}", after[name], "", before[name], most_ratio=1)
        for name in after
    ]


def play_new_segment(web: Web, visit: Visit) -> None:
    """What a player does: the span's playlists, the first bytes they name, one picture."""
    streams = web.make(visit).json()["streams"]
    master = web.get(visit, streams["hls"]).decode()
    named = next(line for line in master.splitlines() if line and not line.startswith("#"))
    variant = urljoin(streams["hls"], named)
    playlist = web.get(visit, variant).decode()
    init, first = INIT.search(playlist), FIRST.search(playlist)
    if init is None or first is None:
        raise RuntimeError(f"no segments in {playlist!r}")
    data = _range(web, visit, urljoin(variant, init[1]), init[2], init[3])
    data += _range(web, visit, urljoin(variant, first[3]), first[1], first[2])
    with av.open(io.BytesIO(data)) as media:
        next(media.decode(video=0))


def _range(web: Web, visit: Visit, path: str, size: str, offset: str) -> bytes:
    last = int(offset) + int(size) - 1
    return web.get(visit, path, Range=f"bytes={offset}-{last}")
