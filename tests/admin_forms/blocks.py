"""StreamFields: fills in every kind of block, and posts them like their script does."""

import json
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from tests.admin_forms.values import Values

State = Any


def filled(block: blocks.Block, name: str, values: Values) -> State:
    """The state of a block with everything filled in; `name` starts with its parents' names."""
    if isinstance(block, blocks.StreamBlock):
        return [
            {"type": kind, "value": filled(child, kind, values), "id": ""}
            for kind, child in block.child_blocks.items()
        ]
    if isinstance(block, blocks.ListBlock):
        count = max(2, block.meta.min_num or 0)
        return [{"value": filled(block.child_block, name, values), "id": ""} for _ in range(count)]
    if isinstance(block, TypedTableBlock):
        return _table(block, values)
    if isinstance(block, blocks.StructBlock):
        children = block.child_blocks.items()
        return {key: filled(child, f"{name}.{key}", values) for key, child in children}
    return values.for_block(block, name)


def posted(block: blocks.Block, state: State, prefix: str) -> dict[str, Any]:
    if isinstance(block, blocks.StreamBlock):
        return _posted_list(state, prefix, lambda item: block.child_blocks[item["type"]])
    if isinstance(block, blocks.ListBlock):
        return _posted_list(state, prefix, lambda item: block.child_block)
    if isinstance(block, TypedTableBlock):
        return _posted_table(block, state, prefix)
    if isinstance(block, blocks.StructBlock):
        found: dict[str, Any] = {}
        for name, child in block.child_blocks.items():
            found |= posted(child, state[name], f"{prefix}-{name}")
        return found
    return _posted_value(state, prefix)


def _posted_list(items: list[Any], prefix: str, block_of: Any) -> dict[str, Any]:
    found: dict[str, Any] = {f"{prefix}-count": str(len(items))}
    for place, item in enumerate(items):
        row = f"{prefix}-{place}"
        found |= {f"{row}-order": str(place), f"{row}-deleted": "", f"{row}-id": item["id"] or ""}
        if "type" in item:
            found[f"{row}-type"] = item["type"]
        found |= posted(block_of(item), item["value"], f"{row}-value")
    return found


def _posted_value(state: State, prefix: str) -> dict[str, Any]:
    if isinstance(state, dict) and "blocks" in state:
        return {prefix: json.dumps(state)}
    if isinstance(state, list):
        return {prefix: str(state[0])}
    if isinstance(state, dict) and "id" in state:
        return {prefix: str(state["id"])}
    if isinstance(state, bool):
        return {prefix: "on"} if state else {}
    return {prefix: "" if state is None else str(state)}


def _table(block: TypedTableBlock, values: Values) -> State:
    kinds = block.child_blocks
    return {
        "columns": [{"type": kind, "heading": values.text(kind)} for kind in kinds],
        "rows": [{"values": [filled(kinds[kind], kind, values) for kind in kinds]}],
        "caption": values.text("caption"),
    }


def _posted_table(block: TypedTableBlock, state: State, prefix: str) -> dict[str, Any]:
    columns, rows = state["columns"], state["rows"]
    found = {
        f"{prefix}-caption": state["caption"],
        f"{prefix}-column-count": str(len(columns)),
        f"{prefix}-row-count": str(len(rows)),
    }
    for place, column in enumerate(columns):
        name = f"{prefix}-column-{place}"
        found |= {f"{name}-type": column["type"], f"{name}-heading": column["heading"]}
        found |= {f"{name}-order": str(place), f"{name}-deleted": ""}
    for number, row in enumerate(rows):
        name = f"{prefix}-row-{number}"
        found |= {f"{name}-order": str(number), f"{name}-deleted": ""}
        for place, value in enumerate(row["values"]):
            child = block.child_blocks[columns[place]["type"]]
            found |= posted(child, value, f"{prefix}-cell-{number}-{place}")
    return found
