"""Tags of pictures, documents and videos: taggit's slugs can be too long or empty."""

from hashlib import sha256
from typing import Any

from django.db.models.signals import pre_save
from taggit.models import Tag


def fit_slug(instance: Tag, **kwargs: Any) -> None:
    """A name of a hundred ligatures gives a slug of 2000 characters, which PostgreSQL rejects.

    A name of only symbols gives an empty slug, so two such tags would clash.
    """
    longest = Tag._meta.get_field("slug").max_length or 0
    if instance.slug and len(instance.slug) <= longest:
        return
    ending = sha256(instance.name.encode()).hexdigest()[:12]
    instance.slug = f"{instance.slug[: longest - len(ending) - 1]}-{ending}".lstrip("-")


def watch() -> None:
    pre_save.connect(fit_slug, sender=Tag, dispatch_uid="courses.tags")
