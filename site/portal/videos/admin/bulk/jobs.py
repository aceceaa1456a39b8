"""Trying jobs again, and calling them off."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from portal.videos import control
from portal.videos.admin.bulk.base import Action
from portal.videos.admin.filters import JobFilterSet
from portal.videos.admin.jobs import JobViewSet
from portal.videos.models import Job


class JobAction(Action):
    models = [Job]
    filterset_class = JobFilterSet
    search_fields = JobViewSet.search_fields

    @classmethod
    def rows(cls, model: Any) -> Any:
        return Job.objects.select_related("asset__owner", "clip")


class RetryJobs(JobAction):
    display_name = _("Try again")
    action_type = "retry"
    aria_label = _("Try the selected jobs again")
    action_priority = 10
    icon = "rotate"
    question = ngettext_lazy("Try this job again?", "Try these jobs again?", "count")
    consequences = [
        _("Each goes back to the queue, with all its tries, in the turn of its class."),
    ]
    only = _("Only jobs that failed or were called off can be tried again.")
    yes = _("Yes, try again")

    def check_perm(self, job: Job) -> bool:
        return job.can_be_retried

    def do(self, actor: Any, thing: Job) -> None:
        control.retry_job(actor=actor, job=thing)

    def told(self, done: int) -> str:
        return ngettext("%(count)d job is tried again.", "%(count)d jobs are tried again.", done)


class CancelJobs(JobAction):
    display_name = _("Call off")
    action_type = "cancel"
    aria_label = _("Call the selected jobs off")
    action_priority = 20
    classes = {"serious"}
    icon = "cross"
    question = ngettext_lazy("Call this job off?", "Call these jobs off?", "count")
    consequences = [
        _("What runs is stopped within seconds, and nothing of it is kept."),
        _("A video that can be watched stays so. One that cannot yet is marked as failed."),
        _("Who sent a video that was not ready yet is told, and can try again."),
    ]
    only = _("Only jobs that wait or run can be called off.")
    yes = _("Yes, call off")

    def check_perm(self, job: Job) -> bool:
        return job.is_open

    def do(self, actor: Any, thing: Job) -> None:
        control.cancel_job(actor=actor, job=thing)

    def told(self, done: int) -> str:
        return ngettext("%(count)d job was called off.", "%(count)d jobs were called off.", done)
