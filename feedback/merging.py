"""Merges what an open desk sends with what other windows have saved meanwhile.

Each row of the form carries a digest of its remark as this window last received it (`seen`). This
shows which side changed it: a change made only here or only elsewhere is applied, and if both sides
changed a remark, both texts are kept. Remarks that this window never received stay. A row without
its content fields is unchanged: scripts leave those fields out. The summary is merged the same way.
The fields of a score are compared one by one: if both sides changed one, this window's value stays
and the other one is reported.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.utils.translation import gettext as _

from core.timecode import format_ms, parse_ms
from feedback.models import Feedback, FeedbackMarker

PREFIX = "markers"
SCORES = "scores"
MAX_ROWS = 5_000
REMEMBERED_SECONDS = 3600
WORDS = ("start_ms", "end_ms", "tag", "text", "passage_uid")
SCORE_WORDS = ("points", "comment")


def digest(marker: FeedbackMarker) -> str:
    """Digest of everything a teacher writes in a remark."""
    times = marker.start_ms, marker.end_ms
    return _digest(*times, marker.tag, marker.text, marker.passage_uid)


def digest_of_text(text: str) -> str:
    return hashlib.sha256(_normalized(text).encode()).hexdigest()[:16]


def _normalized(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def _digest(start_ms: Any, end_ms: Any, tag: str, text: str, passage: Any) -> str:
    values = [start_ms, end_ms, tag, _normalized(text), str(passage or "")]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


def shown(value: Any) -> str:
    """The value of a score's field as the form shows it."""
    return "" if value is None else str(value).strip()


@dataclass(frozen=True)
class Brought:
    """A change to a remark, the summary or a score that was made in another window."""

    words: str
    what: str

    @classmethod
    def remark(cls, marker: FeedbackMarker, what: str) -> "Brought":
        return cls(f"{format_ms(marker.start_ms)} {marker.text[:120]}".strip(), what)


