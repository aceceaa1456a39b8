"""Wagtail and its media library."""

from zoneinfo import available_timezones

from portal.settings.env import text
from portal.settings.people import LOGIN_URL

WAGTAIL_SITE_NAME = text("SITE_NAME", "Practika")
WAGTAILADMIN_BASE_URL = text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
# An address is changed on one's own page, where its mailbox has to be opened first.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Browsers know no zone of this name, which systems have beside the real ones.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime", "Factory"})
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "txt", "csv", "docx", "xlsx", "pptx", "odt", "zip", "mid", "mp3"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "portal.core.search"}}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILMEDIA = {
    "MEDIA_MODEL": "videos.LibraryVideo",
    "MEDIA_FORM_BASE": "portal.videos.library_forms.LibraryForm",
    # Checked by the form, as at every other way in; wagtailmedia looks at the stored file's name.
    "VIDEO_EXTENSIONS": [],
    "AUDIO_EXTENSIONS": [],
    "ENABLE_API_V3": False,
}
