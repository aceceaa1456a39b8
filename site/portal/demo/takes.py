"""The students' takes and what was said about them, through the same services as everyone's."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.models import Exercise
from feedback.models import Feedback
from feedback.services import (
    add_marker,
    draft_of,
    open_feedback,
    post_message,
    release_feedback,
    start_thread,
)
from portal.accounts.models import User
from portal.demo.content.shapes import Film
from portal.demo.content.takes import TAKES, AnswerOf, RemarkOf, SaidOf, TakeOf
from portal.demo.films import Films, put_file
from portal.demo.performance import Performance, Slip
from practice.models import PracticeClip
from practice.services import commit_take, start_take, withdraw_take

People = dict[str, User]
BROKEN = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"


def make_takes(people: People, films: Films) -> None:
    """Hands in every take that isn't there yet, in the order of the content."""
    seen: dict[tuple[str, str], int] = {}
    for content in TAKES:
        key = (content.student, content.exercise.title)
        seen[key] = seen.get(key, 0) + 1
        if not _existing(people, content, seen[key]):
            _hand_in(people, content, films)


def answer_takes(people: People) -> None:
    """Feedback and conversations, once the takes can be watched."""
    seen: dict[tuple[str, str], int] = {}
    for content in TAKES:
        key = (content.student, content.exercise.title)
        seen[key] = seen.get(key, 0) + 1
        clip = _existing(people, content, seen[key])
        if clip and not clip.threads.exists() and not clip.feedback.exists():
            _say_all(people, content, clip)


def _existing(people: People, content: TakeOf, attempt: int) -> PracticeClip | None:
    return PracticeClip.objects.filter(
        student=people[content.student], exercise__title=content.exercise.title, attempt=attempt
    ).first()


def _hand_in(people: People, content: TakeOf, films: Films) -> None:
    student = people[content.student]
    exercise = Exercise.objects.get(title=content.exercise.title, owner=people["teacher"])
    file = films.path(content.film) if content.film else None
    name = f"{content.exercise.title.lower().replace(' ', '-')}.mp4"
    size = file.stat().st_size if file else len(BROKEN)
    clip = start_take(
        actor=student, exercise=exercise, filename=name, mime_type="video/mp4", size_bytes=size
    )
    if content.state != "uploading":
        _finish(student, content, clip, file)
    _backdate(clip, content.days_ago)


def _finish(student: User, content: TakeOf, clip: PracticeClip, file: Path | None) -> None:
    put_file(clip.asset.upload, file or BROKEN)
    commit_take(actor=student, clip=clip)
    if content.state == "withdrawn":
        clip.refresh_from_db()
        withdraw_take(actor=student, clip=clip)


def _backdate(clip: PracticeClip, days: float) -> None:
    """A portal where everything happened a second ago is not believable."""
    then = timezone.now() - timedelta(days=days)
    PracticeClip.objects.filter(pk=clip.pk).update(created_at=then)
    PracticeClip.objects.filter(pk=clip.pk, submitted_at__isnull=False).update(submitted_at=then)


def _say_all(people: People, content: TakeOf, clip: PracticeClip) -> None:
    if content.answer:
        _answer(people, content, content.answer, clip)
    if content.question:
        _talk(people, clip, content.question, at_ms=None, marker_uid=None)


def _answer(people: People, content: TakeOf, answer: AnswerOf, clip: PracticeClip) -> None:
    teacher = people["teacher"]
    feedback = open_feedback(actor=teacher, clip=clip)
    for remark in answer.remarks:
        _remark(teacher, feedback, content, remark)
    feedback = _with_summary(feedback, answer, teacher)
    if content.state == "answered":
        release_feedback(actor=teacher, feedback=feedback)
        _backdate_answer(clip, content.days_ago - 1)
        _talk_about_a_slip(people, clip, feedback, answer)


def _remark(teacher: User, feedback: Feedback, content: TakeOf, remark: RemarkOf) -> None:
    start_ms, end_ms = _span(content, remark)
    add_marker(
        actor=teacher,
        feedback=feedback,
        start_ms=start_ms,
        end_ms=end_ms,
        text=_words(content, remark),
        tag=remark.tag,
        passage_uid=_passage(feedback, remark),
    )


def _with_summary(feedback: Feedback, answer: AnswerOf, teacher: User) -> Feedback:
    """The draft with its summary and points, written as every change of feedback: as a revision."""
    with transaction.atomic():
        draft = draft_of(actor=teacher, feedback=feedback)
        draft.summary = answer.summary
        for score, points in zip(draft.scores.all(), answer.points, strict=False):
            score.points = points
            draft.scores.add(score)
        draft.save_revision(user=teacher)
    feedback.refresh_from_db()
    return feedback


def _talk_about_a_slip(
    people: People, clip: PracticeClip, feedback: Feedback, answer: AnswerOf
) -> None:
    if not answer.talk:
        return
    feedback.refresh_from_db()
    marker = feedback.markers.exclude(tag="keep").order_by("start_ms")[0]
    _talk(people, clip, answer.talk, at_ms=marker.start_ms, marker_uid=marker.uid)


def _talk(
    people: People,
    clip: PracticeClip,
    said: tuple[SaidOf, ...],
    *,
    at_ms: int | None,
    marker_uid: UUID | None,
) -> None:
    first, *rest = said
    thread = start_thread(
        actor=people[first.who], clip=clip, text=first.text, at_ms=at_ms, marker_uid=marker_uid
    )
    for each in rest:
        post_message(actor=people[each.who], thread=thread, text=each.text)


def _backdate_answer(clip: PracticeClip, days: float) -> None:
    then = timezone.now() - timedelta(days=days)
    PracticeClip.objects.filter(pk=clip.pk).update(answered_at=then)
    Feedback.objects.filter(clip=clip).update(released_at=then)


def _passage(feedback: Feedback, remark: RemarkOf) -> UUID | None:
    passages = list(feedback.clip.exercise.passages.all())
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
