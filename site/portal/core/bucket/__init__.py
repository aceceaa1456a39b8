"""The bucket of MEDIA_STORAGE=s3: one client per process, links to read, trouble in plain words.

The video storage and the storage of ordinary files both stand on it.
"""
