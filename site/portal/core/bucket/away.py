"""Errors of boto3 that reach a page by way of ordinary files: the bucket does not answer.

The video storage tells its own in its own words, before they come this far.
"""

from django.utils.translation import gettext_lazy as _

from portal.core import outage


class FilesAway(outage.Outage):
    what = "the bucket"
    message = _(
        "The place where pictures and documents are kept does not answer just now. What you saved "
        "before is safe. Please try again in a minute."
    )


@outage.register
def of_the_bucket(error: BaseException) -> type[outage.Outage] | None:
    """By name: most processes never load boto3."""
    families = {cls.__module__.partition(".")[0] for cls in type(error).__mro__}
    return FilesAway if "botocore" in families else None
