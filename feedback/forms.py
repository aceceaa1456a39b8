"""The form of the review desk: remarks, summary, rubric."""

import uuid
from typing import Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from courses.models import Exercise, Passage, RubricCriterion
from feedback.models import Feedback, FeedbackMarker, FeedbackScore
from feedback.queries import pinned_exercise
from portal.core.timecode import format_ms
from practice.models import PracticeClip, VideoSegment


class FeedbackForm(WagtailAdminModelForm):
    """Its child forms ask it for the exercise that the take pinned, through `inherit_kwargs`."""

    def __init__(self, *args: Any, instance: Feedback, **kwargs: Any) -> None:
        self.review = Review(instance)
        super().__init__(*args, instance=instance, **kwargs)


class Review:
    """What the remarks and scores of one take are checked against, read once."""

    def __init__(self, feedback: Feedback) -> None:
        self.feedback = feedback

    @cached_property
    def exercise(self) -> Exercise:
        return pinned_exercise(self.feedback.clip)

    @cached_property
    def passages(self) -> list[Passage]:
        return list(self.exercise.passages.all())

    @cached_property
    def criteria(self) -> dict[uuid.UUID, RubricCriterion]:
        return {criterion.uid: criterion for criterion in self.exercise.criteria.all()}

    @property
    def duration_ms(self) -> int | None:
        return self.feedback.clip.asset.duration_ms


class MarkerForm(WagtailAdminModelForm):
    """A row without a `uid` gets one here; autosave sends it back to the page still open."""

    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    passage_uid = forms.TypedChoiceField(
        label=_("Passage"), required=False, coerce=uuid.UUID, empty_value=None
    )

    def __init__(self, *args: Any, review: Review | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review
        is_new_row = "__prefix__" in (self.prefix or "")
        self.initial["uid"] = None if is_new_row else self.instance.uid
        self.fields["passage_uid"].choices = self._passage_choices()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self.instance.uid = cleaned.get("uid") or self.instance.uid
        self._check_inside(cleaned)
        return cleaned

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        return [*updates, (self.add_prefix("uid"), str(self.instance.uid))]

    def _passage_choices(self) -> list[tuple[Any, Any]]:
        """The pinned passages, and one that is cited although it is gone from the exercise."""
        passages = self.review.passages if self.review else []
        choices: list[tuple[Any, Any]] = [(one.uid, _passage_label(one)) for one in passages]
        cited = self.instance.passage_uid
        if cited and cited not in dict(choices):
            choices.append((cited, _("a passage that is gone")))
        return [("", _("none")), *choices]

    def _check_inside(self, cleaned: dict[str, Any]) -> None:
        duration = self.review.duration_ms if self.review else None
        for name in ("start_ms", "end_ms"):
            if duration is not None and (cleaned.get(name) or 0) > duration:
                length = format_ms(duration, millis=True)
                words = _("The video ends at %(length)s.") % {"length": length}
                self.add_error(name, forms.ValidationError(words, code="outside_video"))

    class Meta:
        model = FeedbackMarker
        fields = ["start_ms", "end_ms", "tag", "text"]


class ScoreForm(WagtailAdminModelForm):
    """One criterion of the pinned rubric, which also says its name and its highest points."""

    criterion_uid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, review: Review | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review
        self.initial["criterion_uid"] = self.instance.criterion_uid

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        criterion = self._criterion(cleaned.get("criterion_uid"))
        if criterion is None:
            raise forms.ValidationError(_("This is not in the rubric of the take."))
        self._take_over(criterion)
        self._check_points(cleaned.get("points"))
        return cleaned

    def _criterion(self, uid: uuid.UUID | None) -> RubricCriterion | None:
        return self.review.criteria.get(uid) if self.review and uid else None

    def _take_over(self, criterion: RubricCriterion) -> None:
        self.instance.criterion_uid = criterion.uid
        self.instance.label = criterion.label
        self.instance.max_points = criterion.max_points

    def _check_points(self, points: int | None) -> None:
        highest = self.instance.max_points
        if points is not None and points > highest:
            words = _("At most %(points)s.") % {"points": highest}
            self.add_error("points", forms.ValidationError(words, code="too_many"))

    class Meta:
        model = FeedbackScore
        fields = ["points", "comment"]


def _passage_label(passage: Passage) -> str:
    return f"{passage.label} ({format_ms(passage.start_ms)}–{format_ms(passage.end_ms)})"


class MessageForm(forms.Form):
    """What a new conversation is about, leniently: a broken hidden field is as good as none."""

    text = forms.CharField(required=False, strip=False)
    marker_uid = forms.UUIDField(required=False)
    segment = forms.ModelChoiceField(queryset=VideoSegment.objects.none(), required=False)
    at_ms = forms.IntegerField(required=False, min_value=0)

    def __init__(self, *args: Any, clip: PracticeClip, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        segment = cast("forms.ModelChoiceField[VideoSegment]", self.fields["segment"])
        segment.queryset = clip.segments.all()

    def said(self) -> dict[str, Any]:
        self.is_valid()
        known = {name: self.cleaned_data.get(name) for name in ("marker_uid", "segment", "at_ms")}
        return {"text": self.data.get("text", ""), **known}
