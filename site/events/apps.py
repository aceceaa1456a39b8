from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    label = "events"
    verbose_name = "Events"

    def ready(self) -> None:
        from accounts.erasure import people
        from core.erasing import Eraser
        from events import tasks  # noqa: F401
        from events.erasure import erase

        people.register(Eraser(erase))
