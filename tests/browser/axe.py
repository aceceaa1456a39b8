"""What bars the way of people who see, hear or point differently, by the rules of axe."""

from typing import Any

from playwright.sync_api import Page

from portal.settings.env import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def hindrances(page: Page) -> list[str]:
    """What axe objects to on the page as it stands: rule and element."""
    page.evaluate(AXE())
    return _objections(page, {"type": "tag", "values": RULES})


def hindrances_in_both_themes(page: Page) -> list[str]:
    """The same in light, and what of it can't be told from its ground in dark."""
    found = hindrances(page)
    _put_on_dark(page)
    contrast = {"type": "rule", "values": ["color-contrast"]}
    seen_in_dark = _objections(page, contrast)
    page.emulate_media(color_scheme="light")
    return found + [f"dark: {objection}" for objection in seen_in_dark]


def _put_on_dark(page: Page) -> None:
    """Loads the page anew: colours that change on the spot are read half changed."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.reload()
    page.evaluate(AXE())


def _objections(page: Page, run_only: dict[str, Any]) -> list[str]:
    found = page.evaluate("runOnly => axe.run({runOnly})", run_only)
    return [
        f"{violation['id']}: {node['target']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
