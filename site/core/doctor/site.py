"""The portal's own settings: its address, its secret, its static files."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.http.request import validate_host

from core.doctor import Finding, bad, command, good, note, register

LOCAL = {"127.0.0.1", "localhost", "::1"}
NEEDED_STATIC = "build/site.css"


@register("settings", order=10)
def settings_hold() -> Iterator[Finding]:
    yield from _address()
    yield from _secret()
    yield from _system_checks()


def _address() -> Iterator[Finding]:
    parts = urlsplit(settings.BASE_URL)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        fix = "set it to something like https://your.name"
        yield bad(f"BASE_URL is not a URL ({settings.BASE_URL})", fix=fix)
        return
    if not validate_host(host, settings.ALLOWED_HOSTS):
        fix = f"add {host} to ALLOWED_HOSTS, or correct BASE_URL"
        yield bad(f"BASE_URL names {host}, which is not in ALLOWED_HOSTS", fix=fix)
    elif not settings.DEBUG and (host in LOCAL or parts.scheme != "https"):
        fix = "set BASE_URL to the https:// address that people type"
        yield note(f"links in mails will point to {settings.BASE_URL}", fix=fix)
    else:
        yield good(f"the portal's address is {settings.BASE_URL}")
    if "*" in settings.ALLOWED_HOSTS:
        yield note("ALLOWED_HOSTS allows every name", fix="list the names people type")


def _secret() -> Iterator[Finding]:
    is_default = str(settings.SECRET_KEY).startswith("development-only")
    is_seen = urlsplit(settings.BASE_URL).hostname not in LOCAL
    if is_default and (is_seen or not settings.DEBUG):
        fix = "run with portal.settings.production and a SECRET_KEY of your own"
        yield bad("others can reach it, but it uses the development secret", fix=fix)


def _system_checks() -> Iterator[Finding]:
    found = checks.run_checks(include_deployment_checks=not settings.DEBUG)
    worth = [one for one in found if one.level >= checks.WARNING and not one.is_silenced()]
    for one in worth:
        say = bad if one.is_serious() else note
        yield say(one.msg, fix=one.hint or f"see {one.id}")
    if not worth:
        yield good("the system checks pass")


@register("static", order=80)
def static_files() -> Iterator[Finding]:
    if settings.DEBUG:
        yield _built()
        return
    fix = f"run {command('collectstatic --noinput')} with this version, after `make build`"
    root = Path(settings.STATIC_ROOT)
    if not (root / _stored_name(NEEDED_STATIC)).is_file():
        yield bad(f"the static files in {root} are missing or from another version", fix=fix)
    else:
        yield good(f"static files are in {root}")


def _stored_name(name: str) -> str:
    """With its hash, where the storage gives it one."""
    stored_name = getattr(staticfiles_storage, "stored_name", None)
    try:
        return str(stored_name(name)) if stored_name else name
    except ValueError:
        return name


def _built() -> Finding:
    if finders.find(NEEDED_STATIC):
        return good("static files come from the sources")
    return bad("the front end is not built", fix="run `make build`")
