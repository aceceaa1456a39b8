"""What people may call themselves: any name in any script, but no badge and no lookalike name.

    tidied("  Ada\\u00a0 Lovelace ")       "Ada Lovelace"
    pasted("\\ufeffAda Love\\u200blace")     "Ada Lovelace"
    validate_name("Ada ✓")               raises: a badge
    looks_like("Аdа Lovelace")           overlaps that of "Ada Lovelace": two letters are Cyrillic

Follows Unicode's Technical Standard 39 (security mechanisms), with the lookalikes that keyboards
and fonts have. Besides, a role is shown next to every name that others see.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LETTERS = {"Lu", "Ll", "Lt", "Lo", "Lm", "Mn", "Mc", "Nd", "Zs", "Pd", "Ps", "Pe"}
SIGNS = "'’‘ʼ`.,·‧・׳״/&\"“”„«»_"
JOINERS = "\u200c\u200d"
"""Allowed between letters of scripts that need them; invisible anywhere else."""

LOOK_ALIKE_SCRIPTS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"}
BESIDE_LATIN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"}
"""Scripts that share a word with Latin letters: Annaさん."""
DISGUISED = ("<font>", "<circle>", "<square>", "<super>", "<sub>", "<fraction>")
ORDINALS = "ªº"
"""Spanish and Portuguese names use them in abbreviations: Mª José."""

UNSEEN = "\u034f\u115f\u1160\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
"""Letters and marks to Unicode, but invisible."""

IGNORED = {"Mn", "Me", "Cf", "Lm"}
MAX_MARKS = 4
STROKES = range(0x0334, 0x0339)
"""Marks that strike a letter through."""

ROLE_WORDS = (
    *("teacher", "teachers", "editor", "editors", "moderator", "moderators", "staff"),
    *("admin", "admins", "administrator", "administrators", "official", "verified"),
)

_PAIRS = (
    # Cyrillic
    "аa еe оo рp сc хx уy іi јj ѕs ԁd ԛq ԝw һh ӏl кk мm тt вb нh гr пn ҽe ԍg үy зs ьb ъb бb "
    "АA ВB ЕE КK МM НH ОO РP СC ТT ХX УY ІI ЈJ ЅS Ӏl ԌG ԚQ ԜW ҮY ЗS ЬB ЪB "
    # Greek
    "αa βb γy εe ηn ιi κk νv οo ρp σo τt υu χx ωw ϲc ϳj "
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX "
    # Armenian
    "օo սu հh ոn ցg զq լl յj ՍU ՏS ՕO ԼL "
    # Latin beside the ASCII ones
    "ɑa ɡg ɩi ǀl ǃl ƅb ƨs ƽs ʒz ŋn əe þp ƿp "
    # Cherokee and Lisu
    "ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᎥI ᎫJ ᏦK ᏞL ᎷM ᏢP ᏚS ᎢT ᏙV ᎳW ᏃZ ᏒR ᎡR "
    "ꓮA ꓐB ꓚC ꓓD ꓰE ꓝF ꓖG ꓧH ꓲI ꓙJ ꓗK ꓡL ꓟM ꓠN ꓳO ꓑP ꓣR ꓢS ꓔT ꓴU ꓦV ꓪW ꓫX ꓬY ꓜZ"
)
TWINS = {pair[0]: pair[1] for pair in _PAIRS.split()} | {"æ": "ae", "œ": "oe", "ӕ": "ae"}
SHARP_S = ("ss", "b")
"""How it is transcribed, and what it looks like."""
DIGITS = str.maketrans("0123456789", "olzeasbtbg")
LATIN = re.compile(
    r"LATIN (?:CAPITAL LETTER|SMALL LETTER|LETTER SMALL CAPITAL)"
    r"(?: TURNED| REVERSED| OPEN| DOTLESS| SCRIPT| BARRED| SIDEWAYS)* ([A-Z])(?: WITH .+)?"
)
"""Letters named after the one they are based on: Ɓ is a B with a hook."""
BARE_STROKES = "一丨丶丿\u1173\u1175"
"""Chinese and Korean letters that look like a dash or a bar beside Latin ones."""
SHORTEST_REPEATED = 4
"""Lili is not Li said twice."""


def tidied(name: str) -> str:
    """As it is stored: composed letters, single spaces, none at the ends."""
    composed = unicodedata.normalize("NFC", "".join(map(_narrow, name)))
    return " ".join(composed.split())


def pasted(name: str) -> str:
    """A tidy name without pasted invisible characters, such as a byte order mark."""
    kept = [one for one, before in zip(name, " " + name, strict=False) if _is_kept(one, before)]
    return tidied("".join(kept))


def _is_kept(letter: str, before: str) -> bool:
    if letter in JOINERS:
        return _needs_joiners(before)
    return letter.isspace() or not _is_unseen(letter)


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cf", "Cc", "Co", "Cn", "Cs"} or sign in UNSEEN


def _narrow(letter: str) -> str:
    """Chinese and Japanese keyboards type full-width letters."""
    is_wide = unicodedata.decomposition(letter).startswith(("<wide>", "<narrow>"))
    return unicodedata.normalize("NFKC", letter) if is_wide else letter


def validate_name(name: str) -> None:
    """Checks one field. Raises ValidationError naming the character that can't be in a name."""
    name = tidied(name)
    for at, letter in enumerate(name):
        if not _belongs(letter, name[at - 1] if at else ""):
            raise ValidationError(_sentence(letter), code="not_a_name")
    if name and unicodedata.category(name[0]).startswith("M"):
        raise ValidationError(_("A name must begin with a letter."), code="not_a_name")
    if _heap_of_marks(name):
        words = _("One letter has more accents than any language uses.")
        raise ValidationError(words, code="not_a_name")
    for word in re.split(r"[\s\-]+", name):
        if _is_mixed(_scripts(word)):
            words = _("“%(word)s” mixes letters from two alphabets. Use only one.")
            raise ValidationError(words, code="mixed", params={"word": word})


