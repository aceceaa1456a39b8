"""Headers, cookies, log-in pages and foreign hosts."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from rest_framework.authentication import SessionAuthentication
from rest_framework.views import APIView

from accounts.models import User
from tests.factories import PASSWORD
from tests.security.routes import all_routes
from tests.security.world import World, client_of
from videos.storage import get_storage

ROOT = Path(__file__).resolve().parents[2]


def _site_pages(world: World) -> list[str]:
    return [
        "/",
        "/courses/",
        world.course.get_url(),
        world.exercise.get_url(),
        world.exercise.get_parent().get_url(),
        "/practice/",
        f"/practice/takes/{world.take.pk}/",
        f"/practice/takes/{world.take.pk}/brief/",
        f"/practice/takes/{world.take.pk}/withdraw/",
        "/search/?q=bow",
        "/profile/",
        "/account/email/",
        "/account/password/change/",
        "/docs/",
        "/not-there/",
    ]


def _admin_pages(world: World) -> list[str]:
    return [
        "/admin/",
        "/admin/feedback/queue/",
        f"/admin/snippets/feedback/feedback/edit/{world.draft.pk}/",
        f"/admin/pages/{world.exercise.pk}/edit/",
        "/admin/course-list/",
        "/admin/class-list/",
        "/admin/class-list/add/",
        "/admin/media/",
        "/admin/media/video/add/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/account/",
    ]


def _policy(response: Any) -> dict[str, list[str]]:
    parts = [
        part.split() for part in response["Content-Security-Policy"].split(";") if part.split()
    ]
    return {part[0]: part[1:] for part in parts}


def test_only_the_admin_may_run_inline_scripts(world: World) -> None:
    for url in _site_pages(world):
        policy = _policy(world.clients["student"].get(url))
        assert policy["script-src"] == ["'self'"], url
        own_style = ["'unsafe-inline'"] if url == "/docs/" else []  # Swagger's page
        assert policy["style-src"] == ["'self'", *own_style], url
        assert policy["object-src"] == ["'none'"]
        assert policy["base-uri"] == ["'self'"]
        assert policy["form-action"] == ["'self'"]
        assert policy["frame-ancestors"] == ["'self'"]
    for url in _admin_pages(world):
        assert "'unsafe-eval'" not in _policy(world.clients["teacher"].get(url))["script-src"]


@pytest.mark.parametrize("url", ["/adminx/", "/x/admin/", "//admin/", "/docs/admin/", "/ADMIN/"])
def test_no_other_url_gets_the_admins_policy(url: str, db: None) -> None:
    response = Client().get(url)
    if response.status_code != 302 and response.status_code != 301:
        assert _policy(response)["script-src"] == ["'self'"]


def test_every_response_has_the_security_headers(world: World) -> None:
    token = world.media_url(world.take.asset.poster_key)
    for url in [
        *_site_pages(world),
        "/api/v1/auth/me/",
        token,
        f"/videos/{world.take.asset_id}/master.m3u8",
    ]:
        response = world.clients["student"].get(url)
        assert response["X-Content-Type-Options"] == "nosniff", url
        assert response.get("X-Frame-Options") == "SAMEORIGIN", url
        assert response["Referrer-Policy"] == "strict-origin-when-cross-origin", url


def test_site_pages_hold_no_inline_code(world: World) -> None:
    """The policy would stop it; this finds it before a browser does."""
    for url in [*_site_pages(world), "/account/login/"]:
        person = "anonymous" if "login" in url else "student"
        page = BeautifulSoup(world.clients[person].get(url).content, "html.parser")
        inline = [s for s in page.find_all("script") if not s.get("src")]
        assert all(s["type"] == "application/json" for s in inline), url
        for tag in page.find_all(True):
            assert not [name for name in tag.attrs if name.startswith("on")], (url, tag)
            if url != "/docs/":
                assert tag.name != "style", url
                assert "style" not in tag.attrs, (url, tag)


def test_no_page_asks_another_host_for_anything(world: World) -> None:
    loaded = {"src", "srcset", "poster", "data", "background", "action", "formaction"}
    asked = []
    pages = [("student", url) for url in _site_pages(world)]
    for person, url in pages + [("teacher", url) for url in _admin_pages(world)]:
        page = BeautifulSoup(world.clients[person].get(url).content, "html.parser")
        for tag in page.find_all(True):
            names = loaded | ({"href"} if tag.name in ("link", "use", "image") else set())
            found = [str(tag.get(name)) for name in names if tag.get(name)]
            asked += [(url, str(tag)[:90]) for value in found if _is_elsewhere(value)]

    assert asked == []


def _is_elsewhere(value: str) -> bool:
    return urlsplit(value.strip()).netloc not in ("", "testserver", "localhost", "127.0.0.1:8000")


def test_our_styles_and_scripts_name_no_other_host() -> None:
    files = [*(ROOT / "static/js").rglob("*.js"), *(ROOT / "static/css").rglob("*.css")]
    urls = re.compile(
        r"""(?:url\(|import\(?|fetch\()\s*["']?(https?:)?//(?!www\.youtube-nocookie)"""
    )
    assert [str(path) for path in files if urls.search(path.read_text())] == []


# Doors


@pytest.mark.parametrize(
    "url",
    ["/admin/login/", "/_util/login/", "/admin/password_reset/", "/admin/logout/"],
)
def test_wagtails_log_in_pages_redirect_to_ours(url: str, student: User) -> None:
    for verb in ("get", "post"):
        client = Client(raise_request_exception=False)
        given = {"username": student.email, "email": student.email, "password": PASSWORD}
        response = getattr(client, verb)(url, given)
        assert response.status_code in (302, 301)
        assert response["Location"].startswith("/account/")
        assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["confirm/MQ/a-b/", "done/", "complete/"])
def test_wagtails_password_reset_is_closed(path: str, db: None) -> None:
    for verb in ("get", "post"):
        response = getattr(Client(raise_request_exception=False), verb)(
            f"/admin/password_reset/{path}"
        )
        assert response.status_code == 404


def test_nobody_signs_up(db: None) -> None:
    given = {"email": "new@example.com", "password1": "Wa9-kaep-oo", "password2": "Wa9-kaep-oo"}
    Client().post("/account/signup/", given)
    assert not User.objects.filter(email="new@example.com").exists()


@pytest.mark.usefixtures("local_storage")  # a bucket's address ends by itself, minutes later
def test_a_deactivated_person_loses_access_at_once(world: World) -> None:
    student, client = world.users["student"], world.clients["student"]
    given = {"email": student.email, "password": PASSWORD}
    token = Client().post("/api/v1/auth/token/", given, "application/json").json()["token"]
    rendition = world.take.asset.renditions.first()
    assert rendition is not None
    media = get_storage().download_url(rendition.key, student, seconds=300)
    api = {"Authorization": f"Token {token}"}
    assert Client().get(media, headers=api).status_code == 200

    student.is_active = False
    student.save(update_fields=["is_active"])

    assert client.get("/practice/").status_code == 302
    assert client.get(media).status_code == 404
    assert Client().get(media, headers=api).status_code == 404
    assert Client().get("/api/v1/auth/me/", headers=api).status_code == 401
    assert Client().post("/api/v1/auth/token/", given, "application/json").status_code == 401
    Client().post("/account/login/", {"login": student.email, "password": PASSWORD})
    assert client.get(f"/videos/{world.take.asset_id}/master.m3u8").status_code == 404


def test_a_revoked_token_or_another_scheme_gives_no_access(student: User) -> None:
    given = {"email": student.email, "password": PASSWORD}
    token = Client().post("/api/v1/auth/token/", given, "application/json").json()["token"]
    for header in ("Token", "Token x y", f"Bearer {token}", f"Token {token}x", f"Token {token[:8]}",
                   "Token " + "a" * 5000, "Token \xff"):  # fmt: skip
        client = Client(raise_request_exception=False)
        assert client.get("/api/v1/auth/me/", headers={"Authorization": header}).status_code == 401
    Client().post("/api/v1/auth/token/revoke/", headers={"Authorization": f"Token {token}"})
    assert (
        client_of(None)
        .get("/api/v1/auth/me/", headers={"Authorization": f"Token {token}"})
        .status_code
        == 401
    )


def test_guessing_passwords_is_slowed_despite_forged_addresses(student: User) -> None:
    for n in range(12):
        wrong = {"login": student.email, "password": f"wrong-{n}"}
        Client().post("/account/login/", wrong, headers={"X-Forwarded-For": f"203.0.113.{n}"})

    client = Client()
    client.post("/account/login/", {"login": student.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_known_and_unknown_addresses_get_the_same_answer(student: User) -> None:
    def told(url: str, given: dict[str, str]) -> tuple[int, str]:
        response = Client().post(url, given)
        text = response.content.decode()
        without = re.sub(r'value="[^"]*"|name="csrf[^>]*>', "", text)
        return response.status_code, without + response.get("Location", "")

    for url, field in (("/account/login/", "login"), ("/account/password/reset/", "email")):
        rest = {"password": "wrong-wrong"} if field == "login" else {}
        known = told(url, {field: student.email, **rest})
        assert told(url, {field: "nobody@example.com", **rest}) == known, url


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "///evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
        "/%0d%0aLocation:%20https://evil.example",
    ],
)
def test_next_never_leads_to_another_site(target: str, student: User, ready_asset: Any) -> None:
    given = {"login": student.email, "password": PASSWORD, "next": target}
    location = Client().post("/account/login/", given)["Location"]
    assert urlsplit(location).netloc == "", location
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))

    asset = ready_asset(student)
    back = client_of(student).post(f"/videos/{asset.pk}/retry/", {"next": target})["Location"]
    assert urlsplit(back).netloc == ""
    assert not back.startswith(("//", "/\\", "javascript"))


