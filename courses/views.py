"""Course pages that are not in Wagtail's tree."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core import rates
from core.errors import Refusal, with_wait
from courses.models import CourseIndexPage
from courses.search import as_results, find_pages

RESULTS_PER_PAGE = 20


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    try:
        rates.take("searches", request.user)
    except Refusal as refusal:
        context = {"query": query, "refusal": refusal.message}
        answer = render(request, "search/search.html", context, status=refusal.status)
        return with_wait(answer, refusal)
    page = Paginator(find_pages(request.user, query), RESULTS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    page.object_list = as_results(list(page.object_list), request)
    context = {"query": query, "page": page, "kept": urlencode({"q": query})}
    return render(request, "search/search.html", context)


@require_safe
@login_required
def new_course(request: HttpRequest) -> HttpResponse:
    """The first step of a new course, for links that don't know where courses are kept."""
    courses = get_object_or_404(CourseIndexPage.objects.order_by("path")[:1])
    if not courses.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return redirect("wagtailadmin_pages:add", "courses", "course", courses.pk)
