"""Recordings as phones and browsers make them, from a test picture and a tone."""

import subprocess
from pathlib import Path

import imageio_ffmpeg

PHONE_SECONDS = 600
PHONE_LOOP_SECONDS = 20
PHONE_BIT_RATE = "17M"  # what phones choose for 1080p at 30 frames a second
WEBM_SECONDS = 60
WEBM = {
    "VP8": ["-c:v", "libvpx", "-c:a", "libvorbis"],
    "VP9": ["-c:v", "libvpx-vp9", "-row-mt", "1", "-c:a", "libopus"],
}


def ffmpeg(*arguments: str | Path, stdout: int | None = None) -> bytes:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y"]
    done = subprocess.run([*command, *map(str, arguments)], check=True, stdout=stdout)
    return done.stdout or b""


def phone_video(folder: Path, *, seconds: int = PHONE_SECONDS) -> Path:
    """1080p H.264 and AAC, its index at the end, as heavy as a phone's."""
    loop, path = folder / "phone-loop.mp4", folder / f"phone-{seconds}.mp4"
    rate = ["-b:v", PHONE_BIT_RATE, "-maxrate", PHONE_BIT_RATE, "-bufsize", "34M"]
    h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-pix_fmt", "yuv420p", *rate]
    sound = ["-c:a", "aac", "-b:a", "128k"]
    ffmpeg(*picture("1920x1080", PHONE_LOOP_SECONDS), *h264, *sound, loop)
    ffmpeg("-stream_loop", "-1", "-i", loop, "-c", "copy", "-t", str(seconds), path)
    loop.unlink()
    return path


def browser_recording(folder: Path, codec: str, *, seconds: int = WEBM_SECONDS) -> Path:
    """720p WebM as a browser's recorder leaves it: written as it comes, without a duration."""
    path = folder / f"{codec.lower()}-{seconds}.webm"
    fast = ["-deadline", "realtime", "-cpu-used", "8", "-b:v", "2500k"]
    written = ffmpeg(
        *picture("1280x720", seconds), *WEBM[codec], *fast, "-f", "webm", "pipe:1",
        stdout=subprocess.PIPE,
    )  # fmt: skip
    path.write_bytes(written)
    return path


def picture(size: str, seconds: int) -> list[str]:
    moving = f"testsrc2=size={size}:rate=30:duration={seconds},noise=alls=10:allf=t"
    tone = f"sine=frequency=440:sample_rate=48000:duration={seconds}"
    return ["-f", "lavfi", "-i", moving, "-f", "lavfi", "-i", tone, "-ac", "2"]


def copy_alone(source: Path, target: Path) -> None:
    """A hand-written remux, which is the least that has to happen."""
    ffmpeg("-i", source, "-c", "copy", "-movflags", "+frag_keyframe+empty_moov", target)


def encode_360p_alone(source: Path, target: Path) -> None:
    """A hand-written command for the one rendition that is made first."""
    ffmpeg(
        "-i", source, "-vf", "scale=-2:360", "-c:v", "libx264", "-preset", "superfast",
        "-crf", "23", "-maxrate", "800k", "-bufsize", "1600k", "-pix_fmt", "yuv420p",
        "-force_key_frames", "expr:gte(t,n_forced*2)", "-c:a", "aac", "-b:a", "128k",
        "-movflags", "+frag_keyframe+empty_moov", target,
    )  # fmt: skip
