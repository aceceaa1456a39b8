from itertools import groupby
from typing import Any

from django.db import migrations, models

AT_ONCE = 500


def number(apps: Any, schema_editor: Any) -> None:
    """As practice.numbering does: withdrawn takes and failed videos give their numbers back."""
    PracticeClip = apps.get_model("practice", "PracticeClip")
    takes = PracticeClip.objects.using(schema_editor.connection.alias)
    rows = takes.order_by("student_id", "exercise_id", "created_at", "pk").values_list(
        "student_id", "exercise_id", "pk", "attempt", "status", "asset__processing_status"
    )
    changed: list[tuple[Any, int | None]] = []
    for _series, some in groupby(rows.iterator(2000), key=lambda row: row[:2]):
        count = 0
        for _student, _exercise, pk, told, status, state in some:
            counts = status != "withdrawn" and state != "failed"
            count += counts
            right = count if counts else None
            if told != right:
                changed.append((pk, right))
    for start in range(0, len(changed), AT_ONCE):
        pks = [pk for pk, _right in changed[start : start + AT_ONCE]]
        takes.filter(pk__in=pks).update(attempt=None)
    for start in range(0, len(changed), AT_ONCE):
        some = changed[start : start + AT_ONCE]
        again = [PracticeClip(pk=pk, attempt=right) for pk, right in some if right]
        takes.bulk_update(again, ["attempt"])


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0005_unseen_feedback"),
        ("videos", "0009_states_and_signs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="practiceclip",
            name="attempt",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="None for one that was withdrawn, or whose video failed.",
                null=True,
                verbose_name="number",
            ),
        ),
        migrations.RunPython(number, migrations.RunPython.noop, elidable=True),
    ]
