"""Practika's production shape on this machine, for `make prod-local`, tests and benches.

    with Production(storage="s3") as portal:
        requests.get(portal.url)
        portal.webs[0].kill()

nginx in front, two web servers, two workers, PostgreSQL, Redis and S3, each a process of its own
on a port of its own. All of it is gone when `with` is left, also when this process is killed.
"""

from scripts.production.portal import Production
from scripts.production.web import Web
from scripts.production.worker import Worker

__all__ = ["Production", "Web", "Worker"]
