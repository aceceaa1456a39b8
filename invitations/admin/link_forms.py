"""The forms of class links: for which course, then where, how long and for how many."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from accounts.models import User
from courses.models import Course, Exercise
from invitations.class_links import USUAL, USUAL_PLACES
from invitations.models import ClassLink
from invitations.rules import courses_to_give

if TYPE_CHECKING:
    CourseChoice = forms.ModelChoiceField[Course]
    ExerciseChoice = forms.ModelChoiceField[Exercise]
    LinkForm = forms.ModelForm[ClassLink]
else:
    CourseChoice = ExerciseChoice = forms.ModelChoiceField
    LinkForm = forms.ModelForm


class CourseForm(forms.Form):
    """Which of their published courses; asked for in the address, so nothing is saved."""

    course = CourseChoice(queryset=Course.objects.none(), label=_("Course"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.courses = courses_to_give(user).filter(live=True)
        field: Any = self.fields["course"]
        field.queryset = self.courses


class LimitsForm(LinkForm):
    class Meta:
        model = ClassLink
        fields = ["expires_at", "places"]
        widgets = {"expires_at": AdminDateTimeInput}

    def clean_expires_at(self) -> datetime:
        until: datetime = self.cleaned_data["expires_at"]
        if until <= timezone.now():
            raise ValidationError(_("Choose a moment in the future, or revoke the link."))
        return until


class NewLinkForm(LimitsForm):
    exercise = ExerciseChoice(
        queryset=Exercise.objects.none(),
        required=False,
        label=_("Where do they begin?"),
        empty_label=_("At the first exercise of the course"),
    )
    field_order = ["exercise", "expires_at", "places"]

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Exercise.objects.under_live_pages().descendant_of(course).order_by("path")
        field: Any = self.fields["exercise"]
        field.queryset = here
        self.fields["expires_at"].initial = timezone.now() + USUAL
        self.fields["places"].initial = USUAL_PLACES
