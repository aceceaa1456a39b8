"""Removes names from the parts of office files: who commented, who changed what, on which computer.

    without_authors("word/document.xml", b'<w:ins w:author="Ada"/>')      b'<w:ins w:author=""/>'

Sources: ISO 29500 (Office Open XML), MS-DOCX, MS-XLSX and MS-PPTX for its additions, OpenDocument
1.3.
"""

import re
from collections.abc import Callable

PERSON = ("author", "initials", "userId", "providerId")


def _attributes(*names: str) -> Callable[[bytes], bytes]:
    """Empties these attributes, whatever their prefix; similar text between tags is kept."""
    one = re.compile(
        rf"""(\s(?:[\w.-]+:)?(?:{"|".join(names)})\s*=\s*)(?:"[^"]*"|'[^']*')""".encode()
    )

    def emptied(xml: bytes) -> bytes:
        return TAG.sub(lambda tag: one.sub(rb'\1""', tag[0]), xml) if one.search(xml) else xml

    return emptied


def _contents(*names: str) -> Callable[[bytes], bytes]:
    element = re.compile(rf"(<(?:[\w.-]+:)?({'|'.join(names)})(?:\s[^<>]*)?>)[^<]+(?=</)".encode())
    return lambda xml: element.sub(rb"\1", xml)


TAG = re.compile(rb"""<[A-Za-z_](?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""")
NAMES: tuple[tuple[re.Pattern[str], Callable[[bytes], bytes]], ...] = tuple(
    (re.compile(name, re.IGNORECASE), empty)
    for name, empty in [
        (r"word/.+\.xml", _attributes(*PERSON)),
        (r"ppt/(comment)?authors\.xml", _attributes("name", *PERSON)),
        (r"xl/persons/.+\.xml", _attributes("displayName", *PERSON)),
        (r"xl/(.+/)?comments[^/]*\.xml", _contents("author")),
        (r"xl/workbook\.xml", _attributes("url", "userName")),
        (r"xl/revisions/userNames\.xml", _attributes("name")),
        (r"xl/revisions/.+\.xml", _attributes("userName")),
        (
            r"(.+/)?(content|styles)\.xml",
            _contents(
                *("creator", "initial-creator", "creator-initials", "sender-initials"),
                *("author-name", "author-initials", "sender-firstname", "sender-lastname"),
            ),
        ),
    ]
)


def without_authors(part: str, xml: bytes) -> bytes:
    for name, empty in NAMES:
        if name.fullmatch(part):
            xml = empty(xml)
    return xml
