"""Recording that content changed, whatever changed it: an editor, a schedule, a finished video."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, post_page_move

from courses.models import ContentChange
from events.bus import handles
from events.models import Event
from videos.facts import Failed, Playable, Ready
from videos.models import LibraryVideo

KEEP_FOR = timedelta(hours=1)
# What Wagtail writes to a page when a draft is saved: nothing that readers see.
OF_DRAFTS = {
    "draft_title",
    "expire_at",
    "go_live_at",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
}


def watch() -> None:
    content = (
        Page,
        PageViewRestriction,
        Site,
        get_image_model(),
        get_document_model(),
        LibraryVideo,
    )

    def saved(instance: Model, update_fields: Collection[str] | None = None, **kwargs: Any) -> None:
        if isinstance(instance, content) and not _is_draft(update_fields):
            note_change()

    def moved(**kwargs: Any) -> None:
        note_change()

    for signal in (post_save, post_delete):
        signal.connect(saved, weak=False, dispatch_uid="courses.changes")
    for signal in (post_page_move, page_slug_changed):
        signal.connect(moved, weak=False, dispatch_uid="courses.changes")


def note_change() -> None:
    """Call in the transaction of the change itself, so that both become visible together."""
    ContentChange.objects.create()


def forget_old() -> None:
    """Anything cached back then has long expired."""
    ContentChange.objects.filter(changed_at__lt=timezone.now() - KEEP_FOR).delete()


@handles(Playable, Ready, Failed)
def note_library_video(event: Event) -> None:
    if LibraryVideo.objects.filter(asset=event.object_id).exists():
        note_change()


def _is_draft(update_fields: Collection[str] | None) -> bool:
    return bool(update_fields) and set(update_fields or ()) <= OF_DRAFTS
