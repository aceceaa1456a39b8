"""What course pages show in addition to their own content.

{% crumbs_of page as crumbs %}           its breadcrumbs
{% modules_of page as modules %}         of a course, with their lessons and exercises
{% lessons_of page as lessons %}         of a module, with their exercises
{% around_lesson page as around %}       its exercises, and the lessons before and after it
{% course_cards as found %}              one page of the courses that the person may open
{% first_course_cards as found %}        the first few of them
{% offer_of page as offer %}             of a course: how the person gets in or out by themselves
{% more_courses as offer %}              where the person finds courses that they may join
"""

from typing import Any

from django import template
from django.core.paginator import Paginator
from wagtail.models import Page

from accounts.people import person
from courses import offers, outline
from courses.kept import kept
from courses.models import Course, Lesson, Module
from courses.queries import as_cards, courses_for, crumbs

CARDS_PER_PAGE = 24
CARDS_AT_HOME = 6

register = template.Library()


@register.simple_tag(takes_context=True)
def crumbs_of(context: dict[str, Any], page: Page) -> list[dict[str, Any]]:
    request = context["request"]
    return kept(request, ("crumbs", page.pk), lambda: crumbs(page, request))


@register.simple_tag
def modules_of(course: Course) -> list[outline.ModuleEntry]:
    return outline.course_outline(course)


@register.simple_tag
def lessons_of(module: Module) -> list[outline.LessonEntry]:
    return outline.lesson_entries(module)


@register.simple_tag(takes_context=True)
def around_lesson(context: dict[str, Any], lesson: Lesson) -> dict[str, Any]:
    request = context["request"]
    return kept(request, ("lesson", lesson.pk), lambda: outline.around_lesson(lesson, request))


@register.simple_tag(takes_context=True)
def course_cards(context: dict[str, Any]) -> dict[str, Any]:
    """`page`: of the paginator, `cards`."""
    request = context["request"]
    user = person(request)
    page = Paginator(courses_for(user), CARDS_PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "cards": as_cards(user, page)}


@register.simple_tag(takes_context=True)
def first_course_cards(context: dict[str, Any]) -> dict[str, Any]:
    """`cards`, `has_more`."""
    user = person(context["request"])
    courses = list(courses_for(user)[: CARDS_AT_HOME + 1])
    cards = as_cards(user, courses[:CARDS_AT_HOME])
    return {"cards": cards, "has_more": len(courses) > CARDS_AT_HOME}


@register.simple_tag(takes_context=True)
def offer_of(context: dict[str, Any], course: Course) -> offers.Offer | None:
    return offers.offer_to(person(context["request"]), course)


@register.simple_tag(takes_context=True)
def more_courses(context: dict[str, Any]) -> offers.Offer | None:
    return offers.more_for(person(context["request"]))
