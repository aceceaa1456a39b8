"""Lists of people as they are pasted, and as spreadsheets save them."""

import pytest
from django.core.exceptions import ValidationError

from invitations.guest_list import Line, lines_of, text_of


def read(text: str) -> list[tuple[str, str, str]]:
    return [(line.email, line.first_name, line.last_name) for line in lines_of(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada@x.org", [("ada@x.org", "", "")]),
        ("Ada Lovelace <Ada@X.org>", [("ada@x.org", "Ada", "Lovelace")]),
        ('"Lovelace, Ada" <ada@x.org>', [("ada@x.org", "Ada", "Lovelace")]),
        ("Ada Lovelace\tada@x.org", [("ada@x.org", "Ada", "Lovelace")]),
        ("ada@x.org Ada", [("ada@x.org", "Ada", "")]),
        ("ada@x.org, bob@x.org", [("ada@x.org", "", ""), ("bob@x.org", "", "")]),
        ("ada@x.org\n\n  \nbob@x.org", [("ada@x.org", "", ""), ("bob@x.org", "", "")]),
        ("just a name", [("", "", "")]),
        ("ada@nowhere", [("", "", "")]),
        ("", []),
    ],
)
def test_pasted_lines(text: str, found: list[tuple[str, str, str]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize("delimiter", ["\t", ";", ","])
def test_a_table_names_its_columns_in_any_order(delimiter: str) -> None:
    rows = [
        ["E-Mail", "Notes", "Vorname", "Nachname", "Role", "Course"],
        ["ADA@x.org", "shy", "Ada", "Lovelace", "teacher", "Violin"],
        ["", "", "", "", "", ""],
        ["bob@x.org", "", "Bob", "", "", ""],
    ]
    ada, bob = lines_of("\n".join(delimiter.join(row) for row in rows))

    assert (ada.email, ada.first_name, ada.last_name) == ("ada@x.org", "Ada", "Lovelace")
    assert (ada.role, ada.course, ada.number) == ("teacher", "Violin", 2)
    assert (bob.email, bob.first_name, bob.number) == ("bob@x.org", "Bob", 4)


def test_cells_may_hold_commas_quotes_and_line_breaks() -> None:
    (line,) = lines_of('name,email,course\n"Lovelace, Ada",ada@x.org,"Violin\nfor ""all"""\n')
    assert (line.first_name, line.last_name) == ("Ada", "Lovelace")
    assert line.course == 'Violin\nfor "all"'


def test_short_and_long_rows_are_read() -> None:
    short, long = lines_of("email;name\nada@x.org\nbob@x.org;Bob;more;cells")
    assert short == Line(2, "ada@x.org", email="ada@x.org")
    assert (long.email, long.first_name) == ("bob@x.org", "Bob")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_in_the_encodings_that_spreadsheets_use(encoding: str) -> None:
    assert text_of("Zoë;zoe@x.org".encode(encoding)) == "Zoë;zoe@x.org"


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00", b"\xff\xfe\x00", b"x" * 1_000_001])
def test_what_is_no_list_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ValidationError) as caught:
        text_of(data)
    assert "file" in caught.value.messages[0]
