"""ffmpeg and its sandbox, both tested by running them."""

import re
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core.doctor import Finding, bad, good, note, register
from videos.media import MediaTrouble, sandbox, tools
from videos.media.run import ToolFailed, run
from videos.worker.sandbox import HOW_TO_FIX, why_not_sandboxed

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
        fix = "install the package imageio-ffmpeg, or set FFMPEG_BINARY to another ffmpeg"
        yield bad(f"ffmpeg does not run ({error})", fix=fix)
        return
    yield _version(said)
    for what, wanted in (("encoders", ENCODERS), ("decoders", DECODERS)):
        if missing := wanted - _names(_ask(f"-{what}")):
            fix = "set FFMPEG_BINARY to an ffmpeg that was built with them"
            yield bad(f"ffmpeg lacks the {what} {', '.join(sorted(missing))}", fix=fix)


def _ask(question: str) -> str:
    argv = [str(tools.ffmpeg_binary()), "-hide_banner", question]
    return run(argv, allowance=A_MOMENT).stdout


def _version(said: str) -> Finding:
    found = re.search(r"ffmpeg version n?(\S+)", said)
    version = found[1] if found else "of an unknown version"
    text = f"ffmpeg {version} ({tools.ffmpeg_binary()})"
    major = re.match(r"\d+", version)
    if major and int(major[0]) < OLDEST_FFMPEG:
        return bad(f"{text} is too old", fix=f"upgrade it to {OLDEST_FFMPEG} or newer")
    return good(text)


def _names(listing: str) -> set[str]:
    return set(re.findall(r"^ [A-Z.]{6} (\S+)", listing, re.M))


@register("sandbox", order=110, seconds=60)
def sandbox_holds() -> Iterator[Finding]:
    if why := why_not_sandboxed() or sandbox.limits_trouble():
        yield bad(f"untrusted media is not sandboxed: {why}", fix=HOW_TO_FIX)
    elif settings.MEDIA_SANDBOX == "off":
        fix = "remove MEDIA_SANDBOX=off on every machine that runs a worker"
        yield note("untrusted media has only resource limits, as MEDIA_SANDBOX is off", fix=fix)
    elif trouble := sandbox.bwrap_trouble():
        yield note(f"untrusted media has only resource limits: {trouble}", fix=HOW_TO_FIX)
    else:
        yield _try_to_escape()


def _try_to_escape() -> Finding:
    """Run a program in the sandbox that looks for one of our files and one of our servers."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        hidden = Path(folder) / "another-upload"
        hidden.write_text("")
        code = ESCAPE.format(hidden=str(hidden), port=server.getsockname()[1])
        said = run([sys.executable, "-I", "-c", code], allowance=A_MOMENT).stdout.split()
    if said != ["False", "False"]:
        fix = "check that bwrap on the PATH is really bubblewrap"
        return bad("a program in the sandbox could see other files or the network", fix=fix)
    return good("untrusted media is sandboxed: one file, no network, limits on everything else")
