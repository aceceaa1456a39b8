from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "portal.events"
    label = "events"
    verbose_name = "Events"

    def ready(self) -> None:
        from portal.accounts.erasure import people
        from portal.core.erasing import Eraser
        from portal.events.erasure import erase

        people.register(Eraser(erase))
