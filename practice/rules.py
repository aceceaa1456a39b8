"""Who may do what with a take: small predicates, tested as a truth table."""

from collections.abc import Collection

from accounts.models import User
from accounts.rights import Right
from courses.models import Course, Exercise
from courses.rules import takes_part_in
from practice.models import Take, TakeStatus
from videos.models import VideoAsset


def may_start(user: User, exercise: Exercise) -> bool:
    """Anyone who can open the exercise can practise it."""
    return bool(Exercise.objects.visible_to(user).filter(pk=exercise.pk).exists())


def may_hand_in(user: User, take: Take) -> bool:
    """Not after leaving the class; but still if the lesson is unpublished for the moment."""
    return takes_part_in(user, take.course)


def may_watch(user: User, take: Take) -> bool:
    return Take.objects.visible_to(user).filter(pk=take.pk).exists()


def may_watch_asset(user: User, asset: VideoAsset) -> bool:
    """The rule registered with videos: a take's video is as visible as the take."""
    return Take.objects.visible_to(user).filter(asset=asset).exists()


def may_read_for_takes(user: User, pages: Collection[str]) -> bool:
    """The rule registered with courses: exercise media stay open to those who handed in a take."""
    if not user.is_authenticated:
        return False
    mine = Take.objects.of_student(user).handed_in()
    return mine.filter(exercise__in=[int(page) for page in pages]).exists()


def may_handle_asset(user: User, asset: VideoAsset) -> bool:
    """The rule registered with videos: the course's teachers are responsible for a take's video.

    A classmate who is a teacher elsewhere can only watch it.
    """
    return Take.objects.for_teacher(user).filter(asset=asset).exists()


def owns(user: User, take: Take) -> bool:
    return take.student_id == user.pk


def teaches(user: User, take: Take) -> bool:
    if user.may(Right.TEACH_ALL):
        return True
    taught = Course.objects.taught_by(user)
    return bool(taught.filter(translation_key=take.course_key).exists())


def answers(user: User, take: Take) -> bool:
    """Writes feedback on it: as a teacher, or as an assistant whose drafts a teacher releases."""
    if user.may(Right.TEACH_ALL):
        return True
    answered = Course.objects.answered_by(user)
    return bool(answered.filter(translation_key=take.course_key).exists())


def may_withdraw(user: User, take: Take) -> bool:
    return owns(user, take) and take.can_be_withdrawn


def may_erase(user: User, take: Take) -> bool:
    """Admins; and the student, once it is withdrawn and nobody else can see it."""
    if user.may(Right.ERASE_WORK):
        return True
    return owns(user, take) and take.status == TakeStatus.WITHDRAWN


def may_retry(user: User, take: Take) -> bool:
    """The student and the course's teachers can retry a failed preparation."""
    return take.asset.is_worth_retrying and take.is_handed_in and _takes_part(user, take)


def may_make_segment(user: User, take: Take) -> bool:
    """The student and the teachers can name spans of the take; classmates can only watch it."""
    return take.asset.is_watchable and take.is_handed_in and _takes_part(user, take)


def may_answer(user: User, take: Take) -> bool:
    return take.status in TakeStatus.handed_in() and teaches(user, take)


def _takes_part(user: User, take: Take) -> bool:
    return owns(user, take) or teaches(user, take)
