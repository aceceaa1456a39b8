"""Assembles /api/v1/ from the routes of each app."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.api.auth_urls")),
    path("", include("courses.api_urls")),
    path("", include("practice.api_urls")),
    path("", include("feedback.api_urls")),
]