def test_an_address_changes_only_once_it_is_confirmed(student: User, teacher: User) -> None:
    client = client_of(student)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    for address in (teacher.email, "free@example.com"):
        for action in ("action_add", "action_primary"):
            answer = client.post("/account/email/", {"email": address, action: ""})
            assert answer.status_code in (200, 302)
    student.refresh_from_db()
    assert student.email == "student@example.com"

    link = re.search(r"/account/confirm-email/\S+/", str(mail.outbox[-1].body))
    assert link
    assert mail.outbox[-1].to == ["free@example.com"]
    client.post(link[0])
    student.refresh_from_db()
    assert student.email == "free@example.com"


def test_teachers_cannot_take_another_address_in_the_admin(teacher: User) -> None:
    given = {"name_email-email": "other@example.com", "name_email-first_name": "A",
             "name_email-last_name": "B", "locale-preferred_language": ""}  # fmt: skip
    client_of(teacher).post("/admin/account/", given)
    teacher.refresh_from_db()
    assert teacher.email == "teacher@example.com"


# Requests from other sites


def test_forms_are_refused_without_their_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.users["student"])
    take, thread = world.take.pk, world.thread.pk
    urls = [
        "/profile/",
        "/account/login/",
        "/account/logout/",
        "/account/email/",
        "/account/password/change/",
        f"/practice/takes/{take}/withdraw/",
        f"/practice/takes/{take}/retry/",
        f"/practice/takes/{take}/segments/",
        f"/takes/{take}/threads/",
        f"/threads/{thread}/messages/",
        f"/videos/{world.take.asset_id}/retry/",
        "/api/v1/uploads/",
        f"/api/v1/clips/{take}/commit/",
        f"/api/v1/clips/{take}/withdraw/",
        f"/api/v1/clips/{take}/threads/",
        f"/api/v1/threads/{thread}/messages/",
        "/admin/account/",
        "/admin/class-list/add/",
    ]
    for url in urls:
        assert client.post(url, {"text": "a"}).status_code == 403, url
    assert client.delete(f"/api/v1/uploads/{world.uploading.pk}/").status_code == 403


