"""The doctor's checks of the video engine. Importing this registers them in core.doctor."""

from videos.doctor import cloudfront, engine, erasing, memory, queue, storage

__all__ = ["cloudfront", "engine", "erasing", "memory", "queue", "storage"]
