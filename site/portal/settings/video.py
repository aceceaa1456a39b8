"""Limits and places of the video pipeline."""

from portal.settings.env import ROOT, choice, folder, number, text

VIDEO_ROOT = folder("PRACTIKA_HOME", ROOT / "var") / "storage"
VIDEO_SCRATCH = folder("PRACTIKA_HOME", ROOT / "var") / "scratch"
VIDEO_MAX_BYTES = number("VIDEO_MAX_MB", 2048) * 1024 * 1024
VIDEO_MAX_SECONDS = number("VIDEO_MAX_SECONDS", 3600)
UPLOAD_PART_BYTES = number("UPLOAD_PART_MB", 8) * 1024 * 1024
UPLOAD_URL_SECONDS = number("UPLOAD_URL_SECONDS", 3600)
DELIVERY_URL_SECONDS = number("DELIVERY_URL_SECONDS", 300)
FFMPEG_BINARY = text("FFMPEG_BINARY")
MEDIA_SANDBOX = choice("MEDIA_SANDBOX", "auto", ("auto", "bwrap", "off"))
JOB_LEASE_SECONDS = number("JOB_LEASE_SECONDS", 60)
JOB_MAX_ATTEMPTS = number("JOB_MAX_ATTEMPTS", 3)
