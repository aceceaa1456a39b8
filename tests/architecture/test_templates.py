"""Templates: nothing inline, and every static file they name exists."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.architecture.ladder import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", re.S)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.I)
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.I)
HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I)
STATIC = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


def read(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def is_inline(attributes: str) -> bool:
    return "src=" not in attributes and "application/json" not in attributes


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_has_no_inline_script(path: Path) -> None:
    text = read(path)
    assert [one for one in SCRIPT.findall(text) if is_inline(one)] == []
    assert HANDLER.findall(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_has_no_inline_style(path: Path) -> None:
    assert INLINE_STYLE.findall(read(path)) == []


def test_every_static_file_that_a_template_names_exists() -> None:
    named = {(name(path), entry) for path in TEMPLATES for entry in STATIC.findall(read(path))}
    assert named
    missing = sorted(f"{where}: {entry}" for where, entry in named if not finders.find(entry))
    assert missing == [], "missing: does `make build` make it?"
