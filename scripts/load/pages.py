"""Fifty people at once on the lesson page and the API's list, against a bare page of Wagtail's.

Each of them asks again as soon as they are answered, which is the load of several hundred people
who also read. The rounds take turns, so that what else the machine does meets all three alike.
"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

import requests

from scripts.load.settled import settled
from scripts.load.wrk import Answers, load
from scripts.testbed.table import Row

PEOPLE = 50
ROUNDS, SECONDS, WARM_UP_SECONDS = 5, 8, 4
MOST_P95_MS = 200
LEAST_RATIO = 0.6


def rows() -> list[Row]:
    with settled() as portal:
        from scripts.load import visitors

        people = visitors.invited(portal.home, count=PEOPLE)
        lesson, bare = visitors.lesson(), visitors.bare_page()
        visits = {
            "bare page": (portal.url + bare.url, people.sessions, bare.title),
            "lesson page": (portal.url + lesson.url, people.sessions, lesson.title),
            "exercise list, API": (f"{portal.url}/api/v1/exercises/", people.tokens, '"count"'),
        }
        for visit in visits.values():
            look_at_each(*visit)
        return list(figures(measured(visits)))


def look_at_each(url: str, people: Path, words: str) -> None:
    """Everybody sees the real thing; a page that refuses is quick for the wrong reason."""
    for line in people.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(": ")
        answer = requests.get(url, headers={name: value}, timeout=60, allow_redirects=False)
        if answer.status_code != 200 or words not in answer.text:
            raise RuntimeError(f"{url} answered {answer.status_code} without {words!r}")


def measured(visits: dict[str, tuple[str, Path, str]]) -> dict[str, list[Answers]]:
    for url, people, _words in visits.values():
        load(url, people, at_once=PEOPLE, seconds=WARM_UP_SECONDS)
    found: dict[str, list[Answers]] = {name: [] for name in visits}
    for _ in range(ROUNDS):
        for name, (url, people, _words) in visits.items():
            found[name].append(load(url, people, at_once=PEOPLE, seconds=SECONDS))
    return found


def figures(found: dict[str, list[Answers]]) -> Iterator[Row]:
    """The medians of the rounds."""
    pace = median(one.per_second for one in found["bare page"])
    for name, answers in found.items():
        is_bare = name == "bare page"
        p95 = median(one.p95_ms for one in answers)
        each = median(one.per_second for one in answers)
        baseline, least = (None, None) if is_bare else (pace, LEAST_RATIO)
        yield Row(f"{name}: requests a second", each, "/s", baseline, least_ratio=least)
        yield Row(
            f"{name}: p95 with {PEOPLE} at once", p95, "ms", most=None if is_bare else MOST_P95_MS
        )
        yield Row(f"{name}: errors", sum(one.errors for one in answers), "", most=0)
