"""What can be done about addresses that have no account: an upper floor knows, and registers it.

register(lambda user, course, addresses: "/admin/…")      or "" if this person may not
"""

from collections.abc import Callable

from accounts.models import User
from courses.models import Course

Offer = Callable[[User, Course, list[str]], str]
_offers: list[Offer] = []


def register(offer: Offer) -> None:
    _offers.append(offer)


def offered(user: User, course: Course, names: list[str]) -> str:
    """The address of a page where the unknown can be invited; "" if there is none."""
    addresses = [name for name in names if "@" in name]
    urls = (offer(user, course, addresses) for offer in _offers)
    return next((url for url in urls if url), "") if addresses else ""
