"""The WSGI application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - read once the application is made

if settings.MEDIA_STORAGE == "s3":
    from core.bucket import clients

    clients.hurry()
