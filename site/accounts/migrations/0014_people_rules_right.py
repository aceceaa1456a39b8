"""Admins decide who sees addresses."""

from django.db import migrations

from accounts.roles import Role, grant


def grant_all(apps, schema_editor):
    grant(apps, Role.ADMIN, "accounts.PeopleRules", ["change"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_people_rules")]
    operations = [migrations.RunPython(grant_all, migrations.RunPython.noop)]