def test_only_storage_and_token_views_are_exempt() -> None:
    """An API view reads a session with DRF's own check, which enforces the token."""
    exempt = {
        route.pattern
        for route in all_routes()
        if getattr(route.view, "csrf_exempt", False) and not _is_api_view(route.view)
    }
    assert exempt == {"storage/put/<str:token>"}


def _is_api_view(view: Any) -> bool:
    cls = getattr(view, "cls", None)
    if cls is None or not issubclass(cls, APIView):
        return False
    by_session = [a for a in cls.authentication_classes if issubclass(a, SessionAuthentication)]
    return not by_session or by_session == [SessionAuthentication]


# Production


def test_production_sends_cookies_only_over_https(tmp_path: Path) -> None:
    names = [
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
        "SECURE_SSL_REDIRECT", "SECURE_CONTENT_TYPE_NOSNIFF",
    ]  # fmt: skip
    code = (
        "from portal.settings import production as p;"
        f"print([getattr(p, n) for n in {names!r}], p.DEBUG, p.SECURE_HSTS_SECONDS > 9**7,"
        "p.SESSION_COOKIE_SAMESITE, p.CSRF_COOKIE_SAMESITE, p.SHOW_DEMO_ACCOUNTS,"
        "p.ALLAUTH_TRUSTED_PROXY_COUNT, p.REST_FRAMEWORK['NUM_PROXIES'])"
    )
    set_up = {"SECRET_KEY": "k" * 64, "ALLOWED_HOSTS": "school.example"}
    paths = f"{ROOT / 'site'}:{ROOT}"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **set_up, "PRACTIKA_HOME": str(tmp_path), "PYTHONPATH": paths},
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    wanted = "[True, True, True, True, True] False True Lax Lax False 1 1"
    assert told.stdout.strip() == wanted


def test_a_foreign_host_is_refused(db: None) -> None:
    response = Client(raise_request_exception=False).get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
