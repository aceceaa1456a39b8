from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
    label = "demo"
    verbose_name = "Demo"

    def ready(self) -> None:
        from demo import handlers  # noqa: F401
