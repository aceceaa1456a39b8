"""How much the takes of each course use: "Storage by course" in the Reports menu."""

from typing import Any, ClassVar

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.paging import LongListPaginator
from courses.models import Course
from videos.admin.storage import LimitView, StorageFilterSet, StorageListView, StorageViewSet
from videos.models import CourseStorage


def title_of(key: Any) -> QuerySet[Any]:
    """Of the course in the language it was written in first."""
    pages: QuerySet[Any] = Course.objects.filter(translation_key=key).order_by("pk")
    return pages.values("title")[:1]


class CourseStorageFilterSet(StorageFilterSet):
    course = django_filters.CharFilter(label=gettext_lazy("Course"), method="named")

    class Meta:
        model = CourseStorage
        fields = ("course", "state")

    def named(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        courses = Course.objects.filter(title__icontains=value).order_by()
        return rows.filter(course_key__in=courses.values("translation_key"))


class CoursesPaginator(LongListPaginator):
    verbose_name = gettext_lazy("course")
    verbose_name_plural = gettext_lazy("courses")


class CourseStorageListView(StorageListView):
    paginator_class = CoursesPaginator
    page_title = gettext_lazy("Storage by course")
    field = "course_gb"
    name_column: ClassVar[dict[str, Any]] = {
        "label": gettext_lazy("Course"),
        "accessor": lambda row: row.title or _("a course that was erased"),
        "sort_key": "title",
    }

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()
        titled: QuerySet[Any] = rows.annotate(title=Subquery(title_of(OuterRef("course_key"))))
        return titled


class CourseLimitView(LimitView):
    def name_of(self, account: Any) -> str:
        title = title_of(account.pk).values_list("title", flat=True).first()
        return title or _("a course that was erased")


class CourseStorageViewSet(StorageViewSet):
    model = CourseStorage
    account_field = "course_key"
    holder_field = "translation_key"
    pk_path_converter = "uuid"
    name = "storage_by_course"
    url_prefix = "storage-by-course"
    menu_label = gettext_lazy("Storage by course")
    menu_order = 1030
    index_view_class = CourseStorageListView
    edit_view_class = CourseLimitView
    filterset_class = CourseStorageFilterSet
    list_export: ClassVar[list[str]] = ["title", "used_bytes", "limit_gb", "own_limit_gb"]
    export_headings: ClassVar[dict[str, Any]] = {
        "title": gettext_lazy("Course"),
        "used_bytes": gettext_lazy("Used (bytes)"),
        "limit_gb": gettext_lazy("Limit (GB)"),
    }
    export_filename = "storage-by-course"

    def holders(self) -> QuerySet[Any]:
        courses: QuerySet[Any] = Course.objects.all()
        return courses
