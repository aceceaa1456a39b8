"""Removes authors and programs from PDFs, and places from the pictures inside."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from core.metadata import pictures
from core.metadata.damaged import Damaged

TELLS = ("/Metadata", "/PieceInfo", "/LastModified")
JPEG = "/DCTDecode"
# Annotations whose /T is their author's name; in a form field, /T is the field's own name.
REMARKS = {
    *("/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight"),
    *("/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/FileAttachment"),
    *("/Sound", "/Redact", "/Projection"),
}
# Files with a password, or too damaged to be written again, are left unchanged.
CLOSED = (pikepdf.PasswordError, pikepdf.PdfError, ValueError, RuntimeError)


def is_one(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def without_metadata(data: bytes) -> bytes:
    """Also drops earlier versions inside the file. A signed PDF's signature becomes invalid."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            return data if pdf.is_encrypted else _bare(pdf)
    except CLOSED:
        return data


def _bare(pdf: pikepdf.Pdf) -> bytes:
    if "/Info" in pdf.trailer:
        del pdf.trailer.Info
    for part in _dictionaries(pdf):
        for name in _telling(part):
            del part[name]
        if part.get("/Filter") == pikepdf.Name(JPEG):
            _bare_picture(part)
    out = BytesIO()
    pdf.save(out, fix_metadata_version=False, deterministic_id=True)
    return out.getvalue()


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for part in pdf.objects:
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            yield from _remarks(part.get("/Annots"))


def _remarks(annotations: Any) -> Iterator[Any]:
    """Annotations that are written inline in their page instead of being objects of their own."""
    if isinstance(annotations, pikepdf.Array):
        yield from (one for one in annotations if isinstance(one, pikepdf.Dictionary))


def _telling(part: Any) -> list[str]:
    names = [name for name in TELLS if name in part]
    if "/T" in part and str(part.get("/Subtype")) in REMARKS:
        names.append("/T")
    return names


def _bare_picture(stream: Any) -> None:
    try:
        bare = pictures.cut(stream.read_raw_bytes())
    except Damaged:
        return
    if bare:
        stream.write(bare, filter=pikepdf.Name(JPEG), decode_parms=stream.get("/DecodeParms"))
