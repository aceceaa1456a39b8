"""Who may read the metrics. By default nobody: the URL returns 404."""

from ipaddress import IPv4Network, IPv6Network, ip_network

from portal.settings.env import knob, names, number, text

Networks = list[IPv4Network | IPv6Network]


def _networks(name: str, default: Networks) -> Networks:
    return [ip_network(one) for one in names(name)] or default


METRICS_ALLOWED: Networks = knob(_networks, "METRICS_ALLOWED", Networks())
METRICS_TOKEN = text("METRICS_TOKEN")
WORKER_METRICS_HOST = text("WORKER_METRICS_HOST", "127.0.0.1")
WORKER_METRICS_PORT = number("WORKER_METRICS_PORT", 0)
