from typing import cast

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class VideosConfig(AppConfig):
    name = "videos"
    label = "videos"
    verbose_name = _("Videos")

    def ready(self) -> None:
        from videos import checks, doctor, health, metrics, outages, tasks  # noqa: F401
        from videos.library import items  # noqa: F401
        from videos.media import Tools, configure
        from videos.media.tools import Sandbox
        from videos.upkeep import erasure  # noqa: F401

        sandbox = cast(Sandbox, settings.MEDIA_SANDBOX)
        configure(Tools(ffmpeg=settings.FFMPEG_BINARY, sandbox=sandbox))
        health.register()
