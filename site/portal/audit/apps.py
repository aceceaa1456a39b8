from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from portal.accounts.erasure import people
        from portal.audit import mirror  # noqa: F401
        from portal.audit.erasure import erase
        from portal.core.erasing import Eraser

        people.register(Eraser(erase))
