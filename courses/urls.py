"""Addresses of courses; the pages themselves are served by Wagtail."""

from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("courses/new/", views.new_course, name="new_course"),
]
