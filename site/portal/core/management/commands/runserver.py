"""`manage.py runserver`, which answers over kept connections without a pause."""

import socket
from typing import Any

from django.core.servers.basehttp import WSGIServer
from whitenoise.runserver_nostatic.management.commands.runserver import Command as Runserver


class PromptServer(WSGIServer):
    """Django writes an answer's headers and body apart.

    Nagle's algorithm holds the body back until the other side confirms the headers, and that
    waits 40 ms in case it has something to say: 40 ms on every answer but a connection's first.
    """

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection, address


class Command(Runserver):
    server_cls = PromptServer