def _belongs(letter: str, before: str) -> bool:
    if letter in JOINERS:
        return bool(before) and _needs_joiners(before)
    if letter in SIGNS or letter in ORDINALS:
        return True
    if unicodedata.category(letter) not in LETTERS or ord(letter) in STROKES:
        return False
    return letter not in UNSEEN and not _is_disguised(letter)


def _needs_joiners(letter: str) -> bool:
    script = unicodedata.name(letter, "?").split()[0]
    is_written = unicodedata.category(letter)[0] in "LM"
    return is_written and script not in LOOK_ALIKE_SCRIPTS | {"COMBINING", "VARIATION"}


def _is_disguised(letter: str) -> bool:
    """A letter styled like a badge (𝐀, Ⓐ, ᴬ), but not a ligature that a script really uses."""
    kind = unicodedata.decomposition(letter)
    return kind.startswith(DISGUISED) and unicodedata.normalize("NFKC", letter).isascii()


def _sentence(sign: str) -> str:
    if _is_unseen(sign):
        return str(_("The name contains an invisible character. Type it again."))
    return _("“%(sign)s” can't be part of a name. Use letters.") % {"sign": sign}


def _heap_of_marks(name: str) -> bool:
    in_a_row = 0
    for letter in unicodedata.normalize("NFD", name):
        in_a_row = in_a_row + 1 if unicodedata.category(letter) == "Mn" else 0
        if in_a_row > MAX_MARKS:
            return True
    return False


def _scripts(word: str) -> set[str]:
    letters = (letter for letter in word if letter.isalpha() and letter not in ORDINALS)
    return {unicodedata.name(letter, "?").split()[0] for letter in letters}


def _is_mixed(scripts: set[str]) -> bool:
    """Apostrophes are letters that belong to all."""
    return len(scripts & LOOK_ALIKE_SCRIPTS) > 1 or (
        scripts - {"MODIFIER"} - BESIDE_LATIN > {"LATIN"}
    )


def looks_like(name: str) -> set[str]:
    """Keys of a name; names that could be mistaken for one another share at least one.

    Spaces, marks, case, word order and repetition make no difference.
    """
    plain = _letters(name)
    texts = {text.replace("ß", sharp) for text in (plain, plain.lower()) for sharp in SHARP_S}
    return {key for text in texts for key in _keys(text)}


def _keys(text: str) -> Iterable[str]:
    words = dict.fromkeys(map(_skeleton, re.split(r"[\s\-_.,]+", text)))
    return {_once("".join(words)), _once("".join(sorted(words)))} - {""}


def _once(text: str) -> str:
    again = (text + text).find(text, 1)
    return text[:again] if again >= SHORTEST_REPEATED else text


def _letters(name: str) -> str:
    """Without marks and modifiers, and with ordinary letters for styled ones."""
    split = unicodedata.normalize("NFKD", name)
    if any(letter.isascii() and letter.isalpha() for letter in split):
        split = split.translate(dict.fromkeys(map(ord, BARE_STROKES)))
    return "".join(one for one in split if unicodedata.category(one) not in IGNORED)


def _skeleton(word: str) -> str:
    """`I`, `l`, `1`, `i` and `|` are one stroke, `rn` is an m, `vv` a w."""
    twins = "".join(map(_twin, word))
    strokes = twins.replace("I", "l").replace("|", "l").lower().translate(DIGITS).replace("i", "l")
    merged = strokes.replace("rn", "m").replace("vv", "w")
    return "".join(letter for letter in merged if letter.isalnum())


def _twin(letter: str) -> str:
    if letter.isascii() or letter in TWINS:
        return TWINS.get(letter, letter)
    made_of = LATIN.fullmatch(unicodedata.name(letter, ""))
    return made_of[1].lower() if made_of else letter


def role_words_in(name: str) -> list[str]:
    """Words that would make somebody pass for staff."""
    words = re.split(r"[^\w|]+", _letters(name))
    return [word for word in words if word and looks_like(word) & _ROLE_KEYS]


_ROLE_KEYS = {key for word in ROLE_WORDS for key in looks_like(word)}
