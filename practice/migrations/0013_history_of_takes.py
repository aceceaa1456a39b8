"""The site's history shows rows about takes only to people with a right on takes."""

from django.db import migrations

from accounts.roles import Role, grant


def grant_all(apps, schema_editor):
    for role in (Role.EDITOR, Role.ADMIN):
        grant(apps, role, "practice.Take", ["view"])


class Migration(migrations.Migration):
    dependencies = [("practice", "0012_hidden_takes"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant_all, migrations.RunPython.noop)]
