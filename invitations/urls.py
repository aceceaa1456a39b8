"""URLs of invitations and of the first minutes."""

from django.urls import path

from invitations import views

app_name = "invitations"
urlpatterns = [
    path("invitations/", views.landing, name="landing"),
    path("invitations/join/", views.join, name="join"),
    path("invitations/<str:token>/", views.open_link, name="open"),
    path("welcome/", views.how, name="how"),
    path("welcome/you/", views.you, name="you"),
]
