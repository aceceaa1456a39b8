from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.addresses import normalised
from accounts.models import User
from accounts.services import notify_of_reset
from accounts.staff_step import reset


class Command(BaseCommand):
    help = "Takes the second step of log-in away from somebody who lost it, and tells them by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address of their account")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email=normalised(options["email"])).first()
        if person is None:
            raise CommandError("Nobody has an account with this address.")
        if not reset(actor=None, person=person):
            raise CommandError("This account has no second step.")
        notify_of_reset(person=person, sender=None)
        self.stdout.write("Their password alone logs them in now. They should set up another step.")
