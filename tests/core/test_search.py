"""Whatever people type into a search box is treated as words, on any database."""

import pytest
from modelsearch.query import And, Not, Or, Phrase, PlainText
from wagtail.models import Page

from core.search.words import folded, plain_query, plain_words
from courses.models import Course
from tests import factories

TYPED = [
    "'\"; DROP TABLE",
    '"',
    "bow AND",
    "a*b(",
    "NEAR(",
    "-",
    "title:bow",
    "\x00",
    "!",
    "a:*",
    "\\",
]


@pytest.mark.parametrize("typed", TYPED)
def test_search_takes_any_text(typed, course):
    assert list(Course.objects.search(typed)) == []
    assert list(Course.objects.autocomplete(typed)) in ([], [course])


@pytest.mark.parametrize("typed", TYPED)
def test_search_takes_any_text_in_a_query_object(typed, course):
    for query in (PlainText(typed), Phrase(typed), And([PlainText(typed)]), Or([Phrase(typed)])):
        assert list(Course.objects.search(query)) == []


def test_punctuation_does_not_hide_a_hit(course):
    assert [hit.title for hit in Course.objects.autocomplete('"Violin"')] == [course.title]


@pytest.mark.parametrize("address", ["media/", "course-list/", "pages/search/"])
@pytest.mark.parametrize("typed", ['"', "'", "\\", "a & | b", "(", "a:*", "%", "–"])
def test_admin_search_survives(client, teacher, address, typed):
    client.force_login(teacher)

    assert client.get(f"/admin/{address}", {"q": typed}).status_code == 200
    assert client.get(f"/admin/{address}", {"q": f"{typed}\x00"}).status_code == 400


@pytest.mark.parametrize("typed", ["übung", "UBUNG", "Übung", "“Übung”", "u\u0308bung"])
def test_accents_and_capitals_do_not_hide_a_hit(typed, course):
    factories.CourseFactory(title="Übung für Anfänger")

    assert [hit.title for hit in Course.objects.search(typed)] == ["Übung für Anfänger"]
    assert [hit.title for hit in Course.objects.autocomplete(typed[:4])] == ["Übung für Anfänger"]


@pytest.mark.parametrize("typed", ["warm", "up", "mp4", "warm-up.mp4", "example"])
def test_names_of_files_and_hosts_are_found_by_their_words(typed, course):
    made = factories.CourseFactory(title="warm-up.mp4 of www.example.com/bows")

    assert list(Course.objects.search(typed)) == [made]


def test_words_are_found_as_they_are_written_in_any_language(course):
    """No database takes the endings of one language for those of all."""
    made = factories.CourseFactory(title="नमस्ते 弓 scales running")

    assert list(Course.objects.search("नमस्ते")) == [made]
    assert list(Course.objects.search("scales")) == [made]
    assert list(Course.objects.search("run")) == []


def test_a_change_and_a_deletion_reach_the_index(course):
    course.title = "Cello for beginners"
    course.save()
    assert list(Course.objects.search("violin")) == []
    assert list(Course.objects.search("cello")) == [course]

    Page.objects.get(pk=course.pk).delete()
    assert list(Course.objects.search("cello")) == []


def test_a_page_with_endless_text_is_saved_and_found(course):
    course.description = "".join(f"<p>word{number}</p>" for number in range(60_000))
    course.save()

    assert list(Course.objects.search("word7")) == [course]


def test_plain_words_keeps_letters_of_any_language():
    assert plain_words("¿habló — 弓 Ärm?") == "habló 弓 Ärm"
    assert plain_words("नमस्ते!") == "नमस्ते"


def test_folded_text_has_neither_accents_nor_capitals():
    assert folded("Ärm HABLÓ ß 한국어") == "arm hablo ss 한국어"


def test_a_query_without_words_asks_for_nothing():
    assert plain_query(And([PlainText("-"), Not(Phrase("'"))])) == ""
    assert plain_query(" - ") == ""


def test_a_query_keeps_all_its_words():
    plain = plain_query(And([PlainText("bow's"), Phrase('"')]))

    assert [part.query_string for part in plain.subqueries] == ["bow s"]
