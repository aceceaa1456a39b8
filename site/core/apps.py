from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        from core import checks, comparing, odd_headers, spreadsheets  # noqa: F401
        from core.bucket import away  # noqa: F401
        from core.doctor import database, disk, mail, redis, site  # noqa: F401
        from core.large_forms import let_previews_be_large
        from core.metadata import keeping
        from core.yes_no import show_in_words

        show_in_words()
        odd_headers.read_as_text()
        keeping.watch()
        spreadsheets.guard_exports()
        comparing.register()
        let_previews_be_large()
