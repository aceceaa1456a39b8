"""How often things may be done: the knobs, and one table of all limits. See `core.rates`."""

from portal.settings.env import number

# What one person may do, by page, script or API. 0 means no limit.
MESSAGES_A_MINUTE = number("MESSAGES_A_MINUTE", 20)
SEGMENTS_A_MINUTE = number("SEGMENTS_A_MINUTE", 60)
UPLOADS_A_MINUTE = number("UPLOADS_A_MINUTE", 60)
RETRIES_A_MINUTE = number("RETRIES_A_MINUTE", 20)
SEARCHES_A_MINUTE = number("SEARCHES_A_MINUTE", 60)
INVITATIONS_AN_HOUR = number("INVITATIONS_AN_HOUR", 1000)
REPORTS_AN_HOUR = number("REPORTS_AN_HOUR", 20)
TOKENS_A_MINUTE = number("TOKENS_A_MINUTE", 20)
# From one place: a school shares an IP address, so this only keeps a caller from overloading us.
TOKEN_REQUESTS_A_MINUTE = number("TOKEN_REQUESTS_A_MINUTE", 600)
# How many people may come by class links; a class shares an IP address.
GUESTS_A_MINUTE_PER_PLACE = number("GUESTS_A_MINUTE_PER_PLACE", 120)
# Failed attempts: see accounts.limits. Here 0 allows none.
LOGIN_TRIES = number("LOGIN_TRIES", 5)
LOGIN_LIMIT_SECONDS = number("LOGIN_LIMIT_SECONDS", 300)
LOGIN_TRIES_PER_ACCOUNT = number("LOGIN_TRIES_PER_ACCOUNT", 30)
LOGIN_TRIES_PER_PLACE = number("LOGIN_TRIES_PER_PLACE", 300)

# What is limited → the knob with the number, and the seconds it is for (a number, or their knob).
RATES: dict[str, tuple[str, int | str]] = {
    "posts": ("MESSAGES_A_MINUTE", 60),
    "segments": ("SEGMENTS_A_MINUTE", 60),
    "uploads": ("UPLOADS_A_MINUTE", 60),
    "retries": ("RETRIES_A_MINUTE", 60),
    "searches": ("SEARCHES_A_MINUTE", 60),
    "invitations": ("INVITATIONS_AN_HOUR", 3600),
    "reports": ("REPORTS_AN_HOUR", 3600),
    "tokens": ("TOKENS_A_MINUTE", 60),
    "token_requests": ("TOKEN_REQUESTS_A_MINUTE", 60),
    "guests": ("GUESTS_A_MINUTE_PER_PLACE", 60),
    "logins": ("LOGIN_TRIES", "LOGIN_LIMIT_SECONDS"),
    "logins_of_account": ("LOGIN_TRIES_PER_ACCOUNT", 3600),
    "logins_at_place": ("LOGIN_TRIES_PER_PLACE", "LOGIN_LIMIT_SECONDS"),
}
