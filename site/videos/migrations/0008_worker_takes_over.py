
from django.db import migrations, models
from django.db.models import F


def note_those_of_before(apps, schema_editor):
    """Commits used to move the bytes themselves."""
    Upload = apps.get_model("videos", "Upload")
    Upload.objects.exclude(committed_at=None).update(taken_at=F("committed_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('videos', '0007_newest_first'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='upload',
            name='commit_started_at',
        ),
        migrations.AddField(
            model_name='upload',
            name='fingerprint',
            field=models.CharField(blank=True, help_text='Of the parts as they lay there at the commit.', max_length=64),
        ),
        migrations.AddField(
            model_name='upload',
            name='taken_at',
            field=models.DateTimeField(blank=True, help_text='From then on its file lies where no link can write.', null=True),
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(condition=models.Q(('closed_at', None), ('taken_at', None)), fields=['committed_at'], name='videos_upload_holding'),
        ),
        migrations.RunPython(note_those_of_before, migrations.RunPython.noop),
    ]
