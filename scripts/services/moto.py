"""S3 by moto: CORS, lifecycle, policies and conditional writes; it checks no signatures.

Everything is in memory: after a restart the bucket is empty.
"""

from scripts.services.bucket import BucketServer
from scripts.services.ports import HOST
from scripts.services.programs import from_python


class Moto(BucketServer):
    name = "moto's S3"

    def command(self) -> list[str]:
        server = from_python("moto_server", package="moto[server]")
        return [str(server), "--host", HOST, "--port", str(self.port)]

    def prepare(self) -> None:
        self.secret_key = "practika"  # noqa: S105 - it accepts any

    def finish_start(self) -> None:
        self.client().create_bucket(Bucket=self.bucket)
