"""The local storage's URL for videos, which stands in for a bucket's."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.models import User
from videos.storage import accel
from videos.storage.local import LocalStorage
from videos.storage.ranges import file_response
from videos.storage.served import content_type, disposition
from videos.storage.tokens import GetRight, read_get
from videos.viewer import plain_404, viewer


@require_safe
@plain_404
def get(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bytes, for the person named in the token, or for a bearer on that person's behalf."""
    right = read_get(token)
    if right is None or not _may_read(request, right):
        raise Http404
    try:
        return _guarded(_sent(request, right.key), right.key)
    except FileNotFoundError:
        raise Http404 from None


def _may_read(request: HttpRequest, right: GetRight) -> bool:
    if right.for_bearer:
        return User.objects.filter(pk=right.user_id, is_active=True).exists()
    return str(viewer(request).pk) == right.user_id


def _sent(request: HttpRequest, key: str) -> HttpResponseBase:
    path = LocalStorage.from_settings().path(key)
    if accel.is_on():
        path.stat()
        return accel.sent_by_nginx(key)
    return file_response(request, path, content_type(key))


def _guarded(response: HttpResponseBase, key: str) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Type"] = content_type(key)
    if disposition(key) != "inline":
        response["Content-Disposition"] = disposition(key)
    return response
