"""Cohorts, and the words of the mail, in the admin."""

from typing import Any

from django.db.models import Count
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext, gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    SnippetViewSet,
)

from courses.people_picker import PeoplePicker
from invitations import services
from invitations.models import Cohort, InvitationWords

student_picker = PeoplePicker("choose-student", gettext_lazy("Choose students"))


class Settles:
    """Whoever is in the cohort is enrolled in its courses when it is saved."""

    request: Any

    def save_instance(self) -> Cohort:
        cohort: Cohort = super().save_instance()  # type: ignore[misc]
        added = services.settle(cohort=cohort)
        words = ngettext(
            "%(count)d person was enrolled in a course.",
            "%(count)d people were enrolled in courses.",
            added,
        )
        if added:
            messages.success(self.request, words % {"count": added})
        return cohort


class NewCohortView(Settles, CreateView):
    """Adds one."""


class CohortView(Settles, EditView):
    """Edits one."""


class DeleteCohortView(DeleteView):
    @property
    def confirmation_message(self) -> str:
        waiting = self.object.invitations.open().count()
        words = [gettext("Delete this cohort? Everybody in it stays in the courses.")]
        if waiting:
            ending = ngettext(
                "%(count)d open invitation to it is revoked.",
                "%(count)d open invitations to it are revoked.",
                waiting,
            )
            words.append(ending % {"count": waiting})
        return " ".join(words)


class CohortViewSet(SnippetViewSet):
    model = Cohort
    pk_path_converter = "uuid"
    icon = "group"
    menu_label = gettext_lazy("Cohorts")
    copy_view_enabled = False
    add_view_class = NewCohortView
    edit_view_class = CohortView
    delete_view_class = DeleteCohortView
    search_fields = ["name"]
    search_backend_name = None
    list_display = [
        "name",
        DateColumn("starts_on", label=gettext_lazy("Starts"), sort_key="starts_on"),
        DateColumn("ends_on", label=gettext_lazy("Ends"), sort_key="ends_on"),
        Column("people_count", label=gettext_lazy("People")),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel("courses", widget=CheckboxSelectMultiple),
            FieldPanel("members", widget=student_picker),
        ]
    )

    def get_queryset(self, request: Any) -> Any:
        return Cohort.objects.annotate(people_count=Count("members"))


class WordsViewSet(SnippetViewSet):
    model = InvitationWords
    icon = "mail"
    menu_label = gettext_lazy("Invitation mail")
    menu_order = 610
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["language", "subject"]
