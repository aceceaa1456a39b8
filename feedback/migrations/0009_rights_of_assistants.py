"""Assistants draft feedback; which, and that they release none, is decided in `feedback.policy`."""

from django.db import migrations

from accounts.roles import Role, grant


def grant_all(apps, schema_editor):
    grant(apps, Role.ASSISTANT, "feedback.Feedback", ["change", "view"])


class Migration(migrations.Migration):
    dependencies = [("feedback", "0008_assistants"), ("accounts", "0012_assistants")]
    operations = [migrations.RunPython(grant_all, migrations.RunPython.noop)]
