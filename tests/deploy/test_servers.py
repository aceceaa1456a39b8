"""nginx in front of two web servers: what people, programs and operators get from them."""

import json
import os
import re
import signal
from typing import Any

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from scripts.common.waiting import eventually
from scripts.production.program import run
from tests.deploy.conftest import Shape, ask

LOGIN = "/account/login/"
ADD = "/admin/documents/add/"


def static_names(shape: Shape) -> list[str]:
    found = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', shape.get(LOGIN).text)
    assert found
    return found


def lines(shape: Shape, request_id: str) -> list[dict[str, Any]]:
    """What both web servers said of it; their lines are written as they go."""

    def found() -> list[dict[str, Any]]:
        text = "".join(web.log.read_text(encoding="utf-8") for web in shape.webs)
        # One that is being written has no end yet.
        read = [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
        return [line for line in read if line.get("request_id") == request_id]

    eventually(found)
    return found()


def requests_counted(url: str) -> float:
    text = ask(f"{url}/metrics/").text
    families = {one.name: one for one in text_string_to_metric_families(text)}
    return sum(
        sample.value
        for sample in families["practika_request_seconds"].samples
        if sample.name.endswith("_count") and sample.labels["route"] == "account_login"
    )


def test_static_files_are_compressed_and_kept_for_ever(shape: Shape) -> None:
    for name in static_names(shape):
        packed = shape.get(name, headers={"Accept-Encoding": "gzip"})
        plain = shape.get(name, headers={"Accept-Encoding": "identity"})
        assert packed.status_code == plain.status_code == 200
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert packed.content == plain.content
        assert packed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert packed.headers["X-Content-Type-Options"] == "nosniff"
        assert "X-Request-ID" not in packed.headers, "nginx itself hands it out"


def test_a_file_without_its_hash_is_not_kept_for_ever(shape: Shape) -> None:
    answer = shape.get("/static/img/logo.svg")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert shape.get("/static/none.css").status_code == 404
    assert shape.get("/static/../practika.sqlite3").status_code in {400, 404}


def test_headers_of_security_come_once(shape: Shape) -> None:
    got = shape.get(LOGIN).raw.headers
    for name in ("X-Frame-Options", "X-Content-Type-Options", "Content-Security-Policy"):
        assert len(got.getlist(name)) == 1
    assert shape.get(LOGIN).headers["Server"] == "nginx"


def test_a_page_is_told_in_one_line_with_its_id(shape: Shape) -> None:
    answer = shape.get(f"{LOGIN}?next=/secret/", headers={"X-Request-ID": "given-by-a-test"})
    assert answer.headers["X-Request-ID"] == "given-by-a-test"
    (line,) = lines(shape, "given-by-a-test")
    assert (line["path"], line["status"], line["level"]) == (LOGIN, 200, "INFO")
    assert line["duration_ms"] > 0
    assert "secret" not in json.dumps(line)


def test_an_id_that_could_spoil_a_log_is_replaced(shape: Shape) -> None:
    answer = shape.get(LOGIN, headers={"X-Request-ID": 'a"},{"level": "x'})
    made = answer.headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", made)
    assert len(lines(shape, made)) == 1


def test_tokens_in_addresses_are_in_no_log(shape: Shape) -> None:
    token = "s3cr3t" * 12
    shape.get(f"/storage/get/{token}")
    shape.get(f"/account/password/reset/key/1-{token}/")
    ask(f"{shape.url}/storage/put/{token}", "PUT", data=b"x")
    last = shape.get(LOGIN).headers["X-Request-ID"]
    assert lines(shape, last), "what came before is written by now"
    for program in (*shape.webs, shape.nginx):
        assert token not in program.log.read_text(encoding="utf-8")


def test_metrics_are_for_those_who_come_directly(shape: Shape) -> None:
    assert shape.get("/metrics/").status_code == 404
    assert shape.get("/metrics").status_code == 404
    assert ask(f"{shape.webs[0].url}/metrics/").status_code == 200
    forwarded = {"X-Forwarded-For": "203.0.113.9"}
    assert ask(f"{shape.webs[0].url}/metrics/", headers=forwarded).status_code == 404


def test_the_workers_of_a_server_count_together(shape: Shape) -> None:
    url = shape.webs[0].url
    before = requests_counted(url)
    for _ in range(20):
        assert ask(url + LOGIN).status_code == 200
    assert {requests_counted(url) for _ in range(6)} == {before + 20}


def test_counts_outlive_a_worker(shape: Shape) -> None:
    web = shape.webs[0]
    before = requests_counted(web.url)
    killed = set(web.pids[1:])
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: len(set(web.pids[1:]) - killed) >= 2)
    for _ in range(10):
        assert ask(web.url + LOGIN).status_code == 200
    assert requests_counted(web.url) == before + 10


