"""Reading e-mail addresses as people paste them: the one parser of the portal.

    normalised(" <mailto:Ada@Example.ORG>. ")             "ada@example.org"
    read('"Lovelace, Ada" <ada@x.org>; bob@x.org\\tBob')   addresses ada@x.org and bob@x.org

A stored address always has the form that `normalised` returns: lower case, no invisible
characters, an international domain as the ASCII that mail servers know (`xn--…`).
"""

import re
import unicodedata
from dataclasses import dataclass, field

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

BLANKS = "\u034f\u115f\u1160\u2800\ufe0e\ufe0f"
"""Invisible, though not of Unicode's format category (after NFKC)."""

COMMAS = str.maketrans({"、": ",", "，": ",", "،": ",", "；": ";", "؛": ";", "。": "."})
NAMED = re.compile(r"(?:\"[^\"\r\n]*\"|[^<>,;\r\n]*?)\s*<\s*([^<>\r\n]*@[^<>\r\n]*)>")
"""`"Lovelace, Ada" <ada@x.org>`: the address is in brackets. In `ada@x.org, <bob@x.org>` the comma
before it ends another address."""

CANDIDATE = re.compile(r"([^\s@<>()\[\],;:|•\"“”„«»‹›‘’\\]+)@([\w.\-]+)")
BULLET = re.compile(r"^\W+")
"""Whatever comes right before the first letter: a bullet, a dash, a separator."""

ENTRY = re.compile(r"[\s,;<>\"]+")


@dataclass(frozen=True)
class Found:
    addresses: list[str] = field(default_factory=list)
    """In their stored form, in order, without duplicates."""

    unreadable: list[str] = field(default_factory=list)
    """Words with an @ that are not addresses, to show to whoever pasted them."""


def read(text: str) -> Found:
    """Every address in a text: lists, mail headers, spreadsheet cells; names are skipped."""
    plain = NAMED.sub(r" \1 ", _plain(text))
    rest, found = plain, []
    for match in CANDIDATE.finditer(plain):
        if address := _canonical(*match.groups()):
            found.append(address)
            rest = rest.replace(match.group(), " ", 1)
    left = [word for word in ENTRY.split(rest) if "@" in word]
    return Found(list(dict.fromkeys(found)), list(dict.fromkeys(left)))


def normalised(text: str) -> str:
    """The one address in `text` as it is stored; anything else is returned for a validator."""
    found = read(text)
    if len(found.addresses) == 1 and not found.unreadable:
        return found.addresses[0]
    return _plain(text).strip().lower()


def _plain(text: str) -> str:
    """With ordinary letters for full-width ones, and without invisible characters."""
    folded = unicodedata.normalize("NFKC", text).translate(COMMAS)
    return "".join(_visible(letter) for letter in folded)


def _visible(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cf" or letter in BLANKS:
        return ""
    return " " if category == "Cc" and letter not in "\r\n" else letter


def _canonical(local: str, domain: str) -> str | None:
    local = BULLET.sub("", local).lower()
    address = f"{local}@{_ascii(domain.strip('.-_').lower())}"
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address if len(address) <= 254 else None


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True, transitional=False).decode()
    except (idna.IDNAError, UnicodeError):
        return domain
