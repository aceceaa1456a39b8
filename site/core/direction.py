"""User-written text inside a sentence of ours without markup, as in messages and mails.

    isolated("שיעור")     wrapped in Unicode's isolation marks, so it keeps its own direction

Otherwise a Hebrew name at the start would turn an English sentence around. In templates, use <bdi>.
"""

FIRST_STRONG, POP = "\u2068", "\u2069"


def isolated(words: object) -> str:
    return f"{FIRST_STRONG}{words}{POP}"
