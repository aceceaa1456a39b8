"""CloudFront, if it serves the videos: whether URLs can be signed."""

from collections.abc import Iterator

from django.conf import settings

from core.doctor import Finding, bad, good, register


@register("cloudfront", order=95)
def cloudfront() -> Iterator[Finding]:
    if not settings.CLOUDFRONT_DOMAIN:
        return
    from videos.storage import cloudfront as signing  # noqa: PLC0415 - loads botocore

    try:
        signing.signed_url("doctor", seconds=1, viewer="doctor")
    except signing.KeyTrouble as trouble:
        fix = "set CLOUDFRONT_KEY_FILE to the private key of CLOUDFRONT_KEY_ID, as plain PEM"
        yield bad(str(trouble), fix=fix)
    else:
        yield good(
            f"URLs at {settings.CLOUDFRONT_DOMAIN} are signed with {settings.CLOUDFRONT_KEY_ID}"
        )
    if settings.MEDIA_STORAGE != "s3":
        fix = "set MEDIA_STORAGE=s3, or remove the CLOUDFRONT settings"
        yield bad("CloudFront is set up, but the videos are kept in a local folder", fix=fix)
