from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0007_course_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="enrolment", name="courses_enrolment_unique"),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                fields=("course_key", "user"),
                name="courses_enrolment_unique",
                violation_error_message="This person is already enrolled in the course.",
            ),
        ),
    ]
