from django.db import migrations

from accounts.roles import Role, grant

MODELS = ["videos.StorageLimits", "videos.PersonStorage", "videos.CourseStorage"]


def grant_all(apps, schema_editor):
    for model in MODELS:
        grant(apps, Role.ADMIN, model, ["change"])


class Migration(migrations.Migration):
    dependencies = [("videos", "0013_storage_limits"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant_all, migrations.RunPython.noop)]
