"""Retrying and cancelling jobs."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from videos.admin.bulk.base import Action
from videos.admin.filters import JobFilterSet
from videos.admin.jobs import JobViewSet
from videos.models import Job
from videos.queue import control


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
        _("Each job goes back to the queue with all its attempts, and waits for its class's turn."),
    ]
    only = _("Only jobs that failed or were cancelled can be tried again.")
    yes = _("Yes, try again")

    def check_perm(self, job: Job) -> bool:
        return job.can_be_retried

    def do(self, actor: Any, thing: Job) -> None:
        control.retry_job(actor=actor, job=thing)

    def success_message(self, done: int) -> str:
        return ngettext(
            "%(count)d job will be tried again.", "%(count)d jobs will be tried again.", done
        )


class CancelJobs(JobAction):
    display_name = _("Cancel")
    action_type = "cancel"
    aria_label = _("Cancel the selected jobs")
    action_priority = 20
    classes = {"serious"}
    icon = "cross"
    question = ngettext_lazy("Cancel this job?", "Cancel these jobs?", "count")
    consequences = [
        _("A running job is stopped within seconds, and its unfinished work is discarded."),
        _("A video that can already be watched stays available. Others are marked as failed."),
        _("If a video was not ready yet, the person who sent it is notified and can try again."),
    ]
    only = _("Only waiting or running jobs can be cancelled.")
    yes = _("Yes, cancel")

    def check_perm(self, job: Job) -> bool:
        return job.is_open

    def do(self, actor: Any, thing: Job) -> None:
        control.cancel_job(actor=actor, job=thing)

    def success_message(self, done: int) -> str:
        return ngettext("%(count)d job was cancelled.", "%(count)d jobs were cancelled.", done)
