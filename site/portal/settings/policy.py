"""Security headers. The site is strict; a middleware of core relaxes them for the admin."""

from csp.constants import NONE, SELF

from portal.settings.objects import MEDIA_ORIGINS

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *MEDIA_ORIGINS],
        "media-src": [SELF, "blob:", *MEDIA_ORIGINS],
        # Uploads go straight to the bucket, and the player fetches from it.
        "connect-src": [SELF, *MEDIA_ORIGINS],
        "worker-src": [SELF, "blob:"],
        "frame-src": [SELF, "https://www.youtube-nocookie.com"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
# W019 asks for DENY, which would break Wagtail's previews.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
# Load balancers and Prometheus use plain HTTP, see core.watchers.
SECURE_REDIRECT_EXEMPT = [r"^core/health/((live|ready)/)?$", r"^metrics/$"]
