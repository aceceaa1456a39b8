"""Production's servers on this machine: private ports, folders of their own, no leftovers.

    with Postgres() as postgres, Redis() as redis, S3() as s3:
        os.environ.update(postgres.environ | redis.environ | s3.environ)

Each one is ready when `with` is entered, and gone with its folder when `with` ends, even if this
process is killed. In between: `stop`, `kill`, `start`, `restart`, `pause`, `resume`.
"""

from scripts.services.moto import Moto
from scripts.services.nginx import Nginx
from scripts.services.postgres import Postgres
from scripts.services.redis import Redis
from scripts.services.s3 import S3
from scripts.services.server import Server, ServiceTrouble
from scripts.services.stack import Stack

__all__ = ["S3", "Moto", "Nginx", "Postgres", "Redis", "Server", "ServiceTrouble", "Stack"]
