"""URLs of videos, and of the local storage that stands in for a bucket."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from videos.intake import local_put
from videos.watching import local_get, pass_views, views


class RenditionName(StringConverter):
    regex = r"[a-z0-9_-]{1,20}"


register_converter(RenditionName, "rendition")

app_name = "videos"
urlpatterns = [
    path("videos/clips/<uuid:clip_id>/master.m3u8", views.clip_master, name="clip_master"),
    path("videos/clips/<uuid:clip_id>/poster.jpg", views.clip_poster, name="clip_poster"),
    path("videos/clips/<uuid:clip_id>/clip.mp4", views.clip_file, name="clip_file"),
    path("videos/clips/<uuid:clip_id>/<rendition:name>.m3u8", views.clip_media, name="clip_media"),
    path("videos/<uuid:asset_id>/master.m3u8", views.master, name="master"),
    path("videos/<uuid:asset_id>/poster.jpg", views.poster, name="poster"),
    path("videos/<uuid:asset_id>/original", views.original, name="original"),
    path("videos/<uuid:asset_id>/status/", views.status, name="status"),
    path("videos/<uuid:asset_id>/retry/", views.retry, name="retry"),
    path("videos/<uuid:asset_id>/sound/", views.sound, name="sound"),
    path("videos/<uuid:asset_id>/<rendition:name>.m3u8", views.media, name="media"),
    path("videos/<uuid:asset_id>/<rendition:name>.mp4", views.rendition_bytes, name="bytes"),
    path("videos/watch/<str:token>/master.m3u8", pass_views.master, name="watch_master"),
    path("videos/watch/<str:token>/poster.jpg", pass_views.poster, name="watch_poster"),
    path("videos/watch/<str:token>/clip.mp4", pass_views.clip_file, name="watch_clip_file"),
    path("videos/watch/<str:token>/<rendition:name>.m3u8", pass_views.media, name="watch_media"),
    path(
        "videos/watch/<str:token>/<rendition:name>.mp4",
        pass_views.rendition_bytes,
        name="watch_bytes",
    ),
    path("storage/put/<str:token>", local_put.put, name="storage_put"),
    path("storage/may-put/<str:token>", local_put.may_put, name="storage_may_put"),
    path("storage/get/<str:token>", local_get.get, name="storage_get"),
]
