from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        from portal.core import checks  # noqa: F401
        from portal.core.bucket import away  # noqa: F401
        from portal.core.doctor import database, disk, mail, redis, site  # noqa: F401
