"""Filters for the lists of jobs and videos."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Q, QuerySet, TextChoices
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from videos.models import AssetKind, AssetState, Job, JobKind, JobState, VideoAsset

MEGABYTE = 1024 * 1024
AGES = [
    ("10m", _("10 minutes"), timedelta(minutes=10)),
    ("1h", _("an hour"), timedelta(hours=1)),
    ("1d", _("a day"), timedelta(days=1)),
]
SIZES = [
    ("small", _("up to 10 MB"), (0, 10)),
    ("middle", _("10 to 100 MB"), (10, 100)),
    ("large", _("100 MB to 1 GB"), (100, 1024)),
    ("huge", _("more than 1 GB"), (1024, 1024**2)),
]


def busy_workers(request: Any) -> list[tuple[str, str]]:
    names = Job.objects.running().order_by("worker").values_list("worker", flat=True)
    return [(name, name) for name in dict.fromkeys(names)]


def multiple_choice(label: Any, choices: type[TextChoices]) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        label=label, choices=choices.choices, widget=CheckboxSelectMultiple
    )


class JobFilterSet(WagtailFilterSet):
    state = multiple_choice(_("State"), JobState)
    kind = multiple_choice(_("Task"), JobKind)
    worker = django_filters.ChoiceFilter(
        label=_("Worker"), empty_label=_("Any"), widget=RadioSelect
    )
    age = django_filters.ChoiceFilter(
        label=_("Queued longer than"),
        choices=[(code, label) for code, label, _age in AGES],
        empty_label=_("Any"),
        widget=RadioSelect,
        method="older_than",
    )

    class Meta:
        model = Job
        fields = ["state", "kind", "worker", "age"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["worker"].extra["choices"] = busy_workers(self.request)

    def older_than(self, jobs: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        age = next(age for code, _label, age in AGES if code == value)
        return jobs.filter(queued_at__lt=timezone.now() - age)


class VideoFilterSet(WagtailFilterSet):
    processing_status = multiple_choice(_("State"), AssetState)
    video_type = multiple_choice(_("Kind"), AssetKind)
    owner = django_filters.CharFilter(label=_("Sent by"), method="sent_by")
    size = django_filters.ChoiceFilter(
        label=_("Size"),
        choices=[(code, label) for code, label, _span in SIZES],
        empty_label=_("Any"),
        widget=RadioSelect,
        method="of_size",
    )

    class Meta:
        model = VideoAsset
        fields = ["processing_status", "video_type", "owner", "size"]

    def sent_by(self, videos: QuerySet[VideoAsset], name: str, value: str) -> QuerySet[VideoAsset]:
        """Match part of a name or address: nobody scrolls through thousands of people."""
        person = Q(owner__email__icontains=value)
        for word in value.split():
            person |= Q(owner__first_name__icontains=word) | Q(owner__last_name__icontains=word)
        return videos.filter(person)

    def of_size(self, videos: QuerySet[VideoAsset], name: str, value: str) -> QuerySet[VideoAsset]:
        least, most = next(span for code, _label, span in SIZES if code == value)
        return videos.filter(size_bytes__gte=least * MEGABYTE, size_bytes__lt=most * MEGABYTE)
