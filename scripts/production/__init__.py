"""A production set-up of Practika on this machine, for `make prod-local`, tests and benchmarks.

    with Production(storage="s3") as portal:
        requests.get(portal.url)
        portal.webs[0].kill()

nginx in front, two web servers, two workers, PostgreSQL, Redis and S3, each a separate process on a
port of its own. All of it is gone at the end of `with`, even if this process is killed.
"""

from scripts.production.portal import Production
from scripts.production.web import Web
from scripts.production.worker import Worker

__all__ = ["Production", "Web", "Worker"]
