"""Addresses that differ from their stored form only in marks nobody sees, or in case."""

import logging

from django.db import migrations, models

import accounts.fields
from accounts.addresses import normalised

logger = logging.getLogger(__name__)


def normalise(apps, schema_editor):
    for name in (("accounts", "User"), ("account", "EmailAddress")):
        _bring_into_form(apps.get_model(*name))


def _bring_into_form(model):
    """Where two would be one, both stay: whose account it is, only a person can say."""
    told = list(model._base_manager.order_by("pk").values_list("pk", "email"))
    taken = {email for _key, email in told}
    for key, email in told:
        address = normalised(email)
        if address == email:
            continue
        if address in taken or "@" not in address:
            logger.warning(
                "%s %s keeps an address that is written oddly: another one has it already.",
                model._meta.verbose_name,
                key,
            )
            continue
        taken.add(address)
        models.QuerySet.update(model._base_manager.filter(pk=key), email=address)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_access_stamp"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [
        migrations.AlterField(
            model_name="user",
            name="email",
            field=accounts.fields.AddressField(
                max_length=254, unique=True, verbose_name="e-mail address"
            ),
        ),
        migrations.RunPython(normalise, migrations.RunPython.noop),
    ]
