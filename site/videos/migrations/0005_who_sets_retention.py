from django.db import migrations

from accounts.roles import Role, grant


def grant_all(apps, schema_editor):
    grant(apps, Role.ADMIN, "videos.Retention", ["change"])


class Migration(migrations.Migration):
    dependencies = [("videos", "0004_erasure"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant_all, migrations.RunPython.noop)]
