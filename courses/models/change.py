"""Content changes: one row per change, so that cached pages are rendered again.

Rows are only ever added: two editors who publish at the same time must not wait for each other.
Those of the past hour are enough, see `courses.kept`.
"""

from django.db import models
from django.utils import timezone


class ContentChange(models.Model):
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "change of the content"
        verbose_name_plural = "changes of the content"

    def __str__(self) -> str:
        return self.changed_at.isoformat()
