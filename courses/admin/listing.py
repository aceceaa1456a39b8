"""The list of courses in the admin, with what a teacher wants to know about each."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from courses.models import Course, Enrolment, Exercise
from courses.models.base import path_above
from courses.people import manageable_courses

FIGURES_HOOK = "register_course_figures"


@dataclass(frozen=True)
class CourseFigure:
    """A number per course. Higher layers add theirs:

        @hooks.register("register_course_figures")
        def waiting() -> CourseFigure: ...

    `query` has one integer per course and refers to it as OuterRef("pk"), OuterRef("path") or
    OuterRef("translation_key").
    """

    name: str
    label: Any
    query: QuerySet[Any]

    def expression(self) -> Any:
        return Coalesce(Subquery(self.query, output_field=IntegerField()), 0)

    def column(self) -> Column:
        return Column(
            self.name, label=self.label, sort_key=self.name, classname=self.name, width="10%"
        )


def count_of(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    """One number: how many of `rows` share `key`, by which they are already filtered."""
    counted: QuerySet[Any] = rows.order_by().values(key).annotate(figure=Count("pk"))
    return counted.values("figure")


def student_figure() -> CourseFigure:
    enrolments = Enrolment.objects.admitted().filter(course_key=OuterRef("translation_key"))
    return CourseFigure("student_count", _("Students"), count_of(enrolments, "course_key"))


def exercise_figure() -> CourseFigure:
    exercises = Exercise.objects.annotate(course_path=path_above(Exercise.steps_below_course))
    # A range of paths can use the index; "starts with" can't.
    below = {"path__gt": OuterRef("path"), "path__lt": Concat(OuterRef("path"), Value("~"))}
    mine = exercises.filter(**below)
    return CourseFigure("exercise_count", _("Exercises"), count_of(mine, "course_path"))


def figures() -> list[CourseFigure]:
    more = [register() for register in hooks.get_hooks(FIGURES_HOOK)]
    return [student_figure(), exercise_figure(), *more]


class CourseListingView(IndexView):
    page_title = _("Courses")
    add_item_label = _("Create a course")
    results_template_name = "courses/admin/course_listing_results.html"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsColumn("bulk_actions"),
            PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
            *[figure.column() for figure in figures()],
            DateColumn(
                "latest_revision_created_at",
                label=_("Updated"),
                sort_key="latest_revision_created_at",
                classname="updated",
                width="12%",
            ),
            PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%"),
        ]

    def annotate_queryset(self, pages: Any) -> Any:
        mine = manageable_courses(self.request.user).order_by().values("pk")
        counted = {figure.name: figure.expression() for figure in figures()}
        return super().annotate_queryset(pages.filter(pk__in=mine)).annotate(**counted)


class CourseListingViewSet(PageListingViewSet):
    model = Course
    name = "course-list"
    icon = "course"
    menu_label = _("Courses")
    menu_order = 110
    add_to_admin_menu = True
    index_view_class = CourseListingView

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """The view computes its columns when it runs: higher layers may add to them until then."""
        common: dict[str, Any] = super().get_index_view_kwargs(**kwargs)
        return {key: value for key, value in common.items() if key != "columns"}
