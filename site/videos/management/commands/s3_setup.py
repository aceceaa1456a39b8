"""`manage.py s3_setup [--create] [--dry-run]`"""

import json
import sys
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.bucket import clients
from core.bucket.trouble import in_words, status_of
from videos.storage.s3 import rules
from videos.storage.s3.rules import Rule

FAILED, NOT_SUPPORTED = 1, 2
ROW = "{:<15} {:<14} {}"


class Command(BaseCommand):
    help = (
        "Prepare the bucket: no public access, TLS only, CORS for the portal's pages, lifecycle, "
        "encryption. Reports what it did; running it again changes nothing. Exit code 1: something "
        "failed; 2: this server does not support something, see the output for what that means."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--create", action="store_true", help="create the bucket if there is none"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would be set, as JSON"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MEDIA_STORAGE != "s3":
            raise CommandError("MEDIA_STORAGE is not s3, so there is no bucket to prepare.")
        if options["dry_run"]:
            return self._print_wanted()
        self._need_bucket(may_create=options["create"])
        codes = [self._put(rule) for rule in rules.all_rules()]
        self._report_versioning()
        if code := FAILED if FAILED in codes else max(codes):
            sys.exit(code)
        return None

    def _print_wanted(self) -> None:
        wanted = {rule.noun: rule.merged(None) for rule in rules.all_rules()}
        self.stdout.write(json.dumps({"bucket": settings.S3_BUCKET, **wanted}, indent=2))

    def _need_bucket(self, *, may_create: bool) -> None:
        try:
            clients.server_client().head_bucket(Bucket=settings.S3_BUCKET)
        except (ClientError, BotoCoreError) as error:
            if status_of(error) != 404:
                raise CommandError(f"The bucket cannot be reached: {in_words(error)}.") from None
            if not may_create:
                text = f"There is no bucket {settings.S3_BUCKET}; use --create to create it."
                raise CommandError(text) from None
            self._create()

    def _create(self) -> None:
        # In this one region alone, naming it is an error.
        is_first = settings.S3_REGION == "us-east-1"
        where = {} if is_first else {"LocationConstraint": settings.S3_REGION}
        named = {"CreateBucketConfiguration": where} if where else {}
        try:
            clients.server_client().create_bucket(Bucket=settings.S3_BUCKET, **named)
        except (ClientError, BotoCoreError) as error:
            raise CommandError(f"The bucket could not be created: {in_words(error)}.") from None
        self._say("bucket", "created", settings.S3_BUCKET)

    def _put(self, rule: Rule) -> int:
        client, bucket = clients.server_client(), settings.S3_BUCKET
        try:
            if rule.holds(client, bucket):
                self._say(rule.name, "unchanged", rule.why)
                return 0
            rule.apply(client, bucket)
            is_kept = rule.holds(client, bucket)
        except (ClientError, BotoCoreError) as error:
            return self._refused(rule, error)
        if not is_kept:
            self._say(rule.name, "NOT KEPT", f"accepted, but not kept by this server: {rule.why}")
            return NOT_SUPPORTED
        self._say(rule.name, "set", rule.why)
        return 0

    def _refused(self, rule: Rule, error: Exception) -> int:
        if rules.is_not_supported(error):
            self._say(rule.name, "NOT SUPPORTED", f"not ensured by this server: {rule.why}")
            return NOT_SUPPORTED
        self._say(rule.name, "FAILED", in_words(error))
        return FAILED

    def _report_versioning(self) -> None:
        try:
            found = clients.server_client().get_bucket_versioning(Bucket=settings.S3_BUCKET)
        except (ClientError, BotoCoreError):
            return
        if found.get("Status") == "Enabled":
            text = "are kept: the lifecycle rule removes erased files a day later"
            self._say("versions", "note", text)

    def _say(self, name: str, outcome: str, text: str) -> None:
        self.stdout.write(ROW.format(name, outcome, text))
