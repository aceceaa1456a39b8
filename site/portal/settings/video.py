"""Limits and locations of the video pipeline."""

import sys

from portal.settings.env import ROOT, choice, folder, made, names, number, text

MEDIA_STORAGES = {
    "local": "videos.storage.local.LocalStorage",
    "s3": "videos.storage.s3.S3Storage",
}
MEDIA_STORAGE = choice("MEDIA_STORAGE", "local", tuple(MEDIA_STORAGES))
VIDEO_STORAGE = MEDIA_STORAGES[MEDIA_STORAGE]
VIDEO_ROOT = folder("PRACTIKA_HOME", ROOT / "var") / "storage"
VIDEO_SCRATCH = folder("PRACTIKA_HOME", ROOT / "var") / "scratch"
VIDEO_MAX_BYTES = number("VIDEO_MAX_MB", 2048) * 1024 * 1024
VIDEO_MAX_SECONDS = number("VIDEO_MAX_SECONDS", 3600)
VIDEO_EXTENSIONS = names(
    "VIDEO_EXTENSIONS",
    [
        "mp4",
        "m4v",
        "mov",
        "qt",
        "webm",
        "mkv",
        "3gp",
        "3g2",
        "avi",
        "ts",
        "mts",
        "m2ts",
        "mpg",
        "mpeg",
    ],
)
AUDIO_EXTENSIONS = names(
    "AUDIO_EXTENSIONS",
    ["mp3", "m4a", "aac", "wav", "ogg", "oga", "opus", "weba", "flac", "aif", "aiff", "caf", "amr"],
)
UPLOAD_PART_BYTES = number("UPLOAD_PART_MB", 8) * 1024 * 1024
UPLOAD_URL_SECONDS = number("UPLOAD_URL_SECONDS", 3600)
UPLOAD_KEEP_SECONDS = number("UPLOAD_KEEP_HOURS", 24) * 3600
# A URL is valid for up to twice as long, so nobody can watch for more than five minutes after
# losing access.
DELIVERY_URL_SECONDS = number("DELIVERY_URL_SECONDS", 120)
if not 1 <= DELIVERY_URL_SECONDS <= 150:
    sys.exit(
        "Practika cannot start: the setting DELIVERY_URL_SECONDS is wrong "
        f"({DELIVERY_URL_SECONDS} is not between 1 and 150)."
    )
# URLs for players that send no header (streams() in the API): each request checks access again, so
# this only limits how long a URL that was passed on can be used.
PLAYER_URL_SECONDS = number("PLAYER_URL_SECONDS", 7200)
# nginx: it sends and receives the bytes of the local storage, see deploy/nginx/media.conf.
MEDIA_ACCEL = choice("MEDIA_ACCEL", "off", ("off", "nginx"))
if MEDIA_ACCEL == "nginx" and MEDIA_STORAGE == "local":
    # nginx writes request bodies there, and does not start without it.
    made(VIDEO_ROOT / ".incoming")
FFMPEG_BINARY = text("FFMPEG_BINARY")
MEDIA_SANDBOX = choice("MEDIA_SANDBOX", "auto", ("auto", "bwrap", "off"))
JOB_LEASE_SECONDS = number("JOB_LEASE_SECONDS", 60)
LADDERS_AT_ONCE = number("LADDERS_AT_ONCE", 1)
JOB_MAX_ATTEMPTS = number("JOB_MAX_ATTEMPTS", 3)
WORKER_STOP_SECONDS = number("WORKER_STOP_SECONDS", 5)

# On the same file system as the storage, so that an uploaded library video is linked, not copied.
FILE_UPLOAD_TEMP_DIR = made(folder("PRACTIKA_HOME", ROOT / "var") / "incoming")
