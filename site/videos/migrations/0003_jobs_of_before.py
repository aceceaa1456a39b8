from django.db import migrations
from django.db.models import F

from accounts.roles import Role, grant

NEW_PRIORITY = {"prepare": {30: 60, 20: 60, 10: 40}, "clip": {20: 70}, "ladder": {0: 20}}


def bring_up_to_date(apps, schema_editor):
    Job = apps.get_model("videos", "Job")
    Job.objects.update(queued_at=F("created_at"))
    Job.objects.exclude(finished_at=None).update(tidied_at=F("finished_at"))
    for kind, priorities in NEW_PRIORITY.items():
        for old, new in priorities.items():
            Job.objects.filter(kind=kind, priority=old).update(priority=new)


def grant_all(apps, schema_editor):
    for role in (Role.EDITOR, Role.ADMIN):
        grant(apps, role, "videos.Job", ["view", "change"])
        grant(apps, role, "videos.VideoAsset", ["view", "change"])


class Migration(migrations.Migration):
    dependencies = [("videos", "0002_jobs_in_turn"), ("accounts", "0002_roles")]
    operations = [
        migrations.RunPython(bring_up_to_date, migrations.RunPython.noop),
        migrations.RunPython(grant_all, migrations.RunPython.noop),
    ]
