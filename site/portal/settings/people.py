"""Who may log in, and how: e-mail and password through allauth, for the site and the admin."""

from ipaddress import IPv4Network, IPv6Network, ip_network

from portal.settings.env import flag, knob, names, number

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.EmailBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "invitations.adapter.InvitedOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
# A new address only replaces the old one once it has been confirmed.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
# Changes to someone's access ask for the password again, and the old mailbox is notified.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "accounts.forms.LogInForm",
    "signup": "invitations.forms.SignUpForm",
    "reset_password": "accounts.forms.AskForLinkForm",
    "add_email": "accounts.forms.AnotherAddressForm",
    "request_login_code": "accounts.forms.AskForCodeForm",
    "confirm_login_code": "accounts.code_forms.MailedCodeForm",
}
# A second step at log-in, for whoever sets one up: an app's codes, passkeys, recovery codes.
MFA_ADAPTER = "accounts.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "accounts.code_forms.SecondStepForm",
    "reauthenticate": "accounts.code_forms.CodeAgainForm",
    "activate_totp": "accounts.code_forms.FirstCodeForm",
    "add_webauthn": "accounts.code_forms.NewPasskeyForm",
    "edit_webauthn": "accounts.code_forms.PasskeyNameForm",
}
# Nothing can be guessed here, and a school shares one IP address.
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
# Phones' clocks go wrong and people type slowly: a code counts 30 seconds earlier and later, too.
MFA_TOTP_TOLERANCE = 1
# An address replaces another only once it is confirmed, so nobody can lock out its owner with it.
MFA_ALLOW_UNVERIFIED_EMAIL = True

STAFF_SECOND_STEP = flag("STAFF_SECOND_STEP")
STAFF_SECOND_STEP_DAYS = number("STAFF_SECOND_STEP_DAYS", 14)

STAFF_LOGIN_ALERTS = flag("STAFF_LOGIN_ALERTS", True)

# Who may open the admin from where, and for how long without doing anything.
Networks = list[IPv4Network | IPv6Network]


def _networks(name: str, default: Networks) -> Networks:
    return [ip_network(one) for one in names(name)] or default


ADMIN_NETWORKS: Networks = knob(_networks, "ADMIN_NETWORKS", Networks())
ADMIN_IDLE_MINUTES = number("ADMIN_IDLE_MINUTES", 0)

# Failed attempts: see accounts.limits, and portal.settings.rates for the table. A school shares one
# IP address, so these are generous; they only keep one caller from overloading the machine.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": None,
    "reset_password": "120/m/ip,5/15m/key",
    "reset_password_from_key": "120/m/ip",
    # Only whoever has an unused invitation gets as far; a whole class may do so at once.
    "signup": None,
    "request_login_code": "120/m/ip,5/15m/key",
}

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = number("SESSION_DAYS", 14) * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
