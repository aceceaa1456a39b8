"""Ways into a course and out of it, which higher floors offer on its page.

offers.register(lambda user, course: Offer(_("Join"), url) if … else None)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Offer:
    text: Any
    url: str
    invites: bool = True
    """Whether the page recommends it; leaving is only possible."""


Maker = Callable[["User", Any], Offer | None]
More = Callable[["User"], Offer | None]
_makers: list[Maker] = []
_more: list[More] = []


def register(maker: Maker) -> None:
    _makers.append(maker)


def register_more(maker: More) -> None:
    """For the list of courses: where the person finds others."""
    _more.append(maker)


def offer_to(user: "User", course: Any) -> Offer | None:
    made = (make(user, course) for make in _makers)
    return next((offer for offer in made if offer is not None), None)


def more_for(user: "User") -> Offer | None:
    made = (make(user) for make in _more)
    return next((offer for offer in made if offer is not None), None)
