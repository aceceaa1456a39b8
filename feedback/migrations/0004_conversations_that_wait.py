"""Which conversations wait for a teacher's answer: those in which the student spoke last."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery


def who_waits(apps, schema_editor):
    """Since its last message, which is what can be told of the time before."""
    threads = apps.get_model("feedback", "PracticeThread").objects
    messages = apps.get_model("feedback", "ThreadMessage").objects
    last = messages.filter(thread=OuterRef("pk")).order_by("-created_at", "-id")
    asked = threads.annotate(last_by=Subquery(last.values("author")[:1])).filter(
        last_by=F("clip__student")
    )
    threads.filter(pk__in=asked.values("pk")).update(
        waiting_since=Subquery(last.values("created_at")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0003_lists_of_feedback"),
        ("practice", "0004_waiting_of_all_states"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    run_before = [("practice", "0007_takes")]
    operations = [
        migrations.AddField(
            model_name="practicethread",
            name="waiting_since",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When the student asked what no teacher has answered yet.",
                null=True,
                verbose_name="waiting since",
            ),
        ),
        migrations.AddField(
            model_name="practicethread",
            name="seen_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When a teacher first looked at what waits.",
                null=True,
                verbose_name="seen",
            ),
        ),
        migrations.AddIndex(
            model_name="practicethread",
            index=models.Index(
                condition=Q(("waiting_since__isnull", False)),
                fields=["waiting_since", "clip"],
                name="feedback_thread_waiting",
            ),
        ),
        migrations.RunPython(who_waits, migrations.RunPython.noop, elidable=True),
    ]
