"""GET /metrics/: what the web processes count, and what the rows say. To others there is no such
address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.core.metrics import CONTENT_TYPE, exposition
from portal.core.metrics_access import may_read


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_read(request.META):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)
