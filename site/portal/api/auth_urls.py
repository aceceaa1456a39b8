"""/api/v1/auth/."""

from django.urls import path

from portal.api.auth import MeView, RevokeTokenView, TokenView

urlpatterns = [
    path("auth/token/", TokenView.as_view(), name="api_token"),
    path("auth/token/revoke/", RevokeTokenView.as_view(), name="api_token_revoke"),
    path("auth/me/", MeView.as_view(), name="api_me"),
]
