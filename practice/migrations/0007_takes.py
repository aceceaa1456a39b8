"""A take is called a take. Table and columns keep their names: old processes run beside new ones."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

VERBS = ["submitted", "withdrawn", "erased", "retried"]
RIGHTS = ["add", "change", "delete", "view"]


def rename_what_is_stored(apps, schema_editor):
    alias = schema_editor.connection.alias
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.using(alias)
    events = apps.get_model("events", "Event").objects.using(alias)
    for verb in VERBS:
        before, after = f"practice.clip_{verb}", f"practice.take_{verb}"
        entries.filter(action=before).update(action=after)
        events.filter(verb=before).update(verb=after)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for right in RIGHTS:
        before = permissions.filter(
            content_type__app_label="practice", codename=f"{right}_practiceclip"
        )
        before.update(codename=f"{right}_take", name=f"Can {right} take")


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0006_numbers_of_takes_that_count"),
        ("events", "0003_one_takes_it"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AlterModelTable(name="practiceclip", table="practice_practiceclip"),
        migrations.RenameModel(old_name="PracticeClip", new_name="Take"),
        migrations.AlterField(
            "videosegment",
            "clip",
            models.ForeignKey(
                db_column="clip_id",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="segments",
                to="practice.take",
            ),
        ),
        migrations.RenameField("videosegment", "clip", "take"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name='videosegment',
                    name='practice_segment_span_unique',
                ),
                migrations.AlterField(
                    model_name='take',
                    name='asset',
                    field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='take', to='videos.videoasset'),
                ),
                migrations.AlterField(
                    model_name='take',
                    name='course',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='takes', to='courses.course'),
                ),
                migrations.AlterField(
                    model_name='take',
                    name='exercise',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='takes', to='courses.exercise'),
                ),
                migrations.AlterField(
                    model_name='take',
                    name='student',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='takes', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddConstraint(
                    model_name='videosegment',
                    constraint=models.UniqueConstraint(fields=('take', 'video_clip'), name='practice_segment_span_unique'),
                ),
            ]
        ),
        migrations.RunPython(rename_what_is_stored, migrations.RunPython.noop),
    ]
