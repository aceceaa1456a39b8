"""URLs of invitations and of the first minutes."""

from django.urls import path

from invitations import join_views, views

app_name = "invitations"
urlpatterns = [
    path("invitations/", views.landing, name="landing"),
    path("invitations/join/", views.join, name="join"),
    path("invitations/<str:token>/", views.open_link, name="open"),
    path("join/<str:token>/", join_views.join_class, name="class"),
    path("welcome/", views.how, name="how"),
    path("welcome/you/", views.you, name="you"),
]