@dataclass
class Merge:
    """Rewrites `data` for the formset; `draft` is the latest saved version."""

    data: Any
    draft: Feedback
    brought: list[Brought] = field(default_factory=list)
    taken_over: list[str] = field(default_factory=list)
    sent_rows: int = 0

    def __post_init__(self) -> None:
        self.data = self.data.copy()
        self.saved = {str(marker.uid): marker for marker in self.draft.markers.all()}
        self.saved_pks = {str(marker.pk) for marker in self.saved.values() if marker.pk}
        self.before = {uid: digest(marker) for uid, marker in self.saved.items()}
        self.sent_rows = self._number("TOTAL_FORMS")
        self.live_uids = self._live_uids()
        self._merge_remarks()
        self._merge_summary()
        self._merge_scores()

    def remember(self, feedback: Feedback) -> None:
        """Remembers what this window saved: if the response is lost, it sends the same again."""
        digests = {str(marker.uid): digest(marker) for marker in feedback.markers.all()}
        changed = {uid: each for uid, each in digests.items() if self.before.get(uid) != each}
        cache.set(self._cache_key, self._saved_here() | changed, REMEMBERED_SECONDS)

    @property
    def _cache_key(self) -> str:
        """Uses a digest, so that any input makes a key that is valid in every cache."""
        return f"desk-window:{self.draft.pk}:{digest_of_text(str(self.data.get('window', '')))}"

    def _saved_here(self) -> dict[str, str]:
        return dict(cache.get(self._cache_key) or {}) if self.data.get("window") else {}

    def field_updates(self, updates: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Updates for fields the window has; deleted rows become new ones if brought back."""
        own = [(name, value) for name, value in updates if self._is_shown(name)]
        rows = [f"{PREFIX}-{place}" for place in range(self.sent_rows)]
        deleted = [(f"{row}-seen", "") for row in rows if self._is_deleted(row)]
        initial = (f"{PREFIX}-INITIAL_FORMS", str(self.sent_rows))
        theirs = [(name, self.data[name]) for name in self.taken_over if name in self.data]
        return [*own, initial, *deleted, *theirs]

    def _is_shown(self, name: str) -> bool:
        kind, _dash, rest = name.partition("-")
        place = rest.split("-")[0]
        if kind != PREFIX or name == f"{PREFIX}-INITIAL_FORMS":
            return kind != PREFIX
        return not place.isdigit() or int(place) < self.sent_rows

    def _merge_summary(self) -> None:
        """As with remarks, both texts are kept if both sides changed it."""
        seen, said = self.data.get("summary_seen"), self.data.get("summary")
        there = self.draft.summary
        if not seen or said is None or seen == digest_of_text(there):
            return
        if digest_of_text(said) == seen:
            self.data["summary"] = there
        elif _normalized(there) and _normalized(there) not in _normalized(said):
            self.data["summary"] = f"{_normalized(said)}\n\n{there}"
        else:
            return
        self.taken_over.append("summary")
        self.brought.append(Brought(f"{_('Summary')}: {there[:120]}", "changed"))

    def _merge_scores(self) -> None:
        there = {str(score.criterion_uid): score for score in self.draft.scores.all()}
        for place in range(self._number("TOTAL_FORMS", SCORES)):
            row = f"{SCORES}-{place}"
            score = there.get(str(self.data.get(f"{row}-criterion_uid")))
            for name in SCORE_WORDS if score else ():
                self._merge_score(score, name, f"{row}-{name}")

    def _merge_score(self, score: Any, name: str, sent: str) -> None:
        seen, said = self.data.get(f"{sent}_seen"), self.data.get(sent)
        now = shown(getattr(score, name))
        if seen is None or said is None or now in (seen, said.strip()):
            return
        if said.strip() == seen:
            self.data[sent] = now
            self.taken_over.append(sent)
        self.brought.append(Brought(f"{score.label}: {now or '–'}", "changed"))

    def _number(self, name: str, prefix: str = PREFIX) -> int:
        sent = str(self.data.get(f"{prefix}-{name}", ""))
        return min(int(sent), MAX_ROWS) if sent.isascii() and sent.isdigit() else 0

    def _live_uids(self) -> set[str]:
        rows = [f"{PREFIX}-{place}" for place in range(self.sent_rows)]
        return {str(self.data.get(f"{row}-uid") or "") for row in rows if not self._is_deleted(row)}

    def _merge_remarks(self) -> None:
        if f"{PREFIX}-TOTAL_FORMS" not in self.data:
            return
        self.own = self._saved_here()
        known = {self._merge_row(f"{PREFIX}-{place}") for place in range(self.sent_rows)}
        for uid, marker in self.saved.items():
            if uid not in known:
                self.brought.append(Brought.remark(marker, "added"))
                self._keep(marker)

    def _merge_row(self, row: str) -> str:
        """Merges one row and returns its uid."""
        uid = str(self.data.get(f"{row}-uid") or "")
        marker = self.saved.get(uid)
        if marker is None:
            self._merge_row_without_remark(row, uid)
        elif self._is_deletion(row, marker):
            self._sync_pk(row, marker)
        else:
            self._merge_changed_row(row, marker)
        return uid

    def _merge_row_without_remark(self, row: str, uid: str) -> None:
        """The row is new here, or its remark was deleted from the draft."""
        if str(self.data.get(f"{row}-id", "")) not in self.saved_pks:
            self.data[f"{row}-id"] = ""
        seen = self.data.get(f"{row}-seen")
        is_unchanged = bool(seen) and self._sent_digest(row) in (seen, None)
        if uid and is_unchanged and not self._is_deleted(row):
            self.brought.append(Brought.remark(self._as_marker(row), "deleted"))
            self.data[f"{row}-DELETE"] = "1"
            self._update_window(row)

    def _is_deletion(self, row: str, marker: FeedbackMarker) -> bool:
        """Whether the row stays deleted. Without `seen` its deletion is an earlier one that was
        undone since, by another window or by this one in a new row.
        """
        if not self._is_deleted(row):
            return False
        return str(marker.uid) in self.live_uids or self._is_as_seen(row, marker)

    def _is_as_seen(self, row: str, marker: FeedbackMarker) -> bool:
        now = digest(marker)
        return now in (self.data.get(f"{row}-seen"), self.own.get(str(marker.uid)))

    def _merge_changed_row(self, row: str, marker: FeedbackMarker) -> None:
        self._sync_pk(row, marker)
        seen, said = self.data.get(f"{row}-seen"), self._sent_digest(row)
        if self._is_deleted(row):
            self._take_over(row, marker)
        elif not seen or self._is_as_seen(row, marker):
            if said is None:
                self._fill(row, marker)
        elif said in (None, seen):
            self._take_over(row, marker)
        elif said != digest(marker):
            self._split(row, marker)

    def _take_over(self, row: str, marker: FeedbackMarker) -> None:
        self.brought.append(Brought.remark(marker, "changed"))
        self.data[f"{row}-DELETE"] = ""
        self._fill(row, marker)
        self._update_window(row)

    def _update_window(self, row: str) -> None:
        self.taken_over += [f"{row}-{name}" for name in (*WORDS, "DELETE")]

    def _split(self, row: str, marker: FeedbackMarker) -> None:
        """Two windows rewrote the same remark: this window's text becomes a new remark."""
        self.brought.append(Brought.remark(marker, "changed"))
        self._keep(marker)
        self.data[f"{row}-uid"] = str(uuid4())
        self.data[f"{row}-id"] = ""

    def _keep(self, marker: FeedbackMarker) -> None:
        """Adds a row if needed: the formset drops remarks that have neither a pk nor a row."""
        if marker.pk:
            return
        place = self._number("TOTAL_FORMS")
        row = f"{PREFIX}-{place}"
        self.data[f"{PREFIX}-TOTAL_FORMS"] = str(place + 1)
        for name in ("id", "DELETE", "seen"):
            self.data[f"{row}-{name}"] = ""
        self.data[f"{row}-uid"] = str(marker.uid)
        self._fill(row, marker)

    def _fill(self, row: str, marker: FeedbackMarker) -> None:
        self.data[f"{row}-start_ms"] = format_ms(marker.start_ms, millis=True)
        self.data[f"{row}-end_ms"] = format_ms(marker.end_ms, millis=True)
        self.data[f"{row}-tag"] = marker.tag
        self.data[f"{row}-text"] = marker.text
        self.data[f"{row}-passage_uid"] = str(marker.passage_uid or "")

    def _sync_pk(self, row: str, marker: FeedbackMarker) -> None:
        """Another window may have released meanwhile, so that rows have gained or lost their pk."""
        if marker.pk and str(marker.pk) == self.data.get(f"{row}-id"):
            return
        self.data[f"{row}-id"] = ""
        if marker.pk:
            self.draft.markers.remove(marker)

    def _is_deleted(self, row: str) -> bool:
        return bool(self.data.get(f"{row}-DELETE"))

    def _sent_digest(self, row: str) -> str | None:
        """Digest of the sent row; None if it came without its content fields."""
        text = self.data.get(f"{row}-text")
        if text is None:
            return None
        get = self.data.get
        times = (_ms(get(f"{row}-start_ms")), _ms(get(f"{row}-end_ms")))
        return _digest(*times, get(f"{row}-tag", ""), text, get(f"{row}-passage_uid"))

    def _as_marker(self, row: str) -> FeedbackMarker:
        start = _ms(self.data.get(f"{row}-start_ms"))
        text = str(self.data.get(f"{row}-text") or "")
        return FeedbackMarker(start_ms=start if isinstance(start, int) else 0, text=text)


def in_words(brought: list[Brought]) -> str:
    """“0:12 Slower here” (added), “0:40 Bow” (changed); at most five are listed."""
    kinds = {"added": _("added"), "changed": _("changed"), "deleted": _("deleted")}
    parts = [f"“{each.words}” ({kinds[each.what]})" for each in brought[:5]]
    more = len(brought) - len(parts)
    if more > 0:
        parts.append(_("and %(count)d more") % {"count": more})
    return ", ".join(parts)


def _ms(text: Any) -> Any:
    """Milliseconds. An invalid time is returned as written, which counts as a change."""
    if not text:
        return None
    try:
        return parse_ms(str(text))
    except ValueError:
        return str(text)
