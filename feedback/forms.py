"""The form of the review desk: remarks, summary, rubric."""

import uuid
from typing import Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms.models import WagtailAdminModelForm

from core.timecode import format_ms
from courses.models import Exercise, Passage, RubricCriterion
from feedback.merging import SCORE_WORDS, Brought, Merge, digest, digest_of_text, shown
from feedback.models import Feedback, FeedbackMarker, FeedbackScore
from feedback.queries import pinned_exercise
from practice.models import Take, VideoSegment


class FeedbackForm(WagtailAdminModelForm):
    """Passes the exercise pinned by the take to its child forms, through `inherit_kwargs`.

    The submitted data is merged with what other windows have saved, see `feedback.merging`.
    """

    summary_seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    window = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, instance: Feedback, **kwargs: Any) -> None:
        self.review = Review(instance)
        self.merge = None if data is None else Merge(data, instance)
        sent = self.merge.data if self.merge else None
        super().__init__(sent, *args, instance=instance, **kwargs)
        self.initial["summary_seen"] = digest_of_text(instance.summary)
        self.initial["window"] = str(uuid.uuid4())

    def save(self, commit: bool = True) -> Feedback:
        """Saves to the revision only: child rows hold what the student sees, see `services.review`.

        Wagtail would write every row of a draft to the database on each save.
        """
        feedback: Feedback = super().save(commit=False)
        if self.merge:
            self.merge.remember(feedback)
        return feedback

    @property
    def brought(self) -> list[Brought]:
        """Changes from other windows that this window did not show when it was submitted."""
        return self.merge.brought if self.merge else []

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """Omits rows merged in from other windows: the window only gets them when reloaded."""
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        updates.append(("summary_seen", digest_of_text(self.instance.summary)))
        return self.merge.field_updates(updates) if self.merge else updates


class Review:
    """The data that remarks and scores of one take are validated against, loaded once."""

    def __init__(self, feedback: Feedback) -> None:
        self.feedback = feedback

    @cached_property
    def exercise(self) -> Exercise:
        return pinned_exercise(self.feedback.take)

    @cached_property
    def passages(self) -> list[Passage]:
        return list(self.exercise.passages.all())

    @cached_property
    def criteria(self) -> dict[uuid.UUID, RubricCriterion]:
        return {criterion.uid: criterion for criterion in self.exercise.criteria.all()}

    @property
    def duration_ms(self) -> int | None:
        return self.feedback.take.asset.duration_ms


def as_uuid(value: uuid.UUID | str) -> uuid.UUID:
    """Django also coerces the initial value, to see whether it changed."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


class MarkerForm(WagtailAdminModelForm):
    """A row without a `uid` gets one here; autosave sends it back to the open page."""

    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    passage_uid = forms.TypedChoiceField(
        label=_("Passage"), required=False, coerce=as_uuid, empty_value=None
    )

    def __init__(self, *args: Any, review: Review | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review
        is_new_row = "__prefix__" in (self.prefix or "")
        self.initial["uid"] = None if is_new_row else self.instance.uid
        self.initial["seen"] = None if is_new_row else digest(self.instance)
        self.fields["passage_uid"].choices = self._passage_choices()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self.instance.uid = cleaned.get("uid") or self.instance.uid
        self._check_inside(cleaned)
        return cleaned

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        own = {"uid": str(self.instance.uid), "seen": digest(self.instance)}
        return [*updates, *((self.add_prefix(name), value) for name, value in own.items())]

    def _passage_choices(self) -> list[tuple[Any, Any]]:
        """The pinned passages, and the cited one even if the exercise no longer has it."""
        passages = self.review.passages if self.review else []
        choices: list[tuple[Any, Any]] = [(one.uid, _passage_label(one)) for one in passages]
        cited = self.instance.passage_uid
        if cited and cited not in dict(choices):
            choices.append((cited, _("a passage that no longer exists")))
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


class RemarkFormSet(BaseChildFormSet):
    default_error_messages = {
        "too_many_forms": ngettext_lazy(
            "Feedback can have at most %(num)d remark. Delete some and save again. Nothing is "
            "lost: everything is still in this window.",
            "Feedback can have at most %(num)d remarks. Delete some and save again. Nothing is "
            "lost: everything is still in this window.",
            "num",
        ),
    }

    def save(self, commit: bool = True) -> list[FeedbackMarker]:
        """Sets all rows at once: adding and removing them one by one takes quadratic time."""
        gone = set(self.deleted_forms)
        rows = [form for form in self.forms if form.instance.pk or form.has_changed()]
        written = [form.instance for form in rows if form not in gone]
        known = {form.instance.pk for form in rows}
        manager = getattr(self.instance, self.rel_name)
        manager.set([*written, *(row for row in manager.all() if row.pk and row.pk not in known)])
        self.new_objects: list[FeedbackMarker] = []
        self.changed_objects: list[Any] = []
        self.deleted_objects: list[FeedbackMarker] = []
        return written


class ScoreForm(WagtailAdminModelForm):
    """The score for one criterion. Its label and maximum come from the pinned rubric."""

    criterion_uid = forms.UUIDField(widget=forms.HiddenInput)
    points_seen = forms.CharField(required=False, widget=forms.HiddenInput)
    comment_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, review: Review | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review
        self.initial["criterion_uid"] = self.instance.criterion_uid
        self.initial |= self._seen()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        criterion = self._criterion(cleaned.get("criterion_uid"))
        if criterion is None:
            raise forms.ValidationError(_("This criterion is not in the rubric of this take."))
        self._copy_from(criterion)
        self._check_points(cleaned.get("points"))
        return cleaned

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        return [*updates, *((self.add_prefix(name), value) for name, value in self._seen().items())]

    def _seen(self) -> dict[str, str]:
        return {f"{name}_seen": shown(getattr(self.instance, name)) for name in SCORE_WORDS}

    def _criterion(self, uid: uuid.UUID | None) -> RubricCriterion | None:
        return self.review.criteria.get(uid) if self.review and uid else None

    def _copy_from(self, criterion: RubricCriterion) -> None:
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
    """A new conversation's text and subject. Invalid hidden fields are treated as empty."""

    text = forms.CharField(required=False, strip=False)
    marker_uid = forms.UUIDField(required=False)
    segment = forms.ModelChoiceField(queryset=VideoSegment.objects.none(), required=False)
    at_ms = forms.IntegerField(required=False, min_value=0)

    def __init__(self, *args: Any, take: Take, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        segment = cast("forms.ModelChoiceField[VideoSegment]", self.fields["segment"])
        segment.queryset = take.segments.all()

    def values(self) -> dict[str, Any]:
        self.is_valid()
        known = {name: self.cleaned_data.get(name) for name in ("marker_uid", "segment", "at_ms")}
        return {"text": self.data.get("text", ""), **known}
