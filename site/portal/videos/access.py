"""Who may watch a video. Upper floors register what they know; a stranger fits no rule.

@register
def of_their_course(user: User, asset: VideoAsset) -> bool: ...
"""

from collections.abc import Callable

from wagtailmedia import get_permission_policy

from portal.accounts.models import User
from portal.videos.models import AssetKind, LibraryVideo, VideoAsset

Rule = Callable[[User, VideoAsset], bool]
_rules: list[Rule] = []


def register(rule: Rule) -> Rule:
    """`rule(user, asset)` is asked for an active person; one True is enough."""
    if rule not in _rules:
        _rules.append(rule)
    return rule


def may_watch(user: User, asset: VideoAsset) -> bool:
    return user.is_active and any(rule(user, asset) for rule in _rules)


def may_retry(user: User, asset: VideoAsset) -> bool:
    """The owner, and those on the admin's side who may watch it."""
    if asset.owner_id == user.pk:
        return may_watch(user, asset)
    return user.has_perm("wagtailadmin.access_admin") and may_watch(user, asset)


@register
def manages_library_item(user: User, asset: VideoAsset) -> bool:
    """Who may edit the item in its collection."""
    if asset.video_type != AssetKind.LIBRARY:
        return False
    item = LibraryVideo.objects.filter(asset=asset).first()
    verbs = ["change", "delete"]
    return item is not None and bool(
        get_permission_policy().user_has_any_permission_for_instance(user, verbs, item)
    )


@register
def is_owner_or_superuser(user: User, asset: VideoAsset) -> bool:
    return user.is_superuser or asset.owner_id == user.pk
