"""Settings that all environments share. Larger topics have a file of their own next to this one."""

from django.conf import global_settings

from portal.settings.env import ROOT, folder, made, names, text

PRACTIKA_HOME = made(folder("PRACTIKA_HOME", ROOT / "var"))

BASE_URL = text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = names("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = names("CSRF_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "core.not_sent.stale_form"

INSTALLED_APPS = [
    "demo",
    "portal.api",
    "feedback",
    "invitations",
    "practice",
    "courses",
    "videos",
    "audit",
    "events",
    "accounts",
    "core",
    "wagtailmedia",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.users_app.PeopleAdminConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "accounts.sessions_app.SessionsConfig",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "huey.contrib.djhuey",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "core.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.private_answers.PrivateAnswersMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.AdminContentPolicyMiddleware",
    "core.odd_requests.OddRequestsMiddleware",
    "core.watchers.WatchersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.large_forms.LargeFormsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "audit.refusals.RefusalsMiddleware",
    "accounts.languages.PersonsLanguageMiddleware",
    "accounts.middleware.AdminGateMiddleware",
    "accounts.middleware.AdminSessionMiddleware",
    "courses.routing.SiteMiddleware",
    "core.not_sent.LoggedOutMiddleware",
    "core.not_sent.OpenedWithoutFormMiddleware",
    "core.outage.OutageMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = text("LANGUAGE_CODE", "en")
# Those that locale/ has texts in, and the portal's own: one page never speaks two languages.
LANGUAGES = [one for one in global_settings.LANGUAGES if one[0] in {"en", "de", LANGUAGE_CODE}]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
TIME_ZONE = text("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [ROOT / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = folder("STATIC_ROOT", PRACTIKA_HOME / "static")
# Not the sources: they import packages by name, which browsers and the manifest can't resolve.
STATICFILES_DIRS = [(part, ROOT / "static" / part) for part in ("build", "img")]
MEDIA_URL = "/media/"
MEDIA_ROOT = PRACTIKA_HOME / "media"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

from portal.settings.api import *  # noqa: E402, F403
from portal.settings.data import *  # noqa: E402, F403
from portal.settings.database import *  # noqa: E402, F403
from portal.settings.files import *  # noqa: E402, F403
from portal.settings.logs import *  # noqa: E402, F403
from portal.settings.metrics import *  # noqa: E402, F403
from portal.settings.objects import *  # noqa: E402, F403
from portal.settings.people import *  # noqa: E402, F403
from portal.settings.policy import *  # noqa: E402, F403
from portal.settings.rates import *  # noqa: E402, F403
from portal.settings.video import *  # noqa: E402, F403
from portal.settings.wagtail import *  # noqa: E402, F403
