"""Who may do what with a take: small predicates, tested as a truth table."""

from courses.models import Course, Exercise
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.videos.models import VideoAsset
from practice.models import ClipStatus, PracticeClip


def may_start(user: User, exercise: Exercise) -> bool:
    """Whoever can open the exercise can practise it."""
    return bool(Exercise.objects.visible_to(user).filter(pk=exercise.pk).exists())


def may_watch(user: User, clip: PracticeClip) -> bool:
    return PracticeClip.objects.visible_to(user).filter(pk=clip.pk).exists()


def may_watch_asset(user: User, asset: VideoAsset) -> bool:
    """The rule that portal.videos asks: a take's video is as visible as the take."""
    return PracticeClip.objects.visible_to(user).filter(asset=asset).exists()


def may_handle_asset(user: User, asset: VideoAsset) -> bool:
    """The rule that portal.videos asks: the course's teachers answer for a take's video.

    A classmate who is a teacher elsewhere only watches it.
    """
    return PracticeClip.objects.for_teacher(user).filter(asset=asset).exists()


def owns(user: User, clip: PracticeClip) -> bool:
    return clip.student_id == user.pk


def teaches(user: User, clip: PracticeClip) -> bool:
    if user.is_superuser or user.has_role(Role.ADMIN):
        return True
    return bool(Course.objects.taught_by(user).filter(pk=clip.course_id).exists())


def may_withdraw(user: User, clip: PracticeClip) -> bool:
    return owns(user, clip) and clip.can_be_withdrawn


def may_erase(user: User, clip: PracticeClip) -> bool:
    """Admins; and the student, once it is withdrawn and nobody else can see it."""
    if user.is_superuser or user.has_role(Role.ADMIN):
        return True
    return owns(user, clip) and clip.status == ClipStatus.WITHDRAWN


def may_retry(user: User, clip: PracticeClip) -> bool:
    """A failed preparation can be tried again by the student and by who waits for the take."""
    return clip.asset.is_worth_retrying and clip.is_handed_in and _takes_part(user, clip)


def may_make_segment(user: User, clip: PracticeClip) -> bool:
    """Those who work on the take name its spans; classmates only watch it."""
    return clip.asset.is_watchable and clip.is_handed_in and _takes_part(user, clip)


def may_answer(user: User, clip: PracticeClip) -> bool:
    return clip.status in ClipStatus.handed_in() and teaches(user, clip)


def _takes_part(user: User, clip: PracticeClip) -> bool:
    return owns(user, clip) or teaches(user, clip)
