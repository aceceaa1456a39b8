from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        from accounts import checks, languages, signals  # noqa: F401
