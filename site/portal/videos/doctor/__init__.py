"""The doctor's checks of the video engine; importing this registers them, in portal.core.doctor."""

from portal.videos.doctor import cloudfront, engine, erasing, memory, queue, storage

__all__ = ["cloudfront", "engine", "erasing", "memory", "queue", "storage"]
