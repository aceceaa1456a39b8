"""Addresses of videos, and of the local storage that stands where a bucket's would."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from portal.videos import views
from portal.videos.storage import views as storage_views


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
    path("videos/<uuid:asset_id>/<rendition:name>.m3u8", views.media, name="media"),
    path("videos/<uuid:asset_id>/<rendition:name>.mp4", views.rendition_bytes, name="bytes"),
    path("storage/put/<str:token>", storage_views.put, name="storage_put"),
    path("storage/may-put/<str:token>", storage_views.may_put, name="storage_may_put"),
    path("storage/get/<str:token>", storage_views.get, name="storage_get"),
]
