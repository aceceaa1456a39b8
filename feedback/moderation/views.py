"""Reporting something, and what became of it: plain pages that work without scripts."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import person
from core.errors import Refusal
from feedback.models import ModerationCase, Report
from feedback.moderation import subjects
from feedback.moderation.forms import ReportForm
from feedback.moderation.reports import report
from feedback.moderation.subjects import Subject

REPORTS_A_PAGE = 20
DECISIONS_SHOWN = 50
ANSWERS = ["GET", "HEAD", "POST"]


@require_http_methods(ANSWERS)
@login_required
def report_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    return _report(request, subjects.message(person(request), message_id))


@require_http_methods(ANSWERS)
@login_required
def report_remark(request: HttpRequest, marker_uid: UUID) -> HttpResponse:
    return _report(request, subjects.remark(person(request), marker_uid))


@require_http_methods(ANSWERS)
@login_required
def report_take(request: HttpRequest, take_id: UUID) -> HttpResponse:
    return _report(request, subjects.take(person(request), take_id))


@require_http_methods(ANSWERS)
@login_required
def report_name(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _report(request, subjects.name(person(request), person_id))


@require_safe
@login_required
def my_reports(request: HttpRequest) -> HttpResponse:
    user = person(request)
    page = Paginator(Report.of(user), REPORTS_A_PAGE).get_page(request.GET.get("page"))
    about_mine = ModerationCase.objects.told_to(user)[:DECISIONS_SHOWN]
    context = {"page": page, "decisions": list(about_mine)}
    return render(request, "feedback/moderation/my_reports.html", context)


def _report(request: HttpRequest, subject: Subject | None) -> HttpResponse:
    if subject is None:
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method != "POST":
        return _page(request, subject, form)
    if not form.is_valid():
        return _page(request, subject, form, status=422)
    try:
        report(actor=person(request), subject=subject, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, subject, form, status=refusal.status, headers=refusal.headers)
    messages.success(request, _("Thank you. An editor will look at it."))
    return redirect(subject.back)


def _page(
    request: HttpRequest,
    subject: Subject,
    form: ReportForm,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    case = subject.case
    known = case and Report.of(person(request)).filter(case=case).first()
    context = {"subject": subject, "form": form, "known": known}
    answer = render(request, "feedback/moderation/report.html", context, status=status)
    for name, value in (headers or {}).items():
        answer[name] = value
    return answer
