from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate

UNNAMED = "localhost"
"""The site as created by the first migration."""


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import Page

        from accounts.erasure import people
        from core.erasing import Eraser
        from courses import changes, chosen, erasure, rules, tags
        from courses.alt_text import use_descriptions_only
        from courses.policy import register_policy
        from videos.watching import access

        access.register(rules.may_watch_asset)
        chosen.register(get_document_model(), rules.may_read_document)
        chosen.register(get_image_model(), rules.may_see_picture)
        chosen.register(Page, rules.may_link_page)
        people.register(Eraser(erasure.erase_of_person, erasure.foresee_of_person))
        register_policy()
        use_descriptions_only()
        changes.watch()
        tags.watch()
        post_migrate.connect(name_site, sender=self)


def name_site(**given: Any) -> None:
    """Make Wagtail's absolute links, as in its e-mails, use BASE_URL."""
    from wagtail.models import Site

    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    unnamed = Site.objects.filter(is_default_site=True, hostname=UNNAMED)
    unnamed.exclude(hostname=address.hostname).update(hostname=address.hostname, port=port)
