from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from core.templatetags import keep


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "_kept", type(keep._kept)())


def render(text: str, **values: Any) -> str:
    return Template("{% load keep %}" + text).render(Context(values))


def test_a_part_is_rendered_once_for_its_values() -> None:
    text = '{% keep "part" a %}{{ a }}{{ b }}{% endkeep %}'
    assert render(text, a=1, b="first") == "1first"
    assert render(text, a=1, b="second") == "1first"
    assert render(text, a=2, b="second") == "2second"


def test_languages_do_not_share() -> None:
    text = '{% load i18n %}{% keep "words" %}{% get_current_language as l %}{{ l }}{% endkeep %}'
    with translation.override("en"):
        assert render(text) == "en"
    with translation.override("de"):
        assert render(text) == "de"


def test_what_is_kept_is_escaped_once() -> None:
    text = '{% keep "name" a %}{{ a }}{% endkeep %}'
    assert render(text, a="<b>") == "&lt;b&gt;"
    assert render(text, a="<b>") == "&lt;b&gt;"


def test_changes_to_templates_show_in_development(settings: Any) -> None:
    settings.DEBUG = True
    text = '{% keep "live" %}{{ a }}{% endkeep %}'
    assert [render(text, a=1), render(text, a=2)] == ["1", "2"]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "MOST", 2)
    for number in range(4):
        render('{% keep "n" a %}{{ a }}{% endkeep %}', a=number)
    assert len(keep._kept) == 2


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/courses/", "courses"),
        ("/courses/piano/", "courses"),
        ("/practice/", "practice"),
        ("/", ""),
        ("/profile/", ""),
        ("", ""),
        ("/courses", ""),
    ],
)
def test_sections_are_a_closed_list(path: str, part: str) -> None:
    assert keep.section(path) == part
