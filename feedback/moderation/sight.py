"""What of a hidden thing somebody sees, on pages and in the API.

    onlooker = Onlooker(user, take)
    onlooker.of_message(message)                 `message.case` is already loaded
    onlooker.of_remark(marker, feedback, cases)  `cases` come from `cases_of_remarks`

Hidden: its author and the course's teachers still see it, as hidden. Removed: its author alone.
Editors see both in the queue and on the page. What is held is left out by
`ThreadMessage.objects.seen_by`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import Right
from feedback.models import CaseState, Feedback, FeedbackMarker, ModerationCase, ThreadMessage
from practice import rules
from practice.models import Take

Cases = Mapping[UUID, ModerationCase]


@dataclass(frozen=True)
class Sight:
    """`text` is what to show; `note` and `reason` are for those who know more than others."""

    text: str
    is_shown: bool = True
    state: str = ""
    note: str = ""
    reason: str = ""

    @property
    def is_held(self) -> bool:
        return self.state == CaseState.HELD

    @property
    def is_hidden(self) -> bool:
        return self.state in CaseState.out_of_sight()


@dataclass
class Onlooker:
    user: User
    take: Take

    def of_message(self, message: ThreadMessage) -> Sight:
        if message.is_removed:
            return Sight(_("This message was removed."), is_shown=False)
        case = getattr(message, "case", None)
        if case is not None and case.state == CaseState.HELD:
            return Sight(message.text, state=case.state, note=note_on(case))
        words = {
            CaseState.HIDDEN: _("An editor hid this message."),
            CaseState.REMOVED: _("An editor removed this message."),
        }
        return self._sight(case, message.text, words, is_author=message.author_id == self.user.pk)

    def of_remark(self, marker: FeedbackMarker, feedback: Feedback, cases: Cases) -> Sight:
        words = {
            CaseState.HIDDEN: _("An editor hid this remark."),
            CaseState.REMOVED: _("An editor removed this remark."),
        }
        is_author = feedback.teacher_id == self.user.pk
        return self._sight(cases.get(marker.uid), marker.text, words, is_author=is_author)

    @cached_property
    def is_editor(self) -> bool:
        return self.user.may(Right.MODERATE)

    @cached_property
    def sees_hidden(self) -> bool:
        """Asked only if there is something hidden: it takes a query."""
        return self.is_editor or rules.teaches(self.user, self.take)

    def _sight(
        self, case: ModerationCase | None, text: str, words: dict[Any, str], *, is_author: bool
    ) -> Sight:
        if case is None or case.state not in words:
            is_warned = case is not None and case.state == CaseState.WARNED and is_author
            return _warned(case, text) if case and is_warned else Sight(text)
        sees = is_author or self.is_editor
        if case.state == CaseState.HIDDEN:
            sees = sees or self.sees_hidden
        if not sees:
            return Sight(words[case.state], is_shown=False, state=case.state)
        return Sight(text, state=case.state, note=note_on(case), reason=case.reason)


def _warned(case: ModerationCase, text: str) -> Sight:
    return Sight(text, state=case.state, note=note_on(case), reason=case.reason)


def note_on(case: ModerationCase) -> str:
    notes = {
        CaseState.HELD: _("This waits for an editor. Until then only its author sees it."),
        CaseState.WARNED: _("An editor warns you about this."),
        CaseState.HIDDEN: _(
            "An editor hid this. Only its author, the course's teachers and editors see it."
        ),
        CaseState.REMOVED: _("An editor removed this. Only its author and editors see it."),
    }
    return notes.get(CaseState(case.state), "")


def cases_of_remarks(take: Take) -> Cases:
    """The cases about remarks on this take, by the remark's uid."""
    cases = ModerationCase.objects.filter(take=take, marker_uid__isnull=False)
    return {case.marker_uid: case for case in cases if case.marker_uid}


def case_of_take(take: Take) -> ModerationCase | None:
    return ModerationCase.objects.filter(take=take, kind="take").first()
