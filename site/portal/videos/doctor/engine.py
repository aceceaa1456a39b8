"""ffmpeg and the cage that it runs in, both tried for real."""

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from portal.core.doctor import Finding, bad, good, note, register
from portal.videos import cage
from portal.videos.media import MediaTrouble, sandbox, tools
from portal.videos.media.run import ToolFailed, run

OLDEST_FFMPEG = 5
ENCODERS = {"libx264", "aac", "mjpeg"}
DECODERS = {"h264", "hevc", "vp8", "vp9", "av1", "prores", "aac", "mp3", "opus"}
A_MOMENT = sandbox.Allowance(
    wall_seconds=15, cpu_seconds=10, memory_bytes=2 * 1024**3, file_bytes=1024**2
)
ESCAPE = """
import pathlib, socket
seen = pathlib.Path({hidden!r}).exists()
try:
    socket.create_connection(("127.0.0.1", {port}), 1).close()
    heard = True
except OSError:
    heard = False
print(seen, heard)
"""


@register("ffmpeg", order=100, seconds=60)
def ffmpeg() -> Iterator[Finding]:
    try:
        said = _ask("-version")
    except (MediaTrouble, ToolFailed, RuntimeError) as error:
        mend = "install the package imageio-ffmpeg, or name another ffmpeg in FFMPEG_BINARY"
        yield bad(f"ffmpeg does not run ({error})", mend=mend)
        return
    yield _version(said)
    for what, wanted in (("encoders", ENCODERS), ("decoders", DECODERS)):
        if missing := wanted - _names(_ask(f"-{what}")):
            mend = "name an ffmpeg that was built with them in FFMPEG_BINARY"
            yield bad(f"it lacks the {what} {', '.join(sorted(missing))}", mend=mend)


def _ask(question: str) -> str:
    argv = [str(tools.ffmpeg_binary()), "-hide_banner", question]
    return run(argv, allowance=A_MOMENT).stdout


def _version(said: str) -> Finding:
    found = re.search(r"ffmpeg version n?(\S+)", said)
    version = found[1] if found else "of an unknown version"
    text = f"ffmpeg {version} ({tools.ffmpeg_binary()})"
    major = re.match(r"\d+", version)
    if major and int(major[0]) < OLDEST_FFMPEG:
        return bad(f"{text} is too old", mend=f"bring it to {OLDEST_FFMPEG} or newer")
    return good(text)


def _names(listing: str) -> set[str]:
    return set(re.findall(r"^ [A-Z.]{6} (\S+)", listing, re.M))


@register("sandbox", order=110, seconds=60)
def cage_holds() -> Iterator[Finding]:
    if why := cage.why_open() or sandbox.limits_trouble():
        yield bad(f"untrusted media is not shut in: {why}", mend=cage.MEND)
    elif settings.MEDIA_SANDBOX == "off":
        mend = "take MEDIA_SANDBOX=off away on every machine that runs a worker"
        yield note("untrusted media runs with limits alone, as MEDIA_SANDBOX=off wants", mend=mend)
    elif trouble := sandbox.bwrap_trouble():
        yield note(f"untrusted media runs with limits alone: {trouble}", mend=cage.MEND)
    else:
        yield _tried_to_escape()


def _tried_to_escape() -> Finding:
    """A program in the cage looks for a file of ours, and for a server of ours."""
    import socket

    with tempfile.TemporaryDirectory() as folder, socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        hidden = Path(folder) / "another-upload"
        hidden.write_text("")
        code = ESCAPE.format(hidden=str(hidden), port=server.getsockname()[1])
        said = run([sys.executable, "-I", "-c", code], allowance=A_MOMENT).stdout.split()
    if said != ["False", "False"]:
        mend = "is bwrap on the PATH really bubblewrap?"
        return bad("a program in the cage could see other files or the network", mend=mend)
    return good("untrusted media is shut in: one file, no network, limits on all else")
