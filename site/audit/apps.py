from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from accounts.erasure import people
        from audit import mirror, nameless  # noqa: F401
        from audit.erasure import erase
        from core.erasing import Eraser

        people.register(Eraser(erase))
