import socket
from contextlib import closing

from django.core.management import get_commands, load_command_class
from django.core.servers.basehttp import WSGIRequestHandler

from core.management.commands.runserver import PromptServer


def test_runserver_sends_answers_at_once() -> None:
    with (
        PromptServer(("127.0.0.1", 0), WSGIRequestHandler) as server,
        socket.create_connection(server.server_address[:2], timeout=5),
    ):
        connection, _address = server.get_request()
        with closing(connection):
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_runserver_is_ours() -> None:
    command = load_command_class(get_commands()["runserver"], "runserver")
    assert command.server_cls is PromptServer
