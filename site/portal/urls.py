"""Every address of the portal. Log-in pages come before Wagtail's, which must never answer."""

from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from portal.accounts.views import AddressView, AdminAccountView
from portal.core import health
from portal.core.metrics_views import metrics

handler500 = "portal.core.outage.server_error"

to_log_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_log_out = RedirectView.as_view(pattern_name="account_logout")
to_reset = RedirectView.as_view(pattern_name="account_reset_password")

urlpatterns = [
    path("core/health/", health.ready, name="health"),
    path("core/health/live/", health.live, name="health_live"),
    path("core/health/ready/", health.ready, name="health_ready"),
    path("metrics/", metrics, name="metrics"),
    path("account/email/", AddressView.as_view(), name="account_email"),
    path("account/", include("allauth.account.urls")),
    path("admin/login/", to_log_in),
    path("admin/logout/", to_log_out),
    path("admin/password_reset/", to_reset),
    path("_util/login/", to_log_in),
    path("admin/account/", require_admin_access(AdminAccountView.as_view())),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/", include("portal.api.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("", include("portal.videos.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("courses.urls")),
    path("practice/", include("practice.urls")),
    path("", include("feedback.urls")),
    path("", include(wagtail_urls)),
]
