"""Which of gunicorn's workers serves pages best: `python -m scripts.load --only workers`.

Each kind on the lesson page and the API's list, and on the lesson page while six requests wait for
something: a worker that one of them fills answers nobody else.
"""

import contextlib
import itertools
import socket
import threading
import time
from collections.abc import Iterator

from scripts.load.pages import PEOPLE, look_at_each
from scripts.load.settled import settled
from scripts.load.wrk import Answers, load
from scripts.production import Production
from scripts.services.ports import HOST
from scripts.testbed.table import Row

SECONDS = 8
WAITING = 6
ASGI = "portal.asgi:application"
KINDS = {
    "sync, 1 process each": "--worker-class sync --threads 1",
    "sync, 2 processes each": "--worker-class sync --threads 1 --workers 2",
    "gthread, 1 thread": "--worker-class gthread --threads 1",
    "gthread, 2 threads": "--worker-class gthread --threads 2",
    "gthread, 4 threads": "--worker-class gthread --threads 4",
    "gthread, 8 threads": "--worker-class gthread --threads 8",
    "asgi": "--worker-class asgi",
}


def rows() -> list[Row]:
    with settled() as portal:
        from scripts.load import visitors

        people, lesson = visitors.invited(portal.home, count=PEOPLE), visitors.lesson()
        page, api = portal.url + lesson.url, f"{portal.url}/api/v1/exercises/"
        found: list[Row] = []
        for name, options in KINDS.items():
            print(f"  {name} …", flush=True)
            change(portal, options)
            look_at_each(page, people.sessions, lesson.title)
            load(page, people.sessions, at_once=PEOPLE, seconds=3)
            found += told(
                f"{name}: lesson", load(page, people.sessions, at_once=PEOPLE, seconds=SECONDS)
            )
            found += told(
                f"{name}: API list", load(api, people.tokens, at_once=PEOPLE, seconds=SECONDS)
            )
            with waiting_requests(portal):
                slow = load(page, people.sessions, at_once=10, seconds=SECONDS)
            found += told(f"{name}: lesson, beside {WAITING} that wait", slow)
        return found


def change(portal: Production, options: str) -> None:
    for web in portal.webs:
        web.settings["GUNICORN_CMD_ARGS"] = options
        web.settings["WEB_APPLICATION"] = ASGI if "asgi" in options else "portal.wsgi:application"
        web.restart()


def told(name: str, answers: Answers) -> Iterator[Row]:
    yield Row(f"{name}, requests a second", answers.per_second, "/s")
    yield Row(f"{name}, p95", answers.p95_ms, "ms")
    yield Row(f"{name}, errors", answers.errors, "")


@contextlib.contextmanager
def waiting_requests(portal: Production) -> Iterator[None]:
    """Bodies that drip in, past nginx, which would gather them: a stand-in for whatever is slow."""
    done = threading.Event()
    ports = itertools.cycle([web.port for web in portal.webs])
    threads = [
        threading.Thread(target=send_slowly, args=(port, done))
        for port in itertools.islice(ports, WAITING)
    ]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def send_slowly(port: int, done: threading.Event) -> None:
    head = [
        "POST /admin/media/video/add/ HTTP/1.1",
        f"Host: {HOST}:{port}",
        f"Cookie: csrftoken={'a' * 32}",
        "Content-Type: multipart/form-data; boundary=x",
        "Content-Length: 1000000",
    ]
    while not done.is_set():
        with contextlib.suppress(OSError), socket.create_connection((HOST, port)) as sender:
            sender.sendall("\r\n".join([*head, "", ""]).encode())
            while not done.wait(0.2):
                sender.sendall(b"x")
