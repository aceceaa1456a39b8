"""Settings → Hold rules: which messages of a course wait for an editor."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from courses.models import Course
from feedback.models import HoldRule


class HoldRuleForm(WagtailAdminModelForm):
    course = forms.ModelChoiceField(
        label=_("Course"),
        queryset=Course.objects.order_by("title"),
        help_text=_("The rule holds in all its languages."),
    )

    class Meta:
        model = HoldRule
        fields = ["course", "first_posts", "words", "links"]

    def clean_course(self) -> Course:
        """One rule for all languages of a course."""
        course: Course = self.cleaned_data["course"]
        others = HoldRule.objects.filter(course_key=course.translation_key)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This course has a rule already. Change that one."))
        self.instance.course_key = course.translation_key
        return course


class HoldRuleListView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[HoldRule]:
        return HoldRule.objects.select_related("course")


class HoldRuleViewSet(ModelViewSet):
    model = HoldRule
    index_view_class = HoldRuleListView
    name = "hold-rules"
    icon = "time"
    menu_label = _("Hold rules")
    menu_hook = "register_settings_menu_item"
    menu_order = 620
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = ["course", "first_posts", "words", "links"]
    list_display = [
        "course",
        Column("first_posts", label=_("First messages")),
        Column("words", label=_("Words")),
        BooleanColumn("links", label=_("Links")),
    ]
    search_fields = ["course__title", "words"]
    ordering = ["course__title"]

    def get_form_class(self, for_update: bool = False) -> Any:
        return HoldRuleForm
