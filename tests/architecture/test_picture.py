"""The picture of the imports in docs/ is the one that the imports draw."""

from scripts.picture import PAGE, page


def test_the_picture_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make picture`"
