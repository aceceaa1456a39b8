"""What an editor's decision does to a take; `feedback.moderation` decides and logs it."""

from django.utils import timezone

from practice.models import Take


def hide_take(take: Take, *, from_teachers: bool = False) -> None:
    """From classmates; `from_teachers`: from those of its course too."""
    now = timezone.now()
    _set(take, hidden_at=now, removed_at=now if from_teachers else None)


def show_take(take: Take) -> None:
    _set(take, hidden_at=None, removed_at=None)


def _set(take: Take, **moments: object) -> None:
    Take.objects.filter(pk=take.pk).update(updated_at=timezone.now(), **moments)
    take.refresh_from_db(fields=list(moments))
