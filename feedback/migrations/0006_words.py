"""Help texts and labels in plainer words: nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0005_takes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='feedback',
            name='released_at',
            field=models.DateTimeField(editable=False, help_text='When it was released to the student; empty again once it is taken back.', null=True, verbose_name='released'),
        ),
        migrations.AlterField(
            model_name='practicethread',
            name='seen_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When a teacher first saw the waiting message.', null=True, verbose_name='seen'),
        ),
        migrations.AlterField(
            model_name='practicethread',
            name='waiting_since',
            field=models.DateTimeField(blank=True, editable=False, help_text='When the student wrote the first message no teacher has answered yet.', null=True, verbose_name='waiting since'),
        ),
    ]
