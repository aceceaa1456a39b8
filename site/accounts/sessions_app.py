"""allauth's table of sessions, filled by `accounts.logins`. Replaces `allauth.usersessions`."""

from allauth.usersessions.apps import UserSessionsConfig


class SessionsConfig(UserSessionsConfig):
    def ready(self) -> None:
        """Without allauth's receivers: they load every session of a person at each log-in."""
