"""A take is called a take; the columns keep their names."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0004_conversations_that_wait"),
        ("practice", "0007_takes"),
    ]

    operations = [
        migrations.AlterField(
            "feedback",
            "clip",
            models.ForeignKey(
                db_column="clip_id",
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="feedback",
                to="practice.take",
            ),
        ),
        migrations.RenameField("feedback", "clip", "take"),
        migrations.AlterField(
            "practicethread",
            "clip",
            models.ForeignKey(
                db_column="clip_id",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="threads",
                to="practice.take",
            ),
        ),
        migrations.RenameField("practicethread", "clip", "take"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name='feedback',
                    name='feedback_one_per_teacher',
                ),
                migrations.RemoveConstraint(
                    model_name='practicethread',
                    name='feedback_thread_one_per_marker',
                ),
                migrations.RemoveIndex(
                    model_name='practicethread',
                    name='feedback_thread_of_clip',
                ),
                migrations.RemoveIndex(
                    model_name='practicethread',
                    name='feedback_thread_waiting',
                ),
                migrations.AddIndex(
                    model_name='practicethread',
                    index=models.Index(fields=['take', 'created_at'], name='feedback_thread_of_clip'),
                ),
                migrations.AddIndex(
                    model_name='practicethread',
                    index=models.Index(condition=models.Q(('waiting_since__isnull', False)), fields=['waiting_since', 'take'], name='feedback_thread_waiting'),
                ),
                migrations.AddConstraint(
                    model_name='feedback',
                    constraint=models.UniqueConstraint(fields=('take', 'teacher'), name='feedback_one_per_teacher'),
                ),
                migrations.AddConstraint(
                    model_name='practicethread',
                    constraint=models.UniqueConstraint(condition=models.Q(('marker_uid__isnull', False)), fields=('take', 'marker_uid'), name='feedback_thread_one_per_marker'),
                ),
            ]
        ),
    ]
