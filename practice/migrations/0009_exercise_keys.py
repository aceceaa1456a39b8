from django.db import migrations

from courses.models.keys import PageKeyField


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0008_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="take",
            name="exercise_key",
            field=PageKeyField(editable=False, null=True, of="exercise"),
        ),
        migrations.AddField(
            model_name="take",
            name="course_key",
            field=PageKeyField(editable=False, null=True, of="course"),
        ),
    ]
