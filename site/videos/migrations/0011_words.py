from django.db import migrations, models


class Migration(migrations.Migration):
    """The table keeps its name, so that workers of before go on beside new ones."""

    dependencies = [("videos", "0010_one_sided_sound")]

    operations = [
        migrations.AlterModelTable(name="workersign", table="videos_workersign"),
        migrations.RenameModel(old_name="WorkerSign", new_name="WorkerHeartbeat"),
        migrations.AlterField(
            model_name="job",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "waiting"),
                    ("running", "running"),
                    ("done", "done"),
                    ("failed", "failed"),
                    ("cancelled", "cancelled"),
                ],
                default="queued",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="jobattempt",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("done", "done"),
                    ("trouble", "trouble, to be tried again"),
                    ("failed", "failed"),
                    ("lost", "its worker was killed or vanished"),
                    ("handed_back", "handed back by a worker that stopped"),
                    ("cancelled", "cancelled"),
                ],
                max_length=20,
            ),
        ),
    ]
