"""The alt text of a picture: words that somebody wrote, never its file name.

Wagtail falls back to an image's title if it has no description, and the title comes from the file
name on upload. So only the description is used here, and file names are detected and left out.
"""

import re
from pathlib import PurePosixPath
from typing import Any

from wagtail.images import get_image_model

# How cameras, phones and screenshot tools name files: IMG_2034, DSC00012, PXL_20240102_1, …
_CAMERA = re.compile(
    r"(img|dsc[nf]?|pxl|mvimg|vid|wp|gopr|dji|imag|image|photo|picture|scan|screenshot|untitled)?"
    r"[-_ .()]*\d[\d\-_ .()]*(hdr|edit(ed)?|copy|at|am|pm|[\d\-_ .():])*",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"\.(jpe?g|png|gif|webp|avif|heic|heif|svg|tiff?|bmp|ico|dng|raw)$", re.IGNORECASE
)


def is_file_name(text: str, image: Any = None) -> bool:
    """`IMG_2034`, `bow-hold.jpg`, or this image's own file name if it looks machine-made."""
    said = text.strip()
    if _ENDING.search(said) or (said and _CAMERA.fullmatch(said)):
        return True
    stem = PurePosixPath(image.file.name).stem if image is not None and image.file else ""
    return bool(stem) and said == stem and _looks_generated(stem)


def _looks_generated(stem: str) -> bool:
    """A single word, or words with spaces, may just as well be somebody's description."""
    return any(sign in stem for sign in "_-") or any(char.isdigit() for char in stem)


def alt_of(image: Any) -> str:
    """For a picture in a block: empty if it is decorative, else what was written about it."""
    if image.decorative:
        return ""
    said = image.contextual_alt_text or ""
    if said and not is_file_name(said, image):
        return str(said)
    return _description(image)


def _description(image: Any) -> str:
    described = str(image.description or "")
    return "" if is_file_name(described, image) else described


def use_descriptions_only() -> None:
    """Applies where Wagtail pre-fills the alt text of a chosen picture, or falls back to one."""
    get_image_model().default_alt_text = property(_description)
