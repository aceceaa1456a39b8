"""GET /metrics/: the counts of the web processes, and metrics from database rows. A 404 to callers
who may not read them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.metrics import CONTENT_TYPE, exposition
from core.metrics_access import may_read


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_read(request.META):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)
