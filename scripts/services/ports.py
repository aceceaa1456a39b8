"""Ports that are given to nobody else."""

import random
import socket

HOST = "127.0.0.1"
# Below the kernel's ephemeral ports, so that a server that is stopped for a moment finds its port
# free again.
RANGE = (20_000, 32_000)


def free_port() -> int:
    for _ in range(1000):
        port = random.randint(*RANGE)  # noqa: S311
        if is_free(port):
            return port
    raise OSError("no port between 20000 and 32000 is free")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(2)
        return caller.connect_ex((HOST, port)) == 0
