"""Help texts and labels in plainer words: nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('videos', '0011_words'),
    ]

    operations = [
        migrations.AlterField(
            model_name='erasure',
            name='settles_at',
            field=models.DateTimeField(help_text='From then on nothing can be writing there; the final check comes after that.'),
        ),
        migrations.AlterField(
            model_name='erasure',
            name='storage_id',
            field=models.CharField(blank=True, help_text="The storage's own id of an unfinished upload.", max_length=255),
        ),
        migrations.AlterField(
            model_name='erasure',
            name='target',
            field=models.CharField(help_text='A key, or a prefix that ends with a slash.', max_length=255),
        ),
        migrations.AlterField(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('prepare', 'check and make playable'), ('ladder', 'make all qualities'), ('clip', 'cut a clip'), ('poster', 'create a new poster'), ('remake', 'make all qualities again')], max_length=20),
        ),
        migrations.AlterField(
            model_name='job',
            name='lost_count',
            field=models.PositiveSmallIntegerField(default=0, help_text='Attempts whose worker was killed or lost.'),
        ),
        migrations.AlterField(
            model_name='job',
            name='priority',
            field=models.SmallIntegerField(choices=[(70, 'a requested clip'), (60, "a student's take"), (50, 'a reply'), (40, 'a library video'), (30, 'a poster'), (20, 'all qualities of a take'), (15, 'all qualities of a reply'), (10, 'all qualities of a library video'), (0, 'made again')], default=0, help_text='Higher goes first.', verbose_name='urgency'),
        ),
        migrations.AlterField(
            model_name='job',
            name='queue_group',
            field=models.CharField(blank=True, help_text='Jobs that share a place in the queue.', max_length=64),
        ),
        migrations.AlterField(
            model_name='job',
            name='tidied_at',
            field=models.DateTimeField(editable=False, help_text='Its leftovers have been removed.', null=True),
        ),
        migrations.AlterField(
            model_name='job',
            name='trouble_count',
            field=models.PositiveSmallIntegerField(default=0, help_text="Attempts that failed on our side; killed ones don't count."),
        ),
        migrations.AlterField(
            model_name='jobattempt',
            name='outcome',
            field=models.CharField(blank=True, choices=[('done', 'done'), ('trouble', 'failed on our side, to be tried again'), ('failed', 'failed'), ('lost', 'worker was killed or lost'), ('handed_back', 'handed back because its worker stopped'), ('cancelled', 'cancelled')], max_length=20),
        ),
        migrations.AlterField(
            model_name='rendition',
            name='version',
            field=models.PositiveSmallIntegerField(default=0, help_text='A rendition made again gets a new file; the old one plays until then.'),
        ),
        migrations.AlterField(
            model_name='retention',
            name='originals_days',
            field=models.PositiveSmallIntegerField(default=0, help_text="Counted from when the video is ready; 0 means for ever. The video still plays without its original file, but it can't be downloaded as it was sent, and no better quality can be made from it later. Videos in the media library always keep their files.", verbose_name="keep the original files of students' videos for (days)"),
        ),
        migrations.AlterField(
            model_name='retention',
            name='records_days',
            field=models.PositiveSmallIntegerField(default=90, help_text='Finished erasures and delivered events; 0 means for ever. Jobs that succeeded are always removed after 30 days. The history of who did what is kept.', verbose_name='keep records of finished work for (days)'),
        ),
        migrations.AlterField(
            model_name='upload',
            name='checksum_sha256',
            field=models.CharField(blank=True, help_text='As declared by the sender; the worker checks it.', max_length=64),
        ),
        migrations.AlterField(
            model_name='upload',
            name='fingerprint',
            field=models.CharField(blank=True, help_text='Of the parts as they were at the commit.', max_length=64),
        ),
        migrations.AlterField(
            model_name='upload',
            name='storage_id',
            field=models.CharField(blank=True, help_text="The storage's own id of a multipart upload.", max_length=255),
        ),
        migrations.AlterField(
            model_name='upload',
            name='taken_at',
            field=models.DateTimeField(blank=True, help_text='From then on its file is where no link can write.', null=True),
        ),
        migrations.AlterField(
            model_name='videoasset',
            name='both_ears',
            field=models.BooleanField(default=False, help_text="Someone asked for the other side's sound in both ears."),
        ),
        migrations.AlterField(
            model_name='videoasset',
            name='has_both_ears',
            field=models.BooleanField(default=False, help_text='The current renditions play one side in both ears.'),
        ),
        migrations.AlterField(
            model_name='videoasset',
            name='has_original',
            field=models.BooleanField(default=True, help_text="The original file is still kept. Without it, the video can't be made again."),
        ),
        migrations.AlterField(
            model_name='videoasset',
            name='max_duration_ms',
            field=models.PositiveIntegerField(blank=True, help_text="Maximum length, if it is shorter than the portal's own limit.", null=True),
        ),
        migrations.AlterField(
            model_name='videoasset',
            name='probe',
            field=models.JSONField(blank=True, default=dict, help_text='What was found in the file, see media.probe.'),
        ),
        migrations.AlterField(
            model_name='videoasset',
            name='queue_group',
            field=models.CharField(blank=True, help_text='Videos that share a place in the job queue, such as those of one course.', max_length=64),
        ),
        migrations.AlterField(
            model_name='videoasset',
            name='quiet_side',
            field=models.CharField(blank=True, choices=[('left', 'left'), ('right', 'right')], help_text='The side with almost no sound, measured when the video was made playable.', max_length=5),
        ),
        migrations.AlterField(
            model_name='workerheartbeat',
            name='key_digest',
            field=models.CharField(blank=True, db_default='', help_text='Shows whether workers share the same SECRET_KEY.', max_length=40),
        ),
    ]
