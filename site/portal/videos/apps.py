from django.apps import AppConfig


class VideosConfig(AppConfig):
    name = "portal.videos"
    label = "videos"
    verbose_name = "Videos"
