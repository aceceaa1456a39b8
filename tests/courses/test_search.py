"""People find only what they may open."""

from typing import Any

import pytest

from tests import factories


def found_titles(client: Any, query: str, **more: Any) -> list[str]:
    response = client.get("/search/", {"q": query, **more})
    assert response.status_code == 200
    return sorted(result.title for result in response.context["page"].object_list)


def test_search_finds_titles_summaries_and_bodies(as_student: Any, lesson: Any) -> None:
    lesson.summary = "About rosin"
    lesson.body = [("text", "<p>The frog is the lower end.</p>"), ("heading", "Horsehair")]
    lesson.save_revision().publish()

    assert found_titles(as_student, "violin") == ["Violin for beginners"]
    for word in ("rosin", "frog", "horsehair", "THE BOW"):
        assert found_titles(as_student, word) == ["The bow"]


def test_search_finds_the_brief_of_an_exercise(as_student: Any, exercise: Any) -> None:
    exercise.brief = [("callout", {"tone": "tip", "title": "Metronome", "text": "<p>Use it.</p>"})]
    exercise.save_revision().publish()

    assert found_titles(as_student, "metronome") == ["Long bows"]


@pytest.mark.parametrize(
    ("person", "finds"),
    [
        ("teacher", True),
        ("student", True),
        ("stranger", False),
        ("other_teacher", False),
        ("editor", True),
        ("admin", True),
    ],
)
def test_search_is_limited_to_what_one_may_open(
    person: str, finds: bool, client: Any, exercise: Any, request: Any
) -> None:
    client.force_login(request.getfixturevalue(person))

    assert found_titles(client, "long bows") == (["Long bows"] if finds else [])


def test_drafts_and_what_is_below_them_are_not_found(as_student: Any, lesson: Any) -> None:
    lesson.unpublish()

    assert found_titles(as_student, "bow") == []
    assert found_titles(as_student, "long") == []


def test_search_needs_an_account(client: Any, db: None) -> None:
    assert client.get("/search/?q=bow").url == "/account/login/?next=/search/%3Fq%3Dbow"


def test_search_without_words_asks_for_some(as_student: Any, exercise: Any) -> None:
    html = as_student.get("/search/").content.decode()

    assert "What are you looking for?" in html


def test_search_without_results_says_what_to_do(as_student: Any, exercise: Any) -> None:
    html = as_student.get("/search/?q=bagpipe").content.decode()

    assert "Nothing found" in html
    assert 'value="bagpipe"' in html


@pytest.mark.parametrize(
    "query",
    [
        "'\"; DROP TABLE",
        "<script>alert(1)</script>",
        "%",
        "*",
        "a" * 5000,
        "NOT (",
        "🎻",
        "OR",
    ],
)
def test_odd_queries_are_treated_as_plain_words(query: str, as_student: Any, exercise: Any) -> None:
    response = as_student.get("/search/", {"q": query})

    assert response.status_code == 200
    assert b"<script>alert(1)" not in response.content


def test_results_come_in_pages(as_student: Any, lesson: Any) -> None:
    for number in range(25):
        factories.ExerciseFactory(parent=lesson, title=f"Scale {number}")

    assert len(found_titles(as_student, "scale")) == 20
    assert len(found_titles(as_student, "scale", page=2)) == 5
    assert len(found_titles(as_student, "scale", page="x")) == 20
