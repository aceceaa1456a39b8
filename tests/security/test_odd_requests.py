"""No URL, query, header or cookie causes an error 500, whatever it contains."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.test import Client

from core.private_answers import NOT_PERSONAL
from tests.security.routes import all_routes
from tests.security.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CODINGS = [
    "zlib", "zip", "bz2", "hex", "base64", "uu", "quopri", "rot13", "rot_13", "idna", "punycode",
    "undefined", "utf-16", "utf-32", "utf-7", "cp037", "raw_unicode_escape", "unicode_escape",
    "mbcs", "oem", "no-such-coding", "é", "a" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("address", ["/?q=a", "/account/login/?next=/", "/api/v1/clips/?limit=1"])
def test_texts_in_odd_encodings_are_refused(client: Client, coding: str, address: str) -> None:
    client.raise_request_exception = False
    kind = f"application/x-www-form-urlencoded; charset={coding}"
    for verb in ("GET", "POST"):
        response = client.generic(verb, address, b"a=1&text=hello", content_type=kind)
        assert response.status_code < 500, verb
        assert response.content


@pytest.mark.parametrize(
    "coding",
    ["zlib", "rot13", "idna", "undefined", "utf-16", "unicode_escape", "raw_unicode_escape"],
)
def test_unreadable_requests_get_a_400_page(client: Client, coding: str) -> None:
    response = client.get("/?q=a", headers={"Content-Type": f"text/plain; charset={coding}"})

    assert response.status_code == 400
    assert "read this request" in response.content.decode()
    assert response["X-Request-ID"]


def test_the_400_page_is_in_the_readers_language(client: Client) -> None:
    odd = "text/plain; charset=zlib"
    german = client.get("/", headers={"Content-Type": odd, "Accept-Language": "de"})
    english = client.get("/", headers={"Content-Type": odd, "Accept-Language": "en"})
    assert "Practika konnte diese Anfrage nicht lesen" in german.content.decode()
    assert "read this request" in english.content.decode()


ODD_PARAMETERS = ["; foo*=nope''%41", "; boundary=x; charset*=a''b", "; foo*=idna''%ff"]


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "application/json"])
@pytest.mark.parametrize("odd", ODD_PARAMETERS)
@pytest.mark.parametrize("address", ["/", "/api/v1/clips/"])
def test_headers_in_odd_encodings_get_a_400_page(
    client: Client, kind: str, odd: str, address: str
) -> None:
    for name in ("Content-Type", "Accept"):
        for verb in ("GET", "POST"):
            response = client.generic(verb, address, b"a=1", headers={name: f"{kind}{odd}"})
            assert response.status_code == 400, (name, verb)
            assert "read" in response.content.decode()


@pytest.mark.parametrize("text", ["%5Cud800", "%5Cx00", "%5CN%7BDIGIT%20ONE%7D"])
@pytest.mark.parametrize("coding", ["unicode_escape", "raw-unicode-escape", "utf-8", ""])
def test_escapes_in_queries_are_not_decoded(client: Client, coding: str, text: str) -> None:
    client.raise_request_exception = False
    kind = f"text/plain; charset={coding}"

    answer = client.get(f"/?q={text}", headers={"Content-Type": kind})

    assert answer.status_code == (400 if "escape" in coding else 200)


@pytest.mark.parametrize("coding", ["utf-8", "UTF8", "iso-8859-1", "windows-1252", "us-ascii", ""])
def test_texts_in_common_encodings_are_read(client: Client, coding: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={coding}"

    assert client.get("/?q=a", content_type=kind).status_code == 200


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=é",
        "multipart/form-data; boundary=" + "b" * 300,
        "multipart/form-data; boundary=x; charset=zlib",
        "multipart/mixed; boundary=x",
        ";;;=",
        "application/json; charset=zlib",
    ],
)
@pytest.mark.parametrize("address", ["/account/login/", "/api/v1/uploads/", "/practice/"])
def test_broken_forms_are_refused(client: Client, kind: str, address: str) -> None:
    client.raise_request_exception = False
    for body in (b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff"):
        assert client.generic("POST", address, body, content_type=kind).status_code < 500


@pytest.mark.parametrize("length", ["-1", "abc", "99999999999999999999", "1e3", ""])
def test_odd_lengths_cause_no_error(client: Client, length: str) -> None:
    client.raise_request_exception = False
    response = client.generic("POST", "/account/login/", b"a=1", CONTENT_LENGTH=length)

    assert response.status_code < 500


ODD_TEXTS = ["%00", "a%00b", "%ff", "%c3%28", "%ed%a0%80", "%f4%90%80%80", "+%00", "%EF%BF%BF"]


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_characters_in_paths_and_queries(world: World, text: str) -> None:
    paths = [
        f"/courses/{text}/",
        f"/{text}",
        f"/admin/{text}/",
        f"/api/v1/{text}/",
        f"/media/{text}",
    ]
    asked = ["/search/?q=", "/practice/?state=", "/practice/?page=", "/admin/pages/search/?q="]
    asked += ["/admin/users/?q=", "/admin/images/?q=", "/api/v1/clips/?status=", "/?next="]
    bad = []
    for who in ("anonymous", "student", "admin"):
        client = world.clients[who]
        client.raise_request_exception = False
        for address in [*paths, *(f"{start}{text}" for start in asked)]:
            # As a server hands it over, which the test's client would not.
            path, _, query = address.partition("?")
            given = {"PATH_INFO": _unquoted(path), "QUERY_STRING": query}
            if client.get("/", **given).status_code >= 500:
                bad.append(f"{who} {address}")
    assert not bad, "\n".join(bad)


def _unquoted(path: str) -> str:
    raw = re.sub(rb"%([0-9a-fA-F]{2})", lambda m: bytes([int(m[1], 16)]), path.encode())
    return raw.decode("latin-1")


@pytest.mark.parametrize("cookie", ["\xff\xfe", "a" * 9000, "é=é", "=;=;", "\x01", "sessionid"])
@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "other"])
def test_odd_cookies(client: Client, name: str, cookie: str) -> None:
    client.raise_request_exception = False
    for address in ("/", "/account/login/", "/practice/", "/admin/", "/api/v1/clips/"):
        for verb in ("GET", "POST"):
            answer = client.generic(verb, address, HTTP_COOKIE=f"{name}={cookie}")
            assert answer.status_code < 500, address


NUMBERS = ["99999999999999999999", "9223372036854775807", "2147483648", "0", "9" * 5000]
WORDS = ["abc", "-1", "1e9", "nan", "4c6f", "00000000-0000-0000-0000-00000000000g", "1,2", "é"]
KEYS = ["p", "page", "id", "limit", "offset", "user", "ordering", "collection_id", "parent_page_id"]
KEYS += [
    "content_type",
    "owner",
    "q",
    "next",
    "course",
    "state",
    "t",
    "per_page",
    "locale",
    "object_id",
]


@pytest.mark.usefixtures("local_storage")
def test_odd_numbers_and_names_in_paths(world: World) -> None:
    """Every route that takes something, for an admin."""
    client = world.clients["admin"]
    client.raise_request_exception = False
    bad = []
    for pattern in sorted({route.pattern for route in all_routes()}):
        for address in _filled(pattern):
            status = client.get(address).status_code
            if status >= 500:
                bad.append(f"{address[:120]}: {status}")
    assert not bad, "\n".join(bad)


@pytest.mark.usefixtures("local_storage")
def test_odd_numbers_and_names_in_queries(world: World) -> None:
    client = world.clients["admin"]
    client.raise_request_exception = False
    patterns = {route.pattern for route in all_routes()}
    # Wagtail's page that fails on purpose, and the one that is 503 where no worker runs.
    patterns -= {"admin/failwhale/", "core/health/", "core/health/ready/"}
    plain = sorted(each for each in patterns if not re.search(r"[<^(]", each))
    bulk = [f"admin/bulk/{model}/delete/" for model in ("wagtailcore/page", "wagtailimages/image")]
    bulk += ["admin/bulk/accounts/user/delete/", "admin/bulk/wagtaildocs/document/delete/"]
    bad = []
    for pattern in [*plain, *bulk]:
        for odd in [NUMBERS[0], *WORDS[:3]]:
            query = "&".join(f"{key}={quote(odd)}" for key in KEYS)
            status = client.get(f"/{pattern}?{query}").status_code
            if status >= 500:
                bad.append(f"/{pattern} {odd}: {status}")
    assert not bad, "\n".join(bad)


def _filled(pattern: str) -> list[str]:
    if (
        not re.search(r"<(int|str|slug|uuid|path)?:?\w+>", pattern)
        or "^" in pattern
        or "(" in pattern
    ):
        return []
    numbers = re.sub(r"<int:\w+>", "{}", pattern)
    uuids = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", numbers)
    odd = [re.sub(r"<[^>]+>", "{}", uuids)]
    values = NUMBERS[:3] if "{}" in numbers else [NUMBERS[0], *WORDS[:3]]
    return [f"/{each.replace('{}', quote(value))}" for each in odd for value in values]


def test_our_own_bugs_remain_errors(rf: Any) -> None:
    """A fault that no odd value in the request can have caused is not hidden."""
    from core.odd_requests import OddRequestsMiddleware

    middleware = OddRequestsMiddleware(lambda request: None)  # type: ignore[arg-type, return-value]
    error = ValueError("invalid literal for int() with base 10: 'x'")

    assert middleware.process_exception(rf.get("/practice/?state=answered"), error) is None
    assert middleware.process_exception(rf.get("/practice/?state=x"), error) is not None
    assert middleware.process_exception(rf.get("/?state=x"), KeyError("x")) is None


UNSEEN = ["12\u200b", "\ufeff12", "1\u00ad2", "12\\", "1'2", "1'2\"3\u200b", "\ud800", "x" * 500]


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("text", UNSEEN)
def test_numbers_with_invisible_characters_are_not_found(rf: Any, verb: str, text: str) -> None:
    from core.odd_requests import OddRequestsMiddleware

    middleware = OddRequestsMiddleware(lambda request: None)  # type: ignore[arg-type, return-value]
    request = rf.get("/practice/") if verb == "get" else rf.post("/practice/")
    setattr(request, verb.upper(), QueryDict(mutable=True))
    getattr(request, verb.upper())["id"] = text
    with pytest.raises(ValueError, match="invalid literal") as pythons:
        int(text)
    with pytest.raises(ValueError, match="expected a number") as djangos:
        Group.objects.filter(pk=text)

    for caught in (pythons, djangos):
        assert middleware.process_exception(request, caught.value).status_code == 404


@pytest.mark.usefixtures("local_storage")
@pytest.mark.parametrize("text", UNSEEN[:4])
def test_numbers_with_invisible_characters_are_404_in_the_admin(world: World, text: str) -> None:
    client = world.clients["admin"]
    client.raise_request_exception = False

    for address in ("/admin/bulk/accounts/user/delete/", "/admin/bulk/wagtailimages/image/delete/"):
        assert client.get(f"{address}?id={quote(text)}").status_code == 404, address


@pytest.mark.parametrize("address", ["/api/v1/auth/me/?x=%00", "/?x=%00", "/admin/?x=%00"])
def test_refusals_have_the_usual_headers(client: Client, address: str) -> None:
    refused = client.get(address)

    assert refused.status_code == 400
    for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "X-Request-ID"):
        assert name in refused, name
    assert "Cross-Origin-Opener-Policy" in refused
    assert "default-src" in refused["Content-Security-Policy"]
    assert ("no-store" in refused.get("Cache-Control", "")) == (address != "/?x=%00")


@pytest.mark.usefixtures("local_storage")
def test_personal_responses_are_not_cached(world: World) -> None:
    """Every address without parts, and those of the world's things, as each person."""
    patterns = sorted({route.pattern for route in all_routes()})
    addresses = [f"/{each}" for each in patterns if not re.search(r"[<^(]", each)]
    addresses += ["/", world.course.get_url(), world.exercise.get_url(), "/not-there/"]
    addresses += [f"/practice/takes/{world.take.pk}/", f"/admin/pages/{world.exercise.pk}/edit/"]
    addresses += [f"/api/v1/clips/{world.take.pk}/", f"/documents/{world.document.pk}/x.pdf"]
    addresses += [f"/videos/{world.take.asset_id}/master.m3u8"]
    wrong = []
    for who in ("student", "teacher", "admin"):
        for address in addresses:
            if address.startswith((*NOT_PERSONAL, "/account/logout/")):
                continue
            said = world.clients[who].get(address).get("Cache-Control", "")
            if "private" not in said or not re.search(r"no-store|max-age=[1-9]", said):
                wrong.append(f"{who} {address}: {said or 'nothing'}")
    assert not wrong, "\n".join(wrong)


def test_guest_pages_may_be_cached_but_log_in_pages_may_not(client: Client) -> None:
    assert "no-store" not in client.get("/").get("Cache-Control", "")
    for address in ("/account/login/", "/admin/", "/api/v1/clips/", "/account/password/reset/"):
        assert client.get(address)["Cache-Control"] == "private, no-store" or (
            "no-store" in client.get(address)["Cache-Control"]
        )
    assert (
        "no-store"
        in client.get("/api/v1/clips/", headers={"Authorization": "Token x"})["Cache-Control"]
    )
