"""Decisions about several cases at once, with one reason."""

from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy
from wagtail.admin import messages

from feedback.models import ModerationCase
from feedback.moderation.admin.filters import CaseFilterSet
from feedback.moderation.admin.viewset import SEARCHED
from feedback.moderation.decisions import Decision, decide, is_possible
from feedback.moderation.forms import ReasonForm
from videos.admin.bulk.base import Action

HIDING = [
    _("Others no longer see it. Its author and the course's teachers still do."),
    _("You can restore it."),
]


class DecideCases(Action):
    """One decision; cases it is impossible for, or that others have decided, are skipped."""

    models = [ModerationCase]
    template_name = "feedback/moderation/admin/bulk.html"
    form_class = ReasonForm
    filterset_class = CaseFilterSet
    search_fields = SEARCHED
    icon = "warning"
    decision: ClassVar[Decision]
    only = _("This can't be done with it now.")
    done: ClassVar[Any] = ngettext_lazy(
        "%(count)d report was decided.", "%(count)d reports were decided.", "count"
    )

    @classmethod
    def rows(cls, model: Any) -> Any:
        return model.objects.select_related("author", "take__exercise", "take__student")

    def check_perm(self, case: ModerationCase) -> bool:
        return is_possible(case, self.decision)

    def do(self, actor: Any, case: ModerationCase) -> None:
        given: dict[str, Any] = self.cleaned_form.cleaned_data
        seen: datetime = given["seen"]
        decide(actor=actor, case=case, decision=self.decision, reason=given["reason"], seen=seen)

    def get_success_message(self, done: int, refused: int) -> str:
        if refused:
            text = ngettext(
                "%(count)d was skipped: somebody else has decided it meanwhile.",
                "%(count)d were skipped: somebody else has decided them meanwhile.",
                refused,
            )
            messages.warning(self.request, text % {"count": refused})
        return str(self.done % {"count": done})


class LeaveCases(DecideCases):
    display_name = _("Leave")
    action_type = "leave"
    aria_label = _("Leave the selected as they are")
    action_priority = 10
    decision = Decision.LEAVE
    question = ngettext_lazy("Leave this as it is?", "Leave these as they are?", "count")
    consequences = [
        _("The reports are closed. Those who sent them see that you looked at it."),
        _("Messages that were held are let through."),
    ]
    only = _("Only what waits for a decision can be left as it is.")
    yes = _("Leave as it is")


class WarnAuthors(DecideCases):
    display_name = _("Warn")
    action_type = "warn"
    aria_label = _("Warn the authors of the selected")
    action_priority = 20
    decision = Decision.WARN
    question = ngettext_lazy("Warn the author?", "Warn the authors?", "count")
    consequences = [_("It stays. Its author sees your warning beside it.")]
    yes = _("Warn")


class HideCases(DecideCases):
    display_name = _("Hide")
    action_type = "hide"
    aria_label = _("Hide the selected")
    action_priority = 30
    decision = Decision.HIDE
    question = ngettext_lazy("Hide this?", "Hide these?", "count")
    consequences = HIDING
    yes = _("Hide")


class RemoveCases(DecideCases):
    display_name = _("Remove")
    action_type = "remove"
    aria_label = _("Remove the selected")
    action_priority = 40
    classes = {"no"}
    decision = Decision.REMOVE
    question = ngettext_lazy("Remove this?", "Remove these?", "count")
    consequences = [
        _("Nobody but its author and editors sees it, not even the course's teachers."),
        _("You can restore it."),
    ]
    only = _("A name can be hidden, but not removed.")
    yes = _("Remove")


class RestoreCases(DecideCases):
    display_name = _("Restore")
    action_type = "restore"
    aria_label = _("Restore the selected")
    action_priority = 50
    decision = Decision.RESTORE
    question = ngettext_lazy("Show this again?", "Show these again?", "count")
    consequences = [_("Everyone sees it again as before.")]
    only = _("Only what was hidden or removed can be restored.")
    yes = _("Restore")


ACTIONS = [LeaveCases, WarnAuthors, HideCases, RemoveCases, RestoreCases]
