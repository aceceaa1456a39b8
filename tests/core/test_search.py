"""Whatever people type into a search box is words, also in the admin."""

import pytest

from courses.models import Course
from portal.core.search import plain_words

TYPED = ["'\"; DROP TABLE", '"', "bow AND", "a*b(", "NEAR(", "-", "title:bow", "\x00"]


@pytest.mark.parametrize("typed", TYPED)
def test_search_takes_any_text(typed, course):
    assert list(Course.objects.search(typed)) == []
    assert list(Course.objects.autocomplete(typed)) in ([], [course])


def test_punctuation_does_not_hide_a_hit(course):
    assert [hit.title for hit in Course.objects.autocomplete('"Violin"')] == [course.title]


@pytest.mark.parametrize("address", ["media/", "course-list/", "pages/search/"])
def test_admin_search_survives_a_quote(client, teacher, address):
    client.force_login(teacher)

    assert client.get(f"/admin/{address}", {"q": '"'}).status_code == 200


def test_plain_words_keeps_letters_of_any_language():
    assert plain_words("¿habló — 弓 Ärm?") == "habló 弓 Ärm"
