"""URLs of courses; Wagtail serves the pages themselves."""

from django.urls import path

from courses import pictures, views

app_name = "courses"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("media/images/<path:name>", pictures.picture, name="picture"),
    path("courses/new/", views.new_course, name="new_course"),
]
