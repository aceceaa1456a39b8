"""Reading pages as people do."""


def one_line(html: str) -> str:
    """Browsers show any blanks and line breaks as one blank."""
    return " ".join(html.split())
