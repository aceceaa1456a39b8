"""Right to left: our styles name no side of the screen."""

import re
from pathlib import Path

import pytest

from portal.settings.env import ROOT

SIDES = re.compile(
    r"""(?:^|[\s;{])
    (?: (?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)[\w-]* \s*:
      | border-(?:top|bottom)-(?:left|right)-radius \s*:
      | (?:left|right) \s*:
      | (?:text-align|float|clear|caption-side|justify-\w+) \s*:\s* (?:left|right)\b
      | (?:margin|padding|border-width|border-style) \s*:
        \s* [^\s;]+ \s+ ([^\s;]+) \s+ [^\s;]+ \s+ (?!\1\b)[^\s;]+ \s*;
      | translate \s*:\s* -?[1-9]
      | [\w-]+ \s*:[^;{}]*\bto\ (?:left|right)\b
    )""",
    re.VERBOSE | re.MULTILINE,
)
ALONG_THE_TIME = {
    "timeline.css": {"background:": 1, "translate:": 2},
    "player.css": {"background:": 1},
    "landing.css": {"background:": 1},
}
"""Time runs from left to right in every language; these files say `direction: ltr`."""

STYLES = sorted(
    path for path in (ROOT / "static" / "css").rglob("*.css") if "build" not in path.parts
)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_name_no_side_of_the_screen(path: Path) -> None:
    css = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    found: dict[str, int] = {}
    for match in SIDES.finditer(css):
        name = match[0].strip(" \n\t;{").split(":")[0] + ":"
        found[name] = found.get(name, 0) + 1

    assert found == ALONG_THE_TIME.get(path.name, {})
    if path.name in ALONG_THE_TIME:
        assert "direction: ltr" in css


@pytest.mark.parametrize(
    "css",
    [
        "a { margin-left: 1px }",
        "a { left: 0 }",
        "a{right:0}",
        "a { text-align: right; }",
        "a { padding: 1px 2px 3px 4px; }",
        "a { border-top-left-radius: 2px }",
        "a { border-left: 1px solid }",
    ],
)
def test_a_side_is_found(css: str) -> None:
    assert SIDES.search(css)


@pytest.mark.parametrize(
    "css",
    [
        "a { margin-inline-start: 1px }",
        "a { padding: 1px 2px 3px 2px; }",
        "a { text-align: start }",
        "a { inset-inline-start: 0 }",
        "a { border-block-start: 0 }",
    ],
)
def test_what_follows_the_reading_is_let_through(css: str) -> None:
    assert not SIDES.search(css)
