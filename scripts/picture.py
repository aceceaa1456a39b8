"""Draws who imports whom into docs/imports.md, from the imports themselves: `make picture`.

Arrows that follow from others are left out, so that a ladder looks like one. Type-only imports
don't count.
"""

import sys
from collections.abc import Callable, Iterable

import grimp

from scripts.common.paths import ROOT

PAGE = ROOT / "docs" / "imports.md"
FLOORS = (
    *("portal", "demo", "feedback", "invitations", "practice", "courses"),
    *("videos", "events", "audit", "accounts", "core"),
)
ROOMS = ("videos", "courses", "practice", "feedback", "core")
NO_ROOMS = {"migrations", "management", "templatetags"}

Arrows = dict[str, set[str]]


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Written to {PAGE.relative_to(ROOT)}.")


def page() -> str:
    graph = grimp.build_graph(*FLOORS, exclude_type_checking_imports=True)
    parts = [HEAD, "## The floors\n", chart(arrows(graph, floor_of))]
    for floor in ROOMS:
        found = arrows(graph, lambda module, floor=floor: room_of(graph, floor, module))
        parts += [f"## The rooms of {floor}\n", chart(found)]
    return "\n".join(parts)


def floor_of(module: str) -> str | None:
    """`portal` is split in two: the URLs at the top, and the API."""
    names = module.split(".")
    if names[0] != "portal":
        return names[0]
    return "portal.api" if names[1:2] == ["api"] else "portal.urls"


def room_of(graph: grimp.ImportGraph, floor: str, module: str) -> str | None:
    """A package within the floor; single modules belong to no room."""
    names = module.split(".")
    if names[0] != floor or len(names) < 2 or names[1] in NO_ROOMS:
        return None
    return names[1] if graph.find_children(f"{floor}.{names[1]}") else None


def arrows(graph: grimp.ImportGraph, place_of: Callable[[str], str | None]) -> Arrows:
    found: Arrows = {}
    for module in sorted(graph.modules):
        here = place_of(module)
        if here is None:
            continue
        imported = map(place_of, graph.find_modules_directly_imported_by(module))
        found.setdefault(here, set()).update(
            there for there in imported if there is not None and there != here
        )
    return found


def chart(found: Arrows) -> str:
    lines = [f"    {name}" for name in sorted(found)]
    lines += [f"    {a} --> {b}" for a in sorted(found) for b in sorted(needed(found, a))]
    return "\n".join(["```mermaid", "flowchart TB", *lines, "```", ""])


def needed(found: Arrows, start: str) -> set[str]:
    """The neighbours that can't be reached through another neighbour."""
    near = found[start]
    return {one for one in near if one not in reached(found, near - {one})}


def reached(found: Arrows, starts: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        for after in found.get(waiting.pop(), set()) - seen:
            seen.add(after)
            waiting.append(after)
    return seen


HEAD = """# Who imports whom

`make picture` draws this from the imports; nobody edits it. Arrows point down, nothing goes in a
ring: import-linter sees to both (pyproject.toml). See [ADR 0002](adr/0002-ladder-of-imports.md) and
[ADR 0030](adr/0030-packages-side-by-side.md).
"""

if __name__ == "__main__":
    sys.exit(main())
