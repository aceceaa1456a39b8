from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "practice"
    verbose_name = "Practice"

    def ready(self) -> None:
        from accounts.erasure import people
        from core.erasing import Eraser
        from courses.erasure import pages
        from courses.rules import register_reader
        from practice import erasure, handlers  # noqa: F401
        from practice.rules import may_handle_asset, may_read_for_takes, may_watch_asset
        from practice.services.takes import keep_to_places
        from practice.whereabouts import of_takes
        from videos.admin import whereabouts
        from videos.queue import control
        from videos.watching import access

        access.register(may_watch_asset)
        register_reader(may_read_for_takes)
        access.register_handler(may_handle_asset)
        control.register_guard(keep_to_places)
        whereabouts.register(of_takes)
        people.register(Eraser(erasure.erase_of_person, erasure.foresee_of_person))
        pages.register(Eraser(erasure.erase_below, erasure.foresee_below))
