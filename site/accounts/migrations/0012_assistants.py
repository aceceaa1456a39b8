"""Assistants work in the admin: there are the queue and the desk."""

from django.db import migrations

from accounts.roles import Role, grant


def let_assistants_in(apps, schema_editor):
    grant(apps, Role.ASSISTANT, "wagtailadmin.Admin", ["access_admin"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_guests"), ("wagtailadmin", "0002_admin")]
    operations = [migrations.RunPython(let_assistants_in, migrations.RunPython.noop)]
