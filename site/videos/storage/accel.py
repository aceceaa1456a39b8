"""nginx in front (MEDIA_ACCEL=nginx, deploy/nginx/media.conf): we decide, nginx moves the bytes.

Out: a response without a body names the file, and nginx sends it, ranges included. In: nginx asks
`may_put` before it accepts a body, writes the body to a file beside the objects, and passes us its
path.
"""

import stat
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from videos.storage.contract import StorageTrouble
from videos.storage.local import LocalStorage

INTERNAL = "/protected-media/"
"""An internal location of nginx: only our responses can lead there."""
BODY_FILE = "X-Body-File"
"""Set by nginx on every PUT, replacing whatever the client sent."""
BODY_LENGTH = "X-Body-Length"


class NotHandedOver(StorageTrouble):
    """The header does not name an upload's body: nginx is not set up as in media.conf."""


def is_on() -> bool:
    return bool(settings.MEDIA_ACCEL == "nginx")


def sent_by_nginx(key: str) -> HttpResponse:
    return HttpResponse(headers={"X-Accel-Redirect": INTERNAL + quote(key)})


def handed_over(request: HttpRequest) -> Path | None:
    """The file that nginx wrote this request's body to. None: the body is in the request.

    Raises NotHandedOver.
    """
    named = request.headers.get(BODY_FILE, "") if is_on() else ""
    return _body(Path(named), LocalStorage.from_settings().incoming) if named else None


def _body(path: Path, incoming: Path) -> Path:
    """A plain file directly inside `incoming`: no link, no way out by `..`."""
    if path.parent.resolve() != incoming.resolve() or path.name == "..":
        raise NotHandedOver(f"nginx wrote {path}, not into {incoming}; see deploy/nginx/media.conf")
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        raise NotHandedOver(f"the file that nginx wrote cannot be read: {error}") from error
    if not stat.S_ISREG(mode):
        raise NotHandedOver(f"{path} is not a plain file")
    return path
