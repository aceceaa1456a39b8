from typing import cast

from django.apps import AppConfig
from django.conf import settings


class VideosConfig(AppConfig):
    name = "portal.videos"
    label = "videos"
    verbose_name = "Videos"

    def ready(self) -> None:
        from portal.videos import checks, doctor, erasure, health, library, metrics, outages  # noqa: F401
        from portal.videos.media import Tools, configure
        from portal.videos.media.tools import Sandbox

        sandbox = cast(Sandbox, settings.MEDIA_SANDBOX)
        configure(Tools(ffmpeg=settings.FFMPEG_BINARY, sandbox=sandbox))
        health.register()
