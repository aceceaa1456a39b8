"""/api/v1/auth/."""

from django.urls import path

from portal.api.auth import MeView, RevokeTokenView, TokenView
from portal.api.jwt import JWTView, RefreshJWTView

urlpatterns = [
    path("auth/token/", TokenView.as_view(), name="api_token"),
    path("auth/token/revoke/", RevokeTokenView.as_view(), name="api_token_revoke"),
    path("auth/jwt/", JWTView.as_view(), name="api_jwt"),
    path("auth/jwt/refresh/", RefreshJWTView.as_view(), name="api_jwt_refresh"),
    path("auth/me/", MeView.as_view(), name="api_me"),
]
