"""Limits for size, length and shape of a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    max_duration_ms: int = 2 * 60 * 60 * 1000
    min_duration_ms: int = 200
    max_size_bytes: int = 8 * 1024**3
    max_pixels: int = 4096 * 4096
    min_side: int = 16
    max_aspect: float = 8.0
    max_streams: int = 32
    probe_seconds: int = 60
    """Wall time allowed for reading a file's structure."""
