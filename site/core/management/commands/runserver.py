"""`manage.py runserver`, without a delay on kept-alive connections."""

import socket
from typing import Any

from django.core.servers.basehttp import WSGIServer
from whitenoise.runserver_nostatic.management.commands.runserver import Command as Runserver


class PromptServer(WSGIServer):
    """Turns Nagle's algorithm off, because Django sends headers and body separately.

    The algorithm would hold the body back until the client acknowledges the headers, and clients
    delay that by 40 ms: a delay on every response except the first of a connection.
    """

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection, address


class Command(Runserver):
    server_cls = PromptServer
