"""Building the demo in steps that can be cut off anywhere and run again."""

from collections.abc import Callable

from portal.accounts.models import Profile
from portal.demo.films import Films, fill_library, prepare_waiting
from portal.demo.pages import make_courses, welcome_on_the_home_page
from portal.demo.people import make_people
from portal.demo.takes import answer_takes, make_takes

MARK = "demo_built"


def is_built() -> bool:
    """True once a run came to its end; from then on people's changes to the demo are theirs."""
    return Profile.objects.filter(
        user__email="admin@example.com", preferences__has_key=MARK
    ).exists()


def build_demo(say: Callable[[str], None], *, shrink: int = 1) -> None:
    people = make_people()
    films = Films(say, shrink=shrink)
    say("Filming: demonstrations and takes (kept for the next time)")
    films.make_all()
    say("Filling the media library")
    library = fill_library(people["teacher"], films)
    say("Writing courses and lessons")
    welcome_on_the_home_page()
    make_courses(people, library)
    say("Handing in takes")
    make_takes(people, films)
    say("Making the videos playable (more qualities follow in the background)")
    prepare_waiting()
    say("Answering")
    answer_takes(people)
    profile = people["admin"].profile
    profile.preferences[MARK] = True
    profile.save(update_fields=["preferences"])
