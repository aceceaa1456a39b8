"""Every URL of the portal. Our log-in pages come before Wagtail's, which must never be used."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from accounts.views import AddressView, AdminAccountView, ChoosePasswordView, LogInView
from audit.views import SiteHistoryView
from core import health
from core.metrics_views import metrics

handler400 = "core.odd_requests.refused"
handler500 = "core.outage.server_error"
handler429 = "accounts.views.too_many"

# Swagger's page has an inline <style>; the rest of the site uses files.
with_own_styles = csp_update({"style-src": [UNSAFE_INLINE]})
docs = SpectacularSwaggerSplitView.as_view(url_name="schema")
to_log_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_log_out = RedirectView.as_view(pattern_name="account_logout")
to_reset = RedirectView.as_view(pattern_name="account_reset_password")

urlpatterns = [
    path("core/health/", health.ready, name="health"),
    path("core/health/live/", health.live, name="health_live"),
    path("core/health/ready/", health.ready, name="health_ready"),
    path("metrics/", metrics, name="metrics"),
    path("account/login/", LogInView.as_view(), name="account_login"),
    path("account/email/", AddressView.as_view(), name="account_email"),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ChoosePasswordView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("account/two-step/", include("allauth.mfa.urls")),
    path("account/", include("allauth.account.urls")),
    path("admin/login/", to_log_in),
    path("admin/logout/", to_log_out),
    path("admin/password_reset/", to_reset),
    path("_util/login/", to_log_in),
    path("admin/account/", require_admin_access(AdminAccountView.as_view())),
    path("admin/", include("courses.admin_urls")),
    path("admin/reports/site-history/", require_admin_access(SiteHistoryView.as_view())),
    path(
        "admin/reports/site-history/results/",
        require_admin_access(SiteHistoryView.as_view(results_only=True)),
    ),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/", include("portal.api.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", with_own_styles(docs), name="docs"),
    path("", include("videos.urls")),
    path("", include("accounts.urls")),
    path("", include("courses.urls")),
    path("practice/", include("practice.urls")),
    path("", include("feedback.urls")),
    path("", include("invitations.urls")),
    path("", include(wagtail_urls)),
]
