"""Open courses: the list, the page with "Join", and leaving."""

from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from core.errors import Refusal
from courses.models import Course
from invitations import joining, open_courses
from invitations.models import InvitationRules

COURSES_PER_PAGE = 24


@require_safe
@login_required
def find(request: HttpRequest) -> HttpResponse:
    if not InvitationRules.load().open_enrolment:
        raise Http404
    courses = open_courses.to_find(cast(User, request.user))
    page = Paginator(courses, COURSES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "invitations/open_courses.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def open_course(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Name, description and a button; nothing of what is below the course."""
    user = cast(User, request.user)
    course = Course.objects.live().filter(uid=uid).first()
    if course is not None and joining.is_there(user, course):
        return redirect(joining.beginning_of(course, user))
    if course is None or not open_courses.open_to(user).filter(pk=course.pk).exists():
        return _closed(request, "off", HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        return _join(request, user, course)
    context = {"course": course, "is_full": open_courses.is_full(course)}
    return render(request, "invitations/open_course.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def leave_course(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = cast(User, request.user)
    course = get_object_or_404(Course, uid=uid)
    if not open_courses.may_leave(user, course):
        raise Http404
    if request.method != "POST":
        return render(request, "invitations/leave_course.html", {"course": course})
    open_courses.give_up(person=user, course=course)
    messages.success(request, _("You have left the course."))
    return redirect("/")


def _join(request: HttpRequest, user: User, course: Course) -> HttpResponse:
    try:
        if open_courses.join(person=user, course=course):
            messages.success(request, _("You are in. You can begin."))
    except Refusal as refusal:
        return _closed(request, refusal.code, refusal.status)
    return redirect(joining.beginning_of(course, user))


def _closed(request: HttpRequest, state: str, status: int) -> HttpResponse:
    context: dict[str, Any] = {"state": state}
    return render(request, "invitations/open_closed.html", context, status=status)
