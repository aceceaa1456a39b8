"""Help texts and labels in plainer words: nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_one_takes_it'),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='taken_at',
            field=models.DateTimeField(editable=False, help_text='When a process started to run the handlers.', null=True),
        ),
    ]
