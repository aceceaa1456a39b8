"""Ends with 0 when the portal beside it answers and what it stands on does, too."""

import sys
import urllib.request

READY = "http://127.0.0.1:8000/core/health/ready/"

try:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(READY, timeout=4) as got:
        sys.exit(got.status != 200)
except OSError as error:
    sys.exit(f"The portal does not answer: {error}")
