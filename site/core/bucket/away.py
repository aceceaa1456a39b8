"""boto3 errors that reach a page through ordinary files: the bucket does not answer.

The video storage translates its own errors before they get this far.
"""

from django.utils.translation import gettext_lazy as _

from core import outage


class FilesAway(outage.Outage):
    what = "the bucket"
    message = _(
        "The storage for pictures and documents isn't responding right now. Everything you saved "
        "before is safe. Please try again in a minute."
    )


@outage.register
def of_the_bucket(error: BaseException) -> type[outage.Outage] | None:
    """By module name: most processes never load boto3."""
    families = {cls.__module__.partition(".")[0] for cls in type(error).__mro__}
    return FilesAway if "botocore" in families else None
