"""The launchers of production's servers: each is started, used for real, and seen gone."""

import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from botocore.exceptions import ClientError

from scripts.common.waiting import eventually
from scripts.services import S3, Moto, Nginx, Postgres, Redis, Server, ServiceTrouble
from scripts.services.ports import free_port, is_free
from scripts.services.programs import from_debian
from tests.architecture.ladder import ROOT

KEEPS_FOUR = """
import sys
from scripts.services import S3, Moto, Postgres, Redis
servers = [Postgres(is_durable=False), Redis(), S3(), Moto()]
for server in servers:
    server.start()
    print(*server.pids, server.folder, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres(is_durable=False) as postgres:
        yield postgres


def hello(nginx: Nginx) -> str:
    return f"""
    events {{}}
    http {{
        access_log off;
        server {{ listen 127.0.0.1:{nginx.port}; location / {{ return 200 hello; }} }}
    }}
    """


def is_alive(pid: int) -> bool:
    """One that has ended and waits for its parent to notice is not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def fetch(url: str) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=30) as response:
        return bytes(response.read())


@pytest.mark.parametrize(
    "make", [lambda: Postgres(is_durable=False), Redis, S3, Moto, lambda: Nginx(hello)]
)
def test_nothing_of_a_server_is_left(make: Callable[[], Server]) -> None:
    with make() as server:
        pids, folder = server.pids, server.folder
        assert is_alive(server.pid)
        assert not is_free(server.port)
    assert eventually(lambda: not any(is_alive(pid) for pid in pids))
    assert not folder.exists()
    assert is_free(server.port)


def test_servers_die_with_whoever_started_them() -> None:
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPS_FOUR],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with keeper:
        assert keeper.stdout is not None
        lines = [keeper.stdout.readline().split() for _ in range(4)]
        pids = [int(word) for line in lines for word in line[:-1]]
        assert all(is_alive(int(line[0])) for line in lines)
        keeper.send_signal(signal.SIGKILL)
        keeper.wait()
        assert eventually(lambda: not any(is_alive(pid) for pid in pids))
    folders = [Path(line[-1]) for line in lines]
    assert eventually(lambda: not any(folder.exists() for folder in folders))


def test_postgres_keeps_what_was_committed_when_it_is_killed(postgres: Postgres) -> None:
    postgres.run("CREATE TABLE takes (name text)", database="practika")
    postgres.run("INSERT INTO takes VALUES ('long bows')", database="practika")
    url, pids = postgres.url, postgres.pids
    postgres.kill()
    assert not postgres.is_running
    postgres.start()
    assert postgres.url == url
    assert not set(pids) & set(postgres.pids)
    assert postgres.run("SELECT name FROM takes", database="practika") == [("long bows",)]


def test_postgres_never_runs_as_root(postgres: Postgres) -> None:
    assert Path(f"/proc/{postgres.pid}").stat().st_uid != 0


def test_postgres_asks_for_the_password(postgres: Postgres) -> None:
    import psycopg2

    wrong = postgres.url.replace("practika:", "practika:not", 1)
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(wrong)


def test_postgres_is_new_enough(postgres: Postgres) -> None:
    [(version,)] = postgres.run("SHOW server_version_num")
    assert int(version) >= 150000


def test_redis_starts_again_empty() -> None:
    with Redis() as server:
        server.run("SET", "take", "1")
        assert server.run("GET", "take") == b"1"
        server.kill()
        server.start()
        assert server.run("GET", "take") is None


def test_a_paused_server_says_nothing_and_comes_back() -> None:
    with Redis() as server:
        server.pause()
        client = redis.Redis.from_url(server.url, socket_timeout=0.3)
        with pytest.raises(redis.TimeoutError):
            client.ping()
        server.resume()
        assert server.run("PING")
        client.close()


def test_a_paused_server_can_be_stopped() -> None:
    with Redis() as server:
        server.pause()
    assert is_free(server.port)


def test_s3_checks_signatures_and_keeps_objects() -> None:
    with S3() as server:
        server.client().put_object(Bucket=server.bucket, Key="videos/a", Body=b"bytes")
        server.restart()
        kept = server.client().get_object(Bucket=server.bucket, Key="videos/a")
        assert kept["Body"].read() == b"bytes"
        server.secret_key = "wrong"
        with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
            server.client().get_object(Bucket=server.bucket, Key="videos/a")


def test_moto_knows_cors_and_conditions() -> None:
    rule = {"AllowedMethods": ["PUT"], "AllowedOrigins": ["https://practika.example"]}
    with Moto() as server:
        client = server.client()
        client.put_bucket_cors(Bucket=server.bucket, CORSConfiguration={"CORSRules": [rule]})
        assert client.get_bucket_cors(Bucket=server.bucket)["CORSRules"] == [rule]
        client.put_object(Bucket=server.bucket, Key="a", Body=b"1", IfNoneMatch="*")
        with pytest.raises(ClientError, match="PreconditionFailed"):
            client.put_object(Bucket=server.bucket, Key="a", Body=b"2", IfNoneMatch="*")


def test_nginx_takes_a_changed_configuration() -> None:
    with Nginx(hello) as server:
        assert fetch(server.url) == b"hello"
        server.configuration = lambda nginx: hello(nginx).replace("200 hello", "200 changed")
        server.reload()
        assert eventually(lambda: fetch(server.url) == b"changed")


def test_nginx_tells_what_is_wrong_with_its_configuration() -> None:
    server = Nginx(lambda nginx: "events {} nonsense;")
    with pytest.raises(ServiceTrouble, match='unknown directive "nonsense"'), server:
        pytest.fail("it started")


def test_a_port_that_is_taken_is_told() -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(ServiceTrouble, match="Address already in use"), Redis(port=port):
            pytest.fail("it started")


def test_a_missing_program_is_named_with_its_package() -> None:
    with pytest.raises(ServiceTrouble) as told:
        from_debian("Redis", package="redis-server", find=lambda: None, install=lambda: None)
    assert str(told.value) == (
        "Redis is needed and could not be installed here: run `apt-get install redis-server` "
        "as root, then run the same command again."
    )


def test_a_given_folder_stays(tmp_path: Path) -> None:
    with Redis(tmp_path / "redis") as server:
        assert server.folder == tmp_path / "redis"
    assert (tmp_path / "redis" / "server.log").exists()
