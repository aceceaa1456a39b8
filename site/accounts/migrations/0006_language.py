"""The language of a person, as those chose it who work in the admin."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def copy_from_wagtail(apps, schema_editor):
    alias = schema_editor.connection.alias
    profiles = apps.get_model("wagtailusers", "UserProfile").objects.using(alias)
    chosen = profiles.exclude(preferred_language="")
    people = apps.get_model("accounts", "User").objects.using(alias)
    mine = chosen.filter(user=OuterRef("pk")).values("preferred_language")[:1]
    people.filter(pk__in=chosen.values("user")).update(language=Subquery(mine))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_names_of_people"),
        ("wagtailusers", "0014_userprofile_contrast"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=10
            ),
        ),
        migrations.RunPython(copy_from_wagtail, migrations.RunPython.noop),
    ]
