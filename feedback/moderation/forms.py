"""The forms of reports and decisions. Services check what they send."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import CaseState, ModerationCase, Reason
from feedback.moderation.decisions import MAX_REASON, Decision, possible


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=[("", _("Choose a reason")), *Reason.choices],
    )
    words = forms.CharField(
        label=_("In your own words, if you like"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Only the editors read this."),
    )


class ReasonForm(forms.Form):
    """`seen`: when the page was made, see `decisions.decide`."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_(
            "Its author reads it if you warn, hide, remove or restore. Those who reported it are "
            "only told what you decided."
        ),
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = timezone.now().isoformat()


class DecisionForm(ReasonForm):
    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    field_order = ["decision", "reason", "seen"]

    def __init__(self, *args: Any, case: ModerationCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, _label(one, case)) for one in possible(case)]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]


def _label(decision: Decision, case: ModerationCase) -> Any:
    is_held = case.state == CaseState.HELD and decision == Decision.LEAVE
    return _("Let it through") if is_held else decision.label
