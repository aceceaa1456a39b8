"""The notices of third parties, held against the lock files and against what is bundled."""

import json
import re

from scripts import notices
from tests.architecture.ladder import ROOT

OLD_OR_UNKNOWN = re.compile(r"\|\s*\|$", re.M)
BUNDLED = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")


def test_the_notices_are_those_of_the_lock_files() -> None:
    assert notices.FILE.read_text(encoding="utf-8") == notices.render(), "run `make notices`"


def test_every_package_names_its_licence() -> None:
    assert OLD_OR_UNKNOWN.findall(notices.render()) == []


def test_what_is_bundled_is_listed() -> None:
    maps = (ROOT / "static" / "build").rglob("*.map")
    sources = [one for path in maps for one in json.loads(path.read_text())["sources"]]
    bundled = {found[1] for one in sources if (found := BUNDLED.search(one))}
    listed = {str(one.relative_to(ROOT / "node_modules")) for one in notices.bundled_packages()}
    assert "hls.js" in bundled
    assert bundled <= listed


def test_the_licence_is_the_one_that_the_packages_name() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    assert json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["license"] == "MIT"
