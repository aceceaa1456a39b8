from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "practice"
    verbose_name = "Practice"

    def ready(self) -> None:
        from courses.erasure import pages
        from portal.accounts.erasure import people
        from portal.core.erasing import Eraser
        from portal.videos import access, processing, whereabouts
        from practice import erasure, handlers  # noqa: F401
        from practice.rules import may_handle_asset, may_watch_asset
        from practice.services.takes import keep_to_places
        from practice.whereabouts import of_takes

        access.register(may_watch_asset)
        access.register_handler(may_handle_asset)
        processing.register_guard(keep_to_places)
        whereabouts.register(of_takes)
        people.register(Eraser(erasure.erase_of_person, erasure.foresee_of_person))
        pages.register(Eraser(erasure.erase_below, erasure.foresee_below))