def test_a_web_server_that_dies_is_not_noticed(shape: Shape) -> None:
    try:
        statuses = []
        for number in range(30):
            if number == 5:
                shape.webs[0].kill()
            statuses.append(shape.get(LOGIN).status_code)
        assert set(statuses) == {200}
    finally:
        shape.webs[0].start()


def test_a_server_that_is_asked_to_stop_answers_what_it_has(shape: Shape) -> None:
    shape.webs[1].restart()
    assert ask(shape.webs[1].url + LOGIN).status_code == 200


def test_without_any_web_server_there_are_plain_words(shape: Shape) -> None:
    for web in shape.webs:
        web.stop()
    try:
        page, answer = shape.get("/courses/"), shape.get("/api/v1/exercises/")
        files = shape.get("/static/img/logo.svg")
        for path in (
            "account/password/reset/key/1-",
            "account/confirm-email/",
            "storage/get/",
            "join/",
            "invitations/",
        ):
            assert shape.get(f"/{path}{'quiet' * 9}/").status_code == 503
        looked = shape.get(ADD)
    finally:
        for web in shape.webs:
            web.start()
    assert page.status_code == answer.status_code == looked.status_code == 503
    assert "quiet" not in shape.nginx.log.read_text(encoding="utf-8")
    assert page.headers["Retry-After"] == answer.headers["Retry-After"] == "10"
    assert "Nothing of yours is lost" in page.text
    assert answer.json()["error"]["code"] == "unavailable"
    assert files.status_code == 200
    said = [json.loads(one) for one in shape.nginx.log.read_text().splitlines() if one[:1] == "{"]
    assert {(line["path"], line["status"]) for line in said} >= {
        ("/courses/", 503),
        ("/api/v1/exercises/", 503),
    }


def test_a_file_switches_to_maintenance(shape: Shape) -> None:
    switch = shape.nginx.folder / "maintenance"
    switch.touch()
    try:
        assert shape.get(LOGIN).status_code == 503
    finally:
        switch.unlink()
    assert shape.get(LOGIN).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/uploads/", "/admin/login/"])
def test_what_is_too_large_stops_at_the_door(shape: Shape, path: str) -> None:
    answer = ask(shape.url + path, "POST", data=b"x" * (13 * 1024 * 1024))
    assert answer.status_code == 413


def test_an_editor_sends_a_large_file(shape: Shape) -> None:
    editor = logged_in(shape, "editor@example.com")
    page = editor.get(f"{shape.url}{ADD}")
    form = {"csrfmiddlewaretoken": editor.cookies["csrftoken"], "title": "Scores"}
    file = {"file": ("scores.zip", os.urandom(20 * 1024 * 1024))}
    sent = editor.post(f"{shape.url}{ADD}", data=form, files=file, allow_redirects=False)
    assert page.status_code == 200
    assert (sent.status_code, sent.headers["Location"]) == (302, "/admin/documents/")
    kept = [path.stat().st_size for path in (shape.home / "media/documents").iterdir()]
    assert kept == [20 * 1024 * 1024]


def test_others_are_told_where_editors_send_files(shape: Shape) -> None:
    looked = shape.get(ADD)
    sent = ask(shape.url + ADD, "POST", data=b"x" * (13 * 1024 * 1024))
    assert (looked.status_code, looked.headers["Location"]) == (302, f"{LOGIN}?next={ADD}")
    assert sent.status_code == 403
    assert "Please log in" in sent.text


def logged_in(shape: Shape, email: str) -> requests.Session:
    """Somebody with an account that may do everything, in a browser."""
    run(
        shape.settings | {"DJANGO_SUPERUSER_PASSWORD": "a long and quiet word"},
        *("createsuperuser", "--noinput", "--email", email),
    )
    session = requests.Session()
    session.trust_env = False
    session.get(shape.url + LOGIN)
    form = {"csrfmiddlewaretoken": session.cookies["csrftoken"], "login": email}
    form["password"] = "a long and quiet word"
    assert session.post(shape.url + LOGIN, data=form, allow_redirects=False).status_code == 302
    return session


def test_every_line_of_a_web_server_is_json(shape: Shape) -> None:
    for web in shape.webs:
        for line in web.log.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            is_trail = "action" in told
            assert is_trail or {"time", "level", "logger", "message"} <= set(told)


def test_health_is_answered(shape: Shape) -> None:
    assert shape.get("/core/health/").json()["parts"]["database"] is True
    assert shape.get("/core/health/live/").status_code == 200
