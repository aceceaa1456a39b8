"""File names as people's devices send them: text to show and to store under, never a path.

    clean_name("C:\\\\films\\\\My take.mp4")     "My take.mp4"
    clean_name("🎻" * 300 + ".mp4")           62 violins and ".mp4": 252 bytes

A name that is too long is shortened before its extension, which programs need, and never refused.
"""

import re
import unicodedata

MAX_CHARS = 255
"""What the database columns hold."""
MAX_BYTES = 255
"""What file systems hold, in UTF-8."""
MAX_ENDING = 10
_JOINERS = "\u200c\u200d"
"""Used in Persian words and in emoji, unlike the other invisible characters."""


def clean_name(name: str, *, most_letters: int = MAX_CHARS, most_bytes: int = MAX_BYTES) -> str:
    """Without path, line breaks and marks that change the text's direction; may be empty."""
    name = re.sub(r".*[/\\]", "", name, flags=re.DOTALL)
    kept = "".join(c for c in unicodedata.normalize("NFC", name) if _is_text(c))
    kept = kept.strip(f" \u00a0\u3000{_JOINERS}").rstrip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > MAX_ENDING:
        return _shortened(kept, most_letters, most_bytes)
    left = most_bytes - len(f".{ending}".encode())
    return f"{_shortened(stem, most_letters - 1 - len(ending), left)}.{ending}"


def _is_text(letter: str) -> bool:
    is_hidden = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return letter in _JOINERS or not is_hidden


def _shortened(text: str, most_letters: int, most_bytes: int) -> str:
    """Never cut between a letter and its accents, or inside an emoji of several characters."""
    if len(text) <= most_letters and len(text.encode()) <= most_bytes:
        return text
    fits = len(text[:most_letters].encode()[:most_bytes].decode(errors="ignore"))
    at = next((at for at in range(fits, 0, -1) if _may_part(text, at)), fits)
    return text[:at].rstrip()


def _may_part(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at : at + 1]
    if not after:
        return True
    goes_on = unicodedata.category(after) in ("Mn", "Mc", "Me") or after in _JOINERS
    is_in_flag = _is_flag_letter(after) and _flag_letters_before(text, at) % 2
    return not (goes_on or before in _JOINERS or _is_skin(after) or is_in_flag)


def _is_skin(letter: str) -> bool:
    return "\U0001f3fb" <= letter <= "\U0001f3ff"


def _flag_letters_before(text: str, at: int) -> int:
    """A flag is a pair of them."""
    return next((n for n in range(at) if not _is_flag_letter(text[at - n - 1])), at)


def _is_flag_letter(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
