"""Exits with 0 when the portal in this container and the services it depends on answer."""

import sys
import urllib.request

READY = "http://127.0.0.1:8000/core/health/ready/"

try:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(READY, timeout=4) as got:
        sys.exit(got.status != 200)
except OSError as error:
    sys.exit(f"The portal does not answer: {error}")
