"""Teachers write and release feedback; editors read it."""

from django.db import migrations

from accounts.roles import Role, grant


def grant_all(apps, schema_editor):
    for role in (Role.TEACHER, Role.ADMIN):
        grant(apps, role, "feedback.Feedback", ["add", "change", "view", "publish_feedback"])
    grant(apps, Role.EDITOR, "feedback.Feedback", ["view"])


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant_all, migrations.RunPython.noop)]
