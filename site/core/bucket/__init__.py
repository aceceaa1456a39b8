"""The bucket for MEDIA_STORAGE=s3: one client per process, download links, errors in plain words.

Both the video storage and the storage of ordinary files use it.
"""
