"""What people report, and what an editor decides about it: one case per thing, however often.

The case says whether a message or a remark is hidden. A remark's row is made anew by each release,
so its case refers to its uid. Of a take and a name this is also written to their own rows, where
the floors below can see it.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel, UUIDModel
from courses.models import Course
from feedback.models.hold import HeldFor
from feedback.models.thread import ThreadMessage
from practice.models import Take

if TYPE_CHECKING:
    from accounts.models import User

REPORTS_LISTED = 3
"""Reports that a row of the queue names."""


class CaseKind(models.TextChoices):
    MESSAGE = "message", _("message")
    REMARK = "remark", _("remark")
    TAKE = "take", _("take")
    NAME = "name", _("name")


class CaseState(models.TextChoices):
    HELD = "held", _("waits to be let through")
    OPEN = "open", _("to be decided")
    LEFT = "left", _("left as it is")
    WARNED = "warned", _("author warned")
    HIDDEN = "hidden", _("hidden")
    REMOVED = "removed", _("removed")
    RESTORED = "restored", _("restored")

    @classmethod
    def undecided(cls) -> list[str]:
        return [cls.HELD, cls.OPEN]

    @classmethod
    def out_of_sight(cls) -> list[str]:
        return [cls.HIDDEN, cls.REMOVED]

    @classmethod
    def told_to_author(cls) -> list[str]:
        """What an author is told of; nobody hears of reports that came to nothing."""
        return [cls.WARNED, cls.HIDDEN, cls.REMOVED, cls.RESTORED]


class Reason(models.TextChoices):
    RUDE = "rude", _("It insults or threatens somebody")
    SEXUAL = "sexual", _("It is sexual")
    VIOLENT = "violent", _("It shows or praises violence")
    PRIVATE = "private", _("It gives away something private")
    SPAM = "spam", _("It is advertising or nonsense")
    IMPOSTOR = "impostor", _("It pretends to be somebody else")
    OTHER = "other", _("Something else")


class CaseQuerySet(models.QuerySet["ModerationCase"]):
    def open(self) -> "CaseQuerySet":
        return self.filter(is_open=True)

    def out_of_sight(self) -> "CaseQuerySet":
        return self.filter(state__in=CaseState.out_of_sight())

    def told_to(self, user: "User") -> "CaseQuerySet":
        """About what this person wrote, decided in a way they are told of; newest first."""
        told = self.filter(author=user, state__in=CaseState.told_to_author())
        return told.select_related("take__exercise", "course").order_by("-decided_at", "-pk")

    def with_rows(self) -> "CaseQuerySet":
        """Everything a row of the queue shows.

        `number` counts the cases of its author up to it, `listed_reports` are the newest ones.
        """
        earlier = ModerationCase.objects.filter(
            author=OuterRef("author"), created_at__lte=OuterRef("created_at")
        )
        count = earlier.order_by().values("author").annotate(n=Count("*")).values("n")
        newest = Report.objects.select_related("reporter").order_by("-created_at")
        listed = Prefetch("reports", newest[:REPORTS_LISTED], to_attr="listed_reports")
        rows = self.select_related("author", "course", "take__exercise", "take__student")
        return (
            rows.defer("take__exercise__brief")
            .prefetch_related(listed)
            .annotate(number=Coalesce(Subquery(count, output_field=IntegerField()), 1))
        )


class ModerationCase(UUIDModel, TimestampedModel):
    written_by_learners = True

    kind = models.CharField(_("what"), max_length=10, choices=CaseKind)
    state = models.CharField(
        _("state"), max_length=10, choices=CaseState, default=CaseState.OPEN, editable=False
    )
    is_open = models.BooleanField(_("to be decided"), default=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="cases",
        verbose_name=_("whose it is"),
    )
    message = models.OneToOneField(
        ThreadMessage, null=True, on_delete=models.CASCADE, related_name="case"
    )
    take = models.ForeignKey(Take, null=True, on_delete=models.CASCADE, related_name="cases")
    marker_uid = models.UUIDField(null=True)
    course = models.ForeignKey(
        Course,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("course"),
        help_text=_("Where it was reported."),
    )
    at_ms = models.PositiveIntegerField(_("at"), null=True)
    said = models.TextField(
        _("words"), blank=True, help_text=_("What it said when it was first reported.")
    )
    held_for = models.CharField(
        _("held for"),
        max_length=10,
        choices=HeldFor,
        blank=True,
        help_text=_("Why it waits before others see it."),
    )
    let_through_at = models.DateTimeField(_("let through"), null=True)
    report_count = models.PositiveIntegerField(_("reports"), default=0)
    opened_at = models.DateTimeField(
        _("reported"), help_text=_("When it was last reported after a decision, or at all.")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(
        _("reason"), blank=True, max_length=1000, help_text=_("Its author reads it.")
    )

    objects = CaseQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    named_by = ("author",)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-is_open", "-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["take", "marker_uid"],
                condition=Q(marker_uid__isnull=False),
                name="feedback_case_one_per_remark",
            ),
            models.UniqueConstraint(
                fields=["take"], condition=Q(kind="take"), name="feedback_case_one_per_take"
            ),
            # Of the same person: another name is another case.
            models.UniqueConstraint(
                fields=["author", "said"],
                condition=Q(kind="name"),
                name="feedback_case_one_per_name",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=["held", "open"])
                | Q(is_open=False) & ~Q(state__in=["held", "open"]),
                name="feedback_case_open_until_decided",
            ),
            models.CheckConstraint(
                condition=Q(kind="message", message__isnull=False)
                | Q(kind="remark", take__isnull=False, marker_uid__isnull=False)
                | Q(kind="take", take__isnull=False)
                | Q(kind="name"),
                name="feedback_case_is_about_something",
            ),
        ]
        indexes = [
            # The queue, and its number in the menu.
            models.Index(fields=["-is_open", "-opened_at", "-id"], name="feedback_case_queue"),
            # "Case 3 of this person", and what an author is told.
            models.Index(fields=["author", "created_at"], name="feedback_case_of_author"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.author or '–'}"

    @property
    def is_out_of_sight(self) -> bool:
        return self.state in CaseState.out_of_sight()


class Report(UUIDModel, TimestampedModel):
    """One person's report of one thing."""

    written_by_learners = True

    case = models.ForeignKey(ModerationCase, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reports"
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    words = models.TextField(_("in your own words"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "reporter"], name="feedback_report_once"),
        ]
        indexes = [
            # A person's own reports, and how many they sent in the last hour.
            models.Index(fields=["reporter", "-created_at"], name="feedback_report_of_person"),
            models.Index(fields=["case", "-created_at"], name="feedback_report_of_case"),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()

    @classmethod
    def of(cls, user: "User") -> "models.QuerySet[Report, Any]":
        """What this person reported, newest first."""
        rows = cls.objects.filter(reporter=user)
        return rows.select_related("case__take__exercise", "case__course").order_by(
            "-created_at", "-pk"
        )
