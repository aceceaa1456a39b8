"""URLs of invitations and of the first minutes."""

from django.urls import path

from invitations import join_views, open_views, views

app_name = "invitations"
urlpatterns = [
    path("invitations/", views.landing, name="landing"),
    path("invitations/join/", views.join, name="join"),
    path("invitations/<str:token>/", views.open_link, name="open"),
    path("join/<str:token>/", join_views.join_class, name="class"),
    path("open-courses/", open_views.find, name="open_courses"),
    path("open-courses/<uuid:uid>/", open_views.open_course, name="open_course"),
    path("open-courses/<uuid:uid>/leave/", open_views.leave_course, name="leave_course"),
    path("welcome/", views.how, name="how"),
    path("welcome/you/", views.you, name="you"),
]
