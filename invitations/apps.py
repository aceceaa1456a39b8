from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "invitations"
    verbose_name = "Invitations"

    def ready(self) -> None:
        from accounts.erasure import people
        from core.erasing import Eraser
        from courses import offers
        from courses.admin import unknown
        from invitations import letters, signals  # noqa: F401
        from invitations.erasure import erase
        from invitations.open_courses import offer, offer_more
        from invitations.policy import register_policies
        from invitations.rules import invite_url

        register_policies()
        unknown.register(invite_url)
        offers.register(offer)
        offers.register_more(offer_more)
        people.register(Eraser(erase))
