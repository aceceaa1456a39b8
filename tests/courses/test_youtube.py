import pytest
from django.core.exceptions import ValidationError

from courses.youtube import validate_youtube_link, youtube_id

ID = "dQw4w9WgXcQ"

REAL = [
    f"https://www.youtube.com/watch?v={ID}",
    f"http://youtube.com/watch?v={ID}",
    f"https://m.youtube.com/watch?feature=share&v={ID}&t=42s",
    f"https://music.youtube.com/watch?v={ID}&list=PL123",
    f"https://youtu.be/{ID}",
    f"https://youtu.be/{ID}?si=abc&t=10",
    f"https://www.youtube.com/embed/{ID}",
    f"https://www.youtube-nocookie.com/embed/{ID}?rel=0",
    f"https://www.youtube.com/shorts/{ID}",
    f"https://www.youtube.com/live/{ID}?feature=share",
    f"  https://WWW.YouTube.com/watch?v={ID}  ",
]

HOSTILE = [
    "",
    "not a link",
    ID,
    "https://vimeo.com/12345678901",
    f"https://evil.example/watch?v={ID}",
    f"https://youtube.com.evil.example/watch?v={ID}",
    f"https://evil.example/https://youtu.be/{ID}",
    f"https://www.youtube.com@evil.example/watch?v={ID}",
    f"https://user:pass@www.youtube.com/watch?v={ID}",
    f"https://www.youtube.com:8080/watch?v={ID}",
    f"https://evil.example#https://youtu.be/{ID}",
    f"javascript:alert('{ID}')",
    f"data:text/html,{ID}",
    f"ftp://youtu.be/{ID}",
    f"//youtu.be/{ID}",
    "https://youtu.be/short",
    "https://youtu.be/abcdefghijkl",
    'https://youtu.be/abcdefgh"><',
    "https://www.youtube.com/watch?v=%22%3E%3Cscript",
    f"https://www.youtube.com/watch?v={ID[:10]}\u0430",
    "https://www.youtube.com/watch?v=abcdefghij\n",
    f"https://www.youtube.com/embed/{ID}/../../x",
    f"https://www.youtube.com/attribution/{ID}",
    f"https://youtu.be/{ID}/{ID}",
    "https://www.youtube.com/watch",
    "https://www.youtube.com/watch?" + "&".join(f"a{n}=1" for n in range(200)),
    "https://[youtube.com/watch",
]


@pytest.mark.parametrize("address", REAL)
def test_youtube_id_is_found_in_every_kind_of_link(address: str) -> None:
    assert youtube_id(address) == ID


@pytest.mark.parametrize("address", HOSTILE)
def test_youtube_id_is_none_for_anything_else(address: str) -> None:
    assert youtube_id(address) is None


def test_validate_youtube_link_says_where_to_copy_it() -> None:
    with pytest.raises(ValidationError, match="Share"):
        validate_youtube_link("https://vimeo.com/1")
