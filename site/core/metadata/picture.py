"""Pictures: metadata is cut out if that is possible, otherwise the picture is encoded again."""

from core.metadata import pictures, rewrite
from core.metadata.damaged import Damaged


def is_one(data: bytes) -> bool:
    """Also true for one that can't be opened: it may contain metadata all the same."""
    return pictures.is_one(data) or rewrite.is_picture(data)


def without_metadata(data: bytes) -> bytes:
    """Raises Damaged. A truncated picture that can't be rotated keeps its orientation."""
    if not rewrite.is_turned(data):
        return _cut(data) or rewrite.rewritten(data)
    try:
        return rewrite.rewritten(data)
    except Damaged:
        if bare := _cut(data):
            return bare
        raise


def _cut(data: bytes) -> bytes | None:
    try:
        return pictures.cut(data)
    except Damaged:
        return None
