"""URLs of a person's own pages."""

from django.urls import path

from accounts import session_views, token_views, views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("account/session/", views.session_now, name="session"),
    path("account/sessions/", session_views.sessions, name="sessions"),
    path("account/sessions/end/", session_views.end_everywhere, name="end_everywhere"),
    path("account/sessions/<int:pk>/end/", session_views.end_session, name="end_session"),
    path("account/tokens/", token_views.tokens, name="tokens"),
    path("account/tokens/create/", token_views.create_token, name="create_token"),
    path("account/tokens/<uuid:pk>/revoke/", token_views.revoke_token, name="revoke_token"),
    path("account/may-send-files/", views.may_send_files, name="may_send_files"),
]
