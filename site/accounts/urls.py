"""URLs of a person's own pages."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("account/session/", views.session_now, name="session"),
    path("account/may-send-files/", views.may_send_files, name="may_send_files"),
]
