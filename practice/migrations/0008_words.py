"""Help texts and labels in plainer words: nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0007_takes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='take',
            name='attempt',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Empty for a take that was withdrawn or whose video failed.', null=True, verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='take',
            name='status',
            field=models.CharField(choices=[('uploading', 'uploading'), ('submitted', 'waiting for feedback'), ('in_review', 'being reviewed'), ('answered', 'feedback received'), ('withdrawn', 'withdrawn')], default='uploading', max_length=20, verbose_name='state'),
        ),
    ]
