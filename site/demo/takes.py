"""The students' takes and what was said about them, through the same services as everyone's."""

import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses.models import Exercise
from demo.content.shapes import Film
from demo.content.takes import TAKES, AnswerOf, RemarkOf, SaidOf, TakeOf
from demo.filming import film_soon
from demo.performance import Performance, Slip
from feedback.models import Feedback
from feedback.services import (
    add_marker,
    draft_of,
    hand_on,
    open_feedback,
    post_message,
    release_feedback,
    start_thread,
)
from practice.models import Take
from practice.services import commit_take, start_take, withdraw_take
from videos.intake.arrivals import discard
from videos.models import Upload, VideoAsset
from videos.storage import get_storage

People = dict[str, User]
BROKEN = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"


def make_takes(people: People, *, later: bool) -> None:
    """Hands in every take that isn't there yet, in the order of the content."""
    for content in TAKES:
        if not _existing(people, content):
            _hand_in(people, content, later=later)


def answer_takes(people: People) -> None:
    """Feedback and conversations about every take that can be watched."""
    for content in TAKES:
        if take := _existing(people, content):
            _answer_once(people, content, take)


def answer_take_of(people: People, asset: VideoAsset) -> None:
    """The same for the take that this video is, if it is one."""
    for content in TAKES:
        if content.file_name == asset.orig_filename and (take := _existing(people, content)):
            _answer_once(people, content, take)


def _existing(people: People, content: TakeOf) -> Take | None:
    takes = Take.objects.filter(student=people[content.student])
    return takes.filter(asset__orig_filename=content.file_name).first()


@transaction.atomic
def _hand_in(people: People, content: TakeOf, *, later: bool) -> None:
    student = people[content.student]
    exercise = Exercise.objects.get(title=content.exercise.title, owner=people["teacher"])
    take = start_take(
        actor=student, exercise=exercise, filename=content.file_name, size_bytes=len(BROKEN)
    )
    if content.state != "uploading":
        _finish(student, content, take, later=later)
    _backdate(take, content.days_ago)


def _finish(student: User, content: TakeOf, take: Take, *, later: bool) -> None:
    if content.film:
        _promise(take, later=later)
    else:
        _send(take, BROKEN)
    commit_take(actor=student, take=take)
    if content.state == "withdrawn":
        take.refresh_from_db()
        withdraw_take(actor=student, take=take)


def _promise(take: Take, *, later: bool) -> None:
    """Counts as uploaded: a worker generates the file instead."""
    upload, now = take.asset.upload, timezone.now()
    Upload.objects.filter(pk=upload.pk).update(committed_at=now, taken_at=now)
    film_soon(take.asset, later=later)
    transaction.on_commit(partial(discard, upload), robust=True)


def _send(take: Take, content: bytes) -> None:
    """What a browser's PUT does, without the browser."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        get_storage().put_file(Path(file.name), take.asset.upload.key)


def _backdate(take: Take, days: float) -> None:
    """A demo where everything happened a second ago would not look real."""
    then = timezone.now() - timedelta(days=days)
    Take.objects.filter(pk=take.pk).update(created_at=then)
    Take.objects.filter(pk=take.pk, submitted_at__isnull=False).update(submitted_at=then)


@transaction.atomic
def _answer_once(people: People, content: TakeOf, take: Take) -> None:
    """Adds nothing if somebody else has already given feedback or written a message."""
    take = Take.objects.select_for_update(of=("self",)).get(pk=take.pk)
    is_new = not take.threads.exists() and not take.feedback.exists()
    if is_new and take.is_handed_in and take.asset.is_watchable:
        _say_all(people, content, take)


def _say_all(people: People, content: TakeOf, take: Take) -> None:
    if content.answer:
        _answer(people, content, content.answer, take)
    if content.question:
        _talk(people, take, content.question, at_ms=None, marker_uid=None)


def _answer(people: People, content: TakeOf, answer: AnswerOf, take: Take) -> None:
    """What is still in review, the assistant has drafted; it waits for a teacher."""
    is_released = content.state == "answered"
    author = people["teacher" if is_released else "assistant"]
    feedback = open_feedback(actor=author, take=take)
    for remark in answer.remarks:
        _remark(author, feedback, content, remark)
    feedback = _with_summary(feedback, answer, author)
    if not is_released:
        hand_on(actor=author, feedback=feedback)
    else:
        release_feedback(actor=author, feedback=feedback)
        _backdate_answer(take, content.days_ago - 1)
        _talk_about_a_slip(people, take, feedback, answer)


def _remark(author: User, feedback: Feedback, content: TakeOf, remark: RemarkOf) -> None:
    start_ms, end_ms = _span(content, remark)
    add_marker(
        actor=author,
        feedback=feedback,
        start_ms=start_ms,
        end_ms=end_ms,
        text=_words(content, remark),
        tag=remark.tag,
        passage_uid=_passage(feedback, remark),
    )


def _with_summary(feedback: Feedback, answer: AnswerOf, author: User) -> Feedback:
    """The draft with its summary and points, saved as a revision, like every change of feedback."""
    with transaction.atomic():
        draft = draft_of(actor=author, feedback=feedback)
        draft.summary = answer.summary
        for score, points in zip(draft.scores.all(), answer.points, strict=False):
            score.points = points
            draft.scores.add(score)
        draft.save_revision(user=author)
    feedback.refresh_from_db()
    return feedback


def _talk_about_a_slip(people: People, take: Take, feedback: Feedback, answer: AnswerOf) -> None:
    if not answer.talk:
        return
    feedback.refresh_from_db()
    marker = feedback.markers.exclude(tag="keep").order_by("start_ms")[0]
    _talk(people, take, answer.talk, at_ms=marker.start_ms, marker_uid=marker.uid)


def _talk(
    people: People,
    take: Take,
    said: tuple[SaidOf, ...],
    *,
    at_ms: int | None,
    marker_uid: UUID | None,
) -> None:
    first, *rest = said
    thread = start_thread(
        actor=people[first.who], take=take, text=first.text, at_ms=at_ms, marker_uid=marker_uid
    )
    for each in rest:
        post_message(actor=people[each.who], thread=thread, text=each.text)


def _backdate_answer(take: Take, days: float) -> None:
    then = timezone.now() - timedelta(days=days)
    Take.objects.filter(pk=take.pk).update(answered_at=then)
    Feedback.objects.filter(take=take).update(released_at=then)


def _passage(feedback: Feedback, remark: RemarkOf) -> UUID | None:
    passages = list(feedback.take.exercise.passages.all())
    cited = remark.passage
    return passages[cited].uid if cited is not None and cited < len(passages) else None


def _film(content: TakeOf) -> Film:
    if content.film is None:
        raise ValueError(f"A take without a film can't be answered: {content}")
    return content.film


def _slip(content: TakeOf, remark: RemarkOf) -> Slip | None:
    film = _film(content)
    slips = Performance(
        film.skill, film.seconds, film.seed, film.tempo_bpm, film.slips
    ).planned_slips()
    return slips[remark.slip] if remark.slip is not None and remark.slip < len(slips) else None


def _span(content: TakeOf, remark: RemarkOf) -> tuple[int, int | None]:
    slip = _slip(content, remark)
    if slip:
        return slip.start_ms, slip.end_ms
    bar_ms = 4 * 60_000 / _film(content).tempo_bpm
    return round(remark.bar * bar_ms), None


def _words(content: TakeOf, remark: RemarkOf) -> str:
    slip = _slip(content, remark)
    return f"{slip.label}. {remark.text}" if slip else remark.text
