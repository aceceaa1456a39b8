"""CloudFront, where it hands out the videos: whether addresses can be signed."""

from collections.abc import Iterator

from django.conf import settings

from portal.core.doctor import Finding, bad, good, register


@register("cloudfront", order=95)
def cloudfront() -> Iterator[Finding]:
    if not settings.CLOUDFRONT_DOMAIN:
        return
    from portal.videos.storage import cloudfront as signing  # it loads botocore, most need it not

    try:
        signing.signed_url("doctor", seconds=1, viewer="doctor")
    except signing.KeyTrouble as trouble:
        mend = "let CLOUDFRONT_KEY_FILE name the private key of CLOUDFRONT_KEY_ID, as plain PEM"
        yield bad(str(trouble), mend=mend)
    else:
        yield good(
            f"addresses at {settings.CLOUDFRONT_DOMAIN} are signed by {settings.CLOUDFRONT_KEY_ID}"
        )
    if settings.MEDIA_STORAGE != "s3":
        mend = "set MEDIA_STORAGE=s3, or take the CLOUDFRONT settings away"
        yield bad("CloudFront is set up, but the videos lie in a folder", mend=mend)
