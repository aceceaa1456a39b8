from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

import courses.models.enrolment
import courses.models.keys


def give_keys(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    pages = apps.get_model("wagtailcore", "Page").objects.using(alias)
    course = pages.filter(pk=OuterRef("course")).values("translation_key")
    enrolments = apps.get_model("courses", "Enrolment").objects.using(alias)
    enrolments.order_by().update(course_key=Subquery(course))


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0006_words"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="course_key",
            field=courses.models.keys.PageKeyField(editable=False, null=True, of="course"),
        ),
        migrations.AlterField(
            model_name="enrolment",
            name="course",
            field=models.ForeignKey(
                on_delete=courses.models.enrolment.stay_in_class,
                related_name="enrolments",
                to="courses.course",
                verbose_name="course",
            ),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop, elidable=True),
    ]
