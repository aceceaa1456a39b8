from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "practice"
    verbose_name = "Practice"

    def ready(self) -> None:
        from portal.videos import access
        from practice import handlers  # noqa: F401
        from practice.rules import may_watch_asset

        access.register(may_watch_asset)
