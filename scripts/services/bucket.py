"""What the two S3 servers share: one bucket, one pair of keys, path-style addresses."""

import urllib.error
from pathlib import Path
from typing import Any

from scripts.common.nearby import visit
from scripts.services.server import Server


class BucketServer(Server):
    region = "us-east-1"

    def __init__(
        self, folder: Path | str | None = None, *, port: int | None = None, bucket: str = "practika"
    ) -> None:
        super().__init__(folder, port=port)
        self.bucket = bucket
        self.access_key = "practika"
        self.secret_key = ""

    def is_ready(self) -> bool:
        """Any answer will do; an unsigned request is refused."""
        try:
            visit(self.url).close()
        except urllib.error.HTTPError as answer:
            answer.close()
        except OSError:
            return False
        return True

    def client(self) -> Any:
        import boto3
        from botocore.config import Config

        return boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name=self.region,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(s3={"addressing_style": "path"}, proxies={}),
        )

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    @property
    def environ(self) -> dict[str, str]:
        return {
            "MEDIA_STORAGE": "s3",
            "S3_BUCKET": self.bucket,
            "S3_REGION": self.region,
            "S3_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
        }
