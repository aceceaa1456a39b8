"""Who may watch a video, and who is responsible for it. Higher-level apps register rules.

@register
def of_their_course(user: User, asset: VideoAsset) -> bool: ...

@register_handler
def of_a_course_they_teach(user: User, asset: VideoAsset) -> bool: ...

No rule applies to a stranger.
"""

from collections.abc import Callable

from wagtailmedia import get_permission_policy

from accounts.models import User
from videos.models import AssetKind, LibraryVideo, VideoAsset

Rule = Callable[[User, VideoAsset], bool]
_rules: list[Rule] = []
_handler_rules: list[Rule] = []


def register(rule: Rule) -> Rule:
    """`rule(user, asset)` is called for an active person; one True is enough."""
    if rule not in _rules:
        _rules.append(rule)
    return rule


def register_handler(rule: Rule) -> Rule:
    """Like `register`, called for a person who may watch the video."""
    if rule not in _handler_rules:
        _handler_rules.append(rule)
    return rule


def may_watch(user: User, asset: VideoAsset) -> bool:
    return user.is_active and any(rule(user, asset) for rule in _rules)


def may_handle(user: User, asset: VideoAsset) -> bool:
    """May download the original, which reveals more than what plays, and have it made again."""
    return may_watch(user, asset) and any(rule(user, asset) for rule in _handler_rules)


@register_handler
@register
def manages_library_item(user: User, asset: VideoAsset) -> bool:
    """People who may edit the item in its collection."""
    if asset.video_type != AssetKind.LIBRARY:
        return False
    item = LibraryVideo.objects.filter(asset=asset).first()
    verbs = ["change", "delete"]
    return item is not None and bool(
        get_permission_policy().user_has_any_permission_for_instance(user, verbs, item)
    )


@register_handler
@register
def is_owner_or_superuser(user: User, asset: VideoAsset) -> bool:
    return user.is_superuser or asset.owner_id == user.pk


@register_handler
def changes_videos(user: User, asset: VideoAsset) -> bool:
    """Editors and admins, who have a list of all videos."""
    return user.has_perm("videos.change_videoasset")
