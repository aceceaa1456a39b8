from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "invitations"
    verbose_name = "Invitations"

    def ready(self) -> None:
        from accounts.erasure import people
        from core.erasing import Eraser
        from invitations import letters  # noqa: F401
        from invitations.erasure import erase
        from invitations.policy import register_policies

        register_policies()
        people.register(Eraser(erase))
