"""Values for the fields of the admin: one for the first turn, another for the second.

Texts, numbers and choices are generated from the field. Values that can't be generated, such as a
time, an address or a chosen picture, are listed in `Samples.by_name`. If a field accepts neither,
the test fails: add two values for it there.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail import blocks

from tests.admin_forms.page import Control

WORDS = ("First words", "Second words")
RICH = re.compile(r'^\s*\{.*"blocks"', re.DOTALL)


def rich(text: str) -> dict[str, Any]:
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0}
    return {"blocks": [block | {"inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}


@dataclass
class Samples:
    """By "form.field", by the whole name of the field or block, or by the last part of its name."""

    by_name: dict[str, tuple[Any, Any]]

    def find(self, name: str, where: str = "") -> tuple[Any, Any] | None:
        last, row = re.split(r"[-.]", name)[-1], "-".join(name.split("-")[-2:])
        block = ".".join(name.split(".")[-2:])
        keys = (f"{where}.{name}", f"{where}.{last}", name, block, row, last)
        return next((self.by_name[key] for key in keys if key in self.by_name), None)

    def changes(self, name: str, where: str) -> bool:
        """A sample may leave a field unchanged on one of the two turns."""
        sample = self.find(name, where)
        return sample is not None and sample[0] != sample[1]


@dataclass
class Values:
    """`turn` is 0 the first time and 1 the second; `where` is the name of the form."""

    samples: Samples
    turn: int
    where: str = ""
    used: int = 0

    def text(self, name: str, longest: int | None = None) -> str:
        """No two fields get the same text, so that mix-ups are noticed."""
        self.used += 1
        return f"{WORDS[self.turn]} {self.used}"[-(longest or 200) :]

    def for_control(self, control: Control, before: Any) -> Any:
        sample = self.samples.find(control.name, self.where)
        if sample is not None:
            return self._of(sample)
        if control.is_many:
            return self._boxes(control)
        if control.kind == "checkbox":
            return None if before else control.choices
        if control.choices:
            return self._choice(control, before)
        if control.kind == "number":
            return str(self._number(control))
        if RICH.match(str(before)):
            return json.dumps(rich(self.text(control.name)))
        return self.text(control.name, _longest(control))

    def for_block(self, block: blocks.Block, name: str) -> Any:
        sample = self.samples.find(name, self.where)
        if sample is not None:
            return self._of(sample)
        if isinstance(block, blocks.RichTextBlock):
            return rich(self.text(name))
        if isinstance(block, blocks.ChoiceBlock):
            choices = [value for value, _label in block.field.choices if value]
            return choices[self.turn % len(choices)]
        if isinstance(block, blocks.BooleanBlock):
            return self.turn == 0
        if isinstance(block, blocks.FloatBlock | blocks.IntegerBlock | blocks.DecimalBlock):
            return f"{10 + self.turn}.5"
        if isinstance(block, blocks.CharBlock | blocks.TextBlock):
            return self.text(name, block.field.max_length)
        raise AssertionError(f"No two values for the block {name} ({type(block).__name__})")

    def _of(self, sample: tuple[Any, Any]) -> Any:
        value = sample[self.turn]
        return value() if callable(value) else value

    def _boxes(self, control: Control) -> list[str]:
        choices = [choice for choice in control.choices if choice]
        assert choices, f"{control.name} offers nothing to choose"
        return choices if self.turn == 0 else choices[:1]

    def _choice(self, control: Control, before: Any) -> str:
        """Each row gets a different choice, as duplicates may not be allowed."""
        was = before[0] if isinstance(before, list) else before
        others = [choice for choice in control.choices if choice != was]
        assert others, f"{control.name} offers one choice only: {control.choices}"
        row = re.search(r"-(\d+)-", control.name)
        return others[-1 - (int(row[1]) % len(others) if row else 0)]

    def _number(self, control: Control) -> int:
        lowest, highest = control.tag.get("min"), control.tag.get("max")
        number = int(str(lowest or 1)) + 1 + self.turn
        return min(number, int(str(highest))) if highest else number


def a_file(name: str, content: bytes, kind: str = "application/octet-stream") -> Any:
    return lambda: SimpleUploadedFile(name, content, kind)


def _longest(control: Control) -> int | None:
    longest = control.tag.get("maxlength")
    return int(str(longest)) if longest else None
