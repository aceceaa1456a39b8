"""Wagtail and its media library."""

from zoneinfo import available_timezones

from portal.settings.env import number, text
from portal.settings.people import LOGIN_URL

# Limits for forms in the admin; everywhere else Django's own limits apply.
ADMIN_FORM_MAX_FIELDS = number("ADMIN_FORM_MAX_FIELDS", 20_000)
ADMIN_FORM_MAX_MB = number("ADMIN_FORM_MAX_MB", 12)

WAGTAIL_SITE_NAME = text("SITE_NAME", "Practika")
WAGTAILADMIN_BASE_URL = text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
# People change their address on their profile page, where it must be confirmed first.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Operating systems list these besides the real time zones, but browsers don't know them.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime", "Factory"})
WAGTAILADMIN_COMMENTS_ENABLED = True
# Typed URLs are left alone: the offer to link to a page instead reveals its title to everybody.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "txt", "csv", "docx", "xlsx", "pptx", "odt", "zip", "mid", "mp3"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.picture_form.PictureForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "core.search"}}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILMEDIA = {
    "MEDIA_MODEL": "videos.LibraryVideo",
    "MEDIA_FORM_BASE": "videos.library.forms.LibraryForm",
    # Checked by the form, as for every upload; wagtailmedia would check the stored file's name.
    "VIDEO_EXTENSIONS": [],
    "AUDIO_EXTENSIONS": [],
    "ENABLE_API_V3": False,
}
