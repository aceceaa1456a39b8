"""The storage in a bucket, at Amazon or any server that speaks S3."""

from videos.storage.s3.storage import S3Storage

__all__ = ["S3Storage"]
