"""That the content changed: one row for each change, so that pages kept in memory are made anew.

A row is only ever added: two editors who publish at the same time must not wait for each other.
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
