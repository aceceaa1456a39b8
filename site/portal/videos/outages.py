"""What boto3 raises, told as the storage's trouble wherever it was not caught before."""

from portal.core import outage
from portal.videos.storage import StorageTrouble


@outage.register
def of_the_bucket(error: BaseException) -> type[outage.Outage] | None:
    """By name: most processes never load boto3."""
    families = {cls.__module__.partition(".")[0] for cls in type(error).__mro__}
    return StorageTrouble if "botocore" in families else None
