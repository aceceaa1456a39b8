from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0010_keys_of_takes"),
        ("courses", "0008_one_class_in_all_languages"),
        ("videos", "0012_more_words"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="take", name="practice_clip_attempt_unique"),
        migrations.RemoveIndex(model_name="take", name="practice_clip_waiting"),
        migrations.RemoveIndex(model_name="take", name="practice_clip_answered"),
        migrations.RemoveIndex(model_name="take", name="practice_clip_stacks"),
        migrations.AddIndex(
            model_name="take",
            index=models.Index(
                fields=["status", "course_key", "submitted_at", "exercise_key", "student", "asset"],
                name="practice_clip_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="take",
            index=models.Index(
                fields=["exercise_key", "student", "status", "submitted_at", "asset"],
                name="practice_clip_stacks",
            ),
        ),
        migrations.AddIndex(
            model_name="take",
            index=models.Index(
                fields=["course_key", "status", "-answered_at", "submitted_at"],
                name="practice_clip_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="take",
            constraint=models.UniqueConstraint(
                fields=("student", "exercise_key", "attempt"), name="practice_clip_attempt_unique"
            ),
        ),
    ]
