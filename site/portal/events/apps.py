from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "portal.events"
    label = "events"
    verbose_name = "Events"

    def ready(self) -> None:
        from portal.accounts.erasure import Eraser, register
        from portal.events.erasure import erase

        register(Eraser(erase))
