"""Help texts and labels in plainer words: nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_language'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='is_demo',
            field=models.BooleanField(default=False, editable=False, help_text='Everyone knows its password, so it can log in only in development.'),
        ),
    ]
