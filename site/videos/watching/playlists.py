"""HLS playlists (RFC 8216bis) from renditions' indexes: nothing is read from storage.

A rendition is one fragmented MP4 file; its playlist lists byte ranges of it. A clip's playlist
lists only the ranges that cover its span, so a clip plays without anything being cut.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import NamedTuple

from videos.models import Rendition

UrlOf = Callable[[Rendition], str]
FIRST_BANDWIDTH = 2_500_000
"""Players start with the variant listed first: good quality, but not too much for a phone."""


class Segment(NamedTuple):
    starts_at: float
    seconds: float
    offset: int
    size: int

    @property
    def ends_at(self) -> float:
        return self.starts_at + self.seconds


def segments_of(rendition: Rendition) -> list[Segment]:
    found, at = [], 0.0
    for seconds, offset, size in rendition.index["segments"]:
        found.append(Segment(round(at, 6), seconds, offset, size))
        at += seconds
    return found


def covering(rendition: Rendition, start_ms: int, end_ms: int) -> list[Segment]:
    """The segments that overlap [start, end); the last one for a span beyond the end."""
    start, end = start_ms / 1000, end_ms / 1000
    everything = segments_of(rendition)
    inside = [s for s in everything if s.ends_at > start and s.starts_at < end]
    return inside or everything[-1:]


def span_family(renditions: Iterable[Rendition], start_ms: int, end_ms: int) -> list[Rendition]:
    """A clip's renditions that start at the same time, so that a player can switch between them.

    If a copied source is cut at other places than the encoded ladder, the larger family wins.
    """
    families: dict[float, list[Rendition]] = defaultdict(list)
    for rendition in renditions:
        first = covering(rendition, start_ms, end_ms)[0]
        families[round(first.starts_at, 2)].append(rendition)
    return max(families.items(), key=lambda item: (len(item[1]), item[0]))[1] if families else []


def master(renditions: Sequence[Rendition], url_of: UrlOf) -> str:
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for rendition in _best_start_first(renditions):
        lines += [f"#EXT-X-STREAM-INF:{_attributes(rendition)}", url_of(rendition)]
    return "\n".join(lines) + "\n"


def media(rendition: Rendition, url: str, *, good_for: int | None = None) -> str:
    """`good_for`: how many seconds `url` lasts, for players that fetch the playlist again."""
    return _media(rendition, url, segments_of(rendition), _good_for_tag(good_for))


def span(
    rendition: Rendition, url: str, start_ms: int, end_ms: int, *, good_for: int | None = None
) -> str:
    """`media` for [start, end) only; it asks the player to start exactly at `start`."""
    inside = covering(rendition, start_ms, end_ms)
    offset = max(0.0, start_ms / 1000 - inside[0].starts_at)
    start = f"#EXT-X-START:TIME-OFFSET={offset:.3f},PRECISE=YES"
    return _media(rendition, url, inside, [start, *_good_for_tag(good_for)])


def _best_start_first(renditions: Sequence[Rendition]) -> list[Rendition]:
    by_rate = sorted(renditions, key=lambda r: -r.average_bandwidth)
    light = [r for r in by_rate if r.average_bandwidth <= FIRST_BANDWIDTH]
    first = (light or by_rate[-1:])[:1]
    return [*first, *(r for r in by_rate if r not in first)]


def _attributes(rendition: Rendition) -> str:
    parts = [f"BANDWIDTH={max(rendition.bandwidth, rendition.average_bandwidth)}"]
    parts.append(f"AVERAGE-BANDWIDTH={rendition.average_bandwidth}")
    if rendition.width and rendition.height:
        parts.append(f"RESOLUTION={rendition.width}x{rendition.height}")
    if rendition.frame_rate:
        parts.append(f"FRAME-RATE={rendition.frame_rate:.3f}")
    if rendition.codecs:
        parts.append(f'CODECS="{rendition.codecs}"')
    return ",".join(parts)


def _good_for_tag(seconds: int | None) -> list[str]:
    """A tag of our own: players ignore tags that they do not know (RFC 8216bis, 6.3.1)."""
    return [] if seconds is None else [f"#EXT-X-PRACTIKA-GOOD-FOR:{seconds}"]


def _media(rendition: Rendition, url: str, segments: list[Segment], extra: list[str]) -> str:
    offset, size = rendition.index["init"]
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{ceil(max(segment.seconds for segment in segments))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        *extra,
        f'#EXT-X-MAP:URI="{url}",BYTERANGE="{size}@{offset}"',
    ]
    lines += [
        f"#EXTINF:{seconds:.6f},\n#EXT-X-BYTERANGE:{size}@{offset}\n{url}"
        for _starts_at, seconds, offset, size in segments
    ]
    return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"
