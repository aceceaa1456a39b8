"""Removes what files reveal besides their contents: where, when, with which camera, by whom.

    without_metadata(bytes)     the same picture or document without it; other files unchanged

Pixels, orientation (rotated if a tag says so) and the colour profile are kept. Where possible the
metadata is cut out of the bytes, so that nothing is compressed a second time. Raises Damaged.
"""

from core.metadata import office, pdf, picture, sound


def without_metadata(data: bytes) -> bytes:
    """A PDF may begin with anything, so that is checked last."""
    for kind in (picture, office, sound, pdf):
        if kind.is_one(data):
            bare: bytes = kind.without_metadata(data)
            return bare
    return data
