"""Encodes pictures again: those to be rotated, and AVIF and HEIC, whose parts refer to offsets."""

import contextlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from core.metadata.damaged import Damaged

with contextlib.suppress(ImportError):  # optional, see docs/licences.md
    from pillow_heif import register_heif_opener

    register_heif_opener()

ORIENTATION = 0x0112
KINDS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95, "subsampling": "keep"},
    "MPO": {"quality": 95},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 95, "method": 4},
    "AVIF": {"quality": 92, "speed": 6},
    "HEIF": {"quality": 92},
    "GIF": {},
    "TIFF": {"compression": "tiff_lzw"},
    "BMP": {},
}


def is_picture(data: bytes) -> bool:
    picture = _opened(data)
    return picture is not None and picture.format in KINDS


def is_turned(data: bytes) -> bool:
    """Whether a tag says that it needs rotating; animations are never rotated."""
    picture = _opened(data)
    if picture is None or (getattr(picture, "is_animated", False) and picture.format != "MPO"):
        return False
    try:
        return picture.getexif().get(ORIENTATION, 1) not in (0, 1)
    except Exception:  # noqa: BLE001 tag readers may raise anything
        return False


def rewritten(data: bytes) -> bytes:
    """Raises Damaged."""
    try:
        return _drawn(data)
    except Exception as error:
        raise Damaged(str(error)) from error


def _drawn(data: bytes) -> bytes:
    picture = Image.open(BytesIO(data))
    kind = picture.format or ""
    frames = getattr(picture, "n_frames", 1)
    if frames > 1 and kind != "MPO":
        return _moving(picture, kind)
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    return _saved(upright, "JPEG" if kind == "MPO" else kind, profile)


def _saved(picture: Image.Image, kind: str, profile: bytes | None, **more: Any) -> bytes:
    bare = picture.copy()
    bare.info = {key: picture.info[key] for key in ("transparency",) if key in picture.info}
    options = {key: value for key, value in KINDS[kind].items() if value != "keep"} | more
    out = BytesIO()
    if profile:
        options["icc_profile"] = profile
    nothing = None if kind == "HEIF" else b""
    bare.save(out, format=kind, exif=nothing, xmp=nothing, **options)
    return out.getvalue()


def _moving(picture: Image.Image, kind: str) -> bytes:
    """All frames, as fast as they were."""
    frames, durations = [], []
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        frame = picture.convert("RGBA")
        durations.append(picture.info.get("duration", 100))  # known once the frame is decoded
        frame.info = {}
        frames.append(frame)
    more = {"save_all": True, "append_images": frames[1:], "duration": durations}
    if kind != "HEIF":
        more["loop"] = picture.info.get("loop", 0)
    return _saved(frames[0], kind, picture.info.get("icc_profile"), **more)


def _opened(data: bytes) -> Image.Image | None:
    try:
        return Image.open(BytesIO(data))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
