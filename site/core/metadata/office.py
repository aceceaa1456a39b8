"""Removes authors from Word, Excel, PowerPoint and OpenDocument files, and places from pictures."""

import lzma
import re
import struct
import zipfile
import zlib
from io import BytesIO

from core.metadata import picture
from core.metadata.authors import without_authors
from core.metadata.damaged import Damaged

EMPTY = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PROPERTIES = b"http://schemas.openxmlformats.org/officeDocument/2006/"
CORE = (
    EMPTY + b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org'
    b'/package/2006/metadata/core-properties"/>'
)
# The parts that describe how a document was made; each is replaced by its shortest valid form.
BARE = [
    (r"docProps/core\.xml|.+\.psmdcp", CORE),
    (
        r"docProps/app\.xml",
        EMPTY + b'<Properties xmlns="' + PROPERTIES + b'extended-properties"/>',
    ),
    (
        r"docProps/custom\.xml",
        EMPTY + b'<Properties xmlns="' + PROPERTIES + b'custom-properties"/>',
    ),
    (
        r"(.+/)?meta\.xml",
        EMPTY + b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:'
        b'xmlns:office:1.0" office:version="1.3"/>',
    ),
]
PICTURES = re.compile(r"(^|/)(media|Pictures|Thumbnails)/|^docProps/thumbnail", re.IGNORECASE)
EMBEDDED = re.compile(r"(word|xl|ppt)/embeddings/[^/]+", re.IGNORECASE)
MANIFEST = "META-INF/manifest.xml"
LARGEST = 300 * 1024 * 1024
"""Unpacked size; larger archives are left alone, as are archives of other kinds."""
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
# A wrong checksum, a password, a compression method that Python does not know, a premature end.
UNREADABLE = (
    *(zipfile.BadZipFile, RuntimeError, ValueError, EOFError, OSError),
    *(zlib.error, lzma.LZMAError, struct.error),
)


def is_one(data: bytes) -> bool:
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            size = sum(part.file_size for part in archive.infolist())
    except UNREADABLE:
        return False
    return size <= LARGEST and bool(names & {"[Content_Types].xml", MANIFEST})


def without_metadata(data: bytes, *, is_within: bool = False) -> bytes:
    """Cleans an embedded document too, but not documents embedded in that one."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as old:
            return data if _has_a_password(old) else _written(old, is_within)
    except UNREADABLE as error:
        raise Damaged(str(error)) from error


def _has_a_password(archive: zipfile.ZipFile) -> bool:
    """OpenDocument's own encryption: the parts are then not XML."""
    return MANIFEST in archive.namelist() and b"encryption-data" in archive.read(MANIFEST)


def _written(old: zipfile.ZipFile, is_within: bool) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as bare:
        for part in old.infolist():
            clean = zipfile.ZipInfo(part.filename, FIRST_DAY)
            clean.compress_type = part.compress_type
            clean.external_attr = part.external_attr
            bare.writestr(clean, _part(part.filename, old.read(part), is_within))
    return out.getvalue()


def _part(name: str, data: bytes, is_within: bool) -> bytes:
    for pattern, bare in BARE:
        if re.fullmatch(pattern, name, re.IGNORECASE):
            return bare
    if PICTURES.search(name):
        return _picture(data)
    if EMBEDDED.fullmatch(name) and not is_within and is_one(data):
        return without_metadata(data, is_within=True)
    return without_authors(name, data)


def _picture(data: bytes) -> bytes:
    """A damaged one is kept: the document may still be readable."""
    try:
        return picture.without_metadata(data) if picture.is_one(data) else data
    except Damaged:
        return data
