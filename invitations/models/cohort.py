"""People who start together: a group for a term, with its courses and dates."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel, UUIDModel
from courses.models import Course


class CohortQuerySet(models.QuerySet["Cohort"]):
    def running(self) -> "CohortQuerySet":
        """Not over yet, so people can still join."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))


class Cohort(UUIDModel, TimestampedModel):
    name = models.CharField(
        _("name"),
        max_length=100,
        unique=True,
        help_text=_("For example “Violin, autumn 2026”. The people in it see this name."),
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(
        _("ends on"),
        null=True,
        blank=True,
        help_text=_(
            "From the next day on nobody can join. Who is in it stays in the courses. For another "
            "term, enter its dates."
        ),
    )
    courses = models.ManyToManyField(
        Course,
        blank=True,
        related_name="cohorts",
        verbose_name=_("courses"),
        help_text=_("Everybody in the cohort is enrolled in these."),
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="cohorts",
        verbose_name=_("people"),
        help_text=_("Whoever accepts an invitation to the cohort is added here."),
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="invitations_cohort_ends_after_start",
                violation_error_message=_("A cohort can't end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        same = Cohort.objects.filter(name__iexact=self.name).exclude(pk=self.pk)
        if self.name and same.exists():
            raise ValidationError({"name": _("There is a cohort with this name already.")})

    @property
    def is_over(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()
