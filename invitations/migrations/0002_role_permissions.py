"""Admins set who may invite. Who may handle invitations is decided in `invitations.policy`."""

from django.db import migrations

from accounts.roles import Role, grant


def grant_all(apps, schema_editor):
    grant(apps, Role.ADMIN, "invitations.InvitationRules", ["change"])


class Migration(migrations.Migration):
    dependencies = [("invitations", "0001_initial"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant_all, migrations.RunPython.noop)]
