"""Any name in any script, but no badge, no role and no staff member's name."""

import re
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.names import looks_like, role_words_in, tidied, validate_name
from accounts.roles import Role
from accounts.services import change_profile
from tests.factories import PASSWORD, UserFactory

GOOD = [
    "O'Neill",
    "O’Neill",
    "José",
    "Jose\u0301",
    "李",
    "李小龍",
    "たかし",
    "タカシ",
    "김민준",
    "عَلِيّ",
    "علی\u200cرضا",
    "שָׂרָה",
    "Nguyễn",
    "श्रीधर",
    "क्\u200dष",
    "กนกวรรณ",
    "நித்யா",
    "Ольга",
    "Ελένη",
    "Ђорђе",
    "Արմեն",
    "Mª José",
    "Jean-Luc",
    "van der Meer",
    "Jr.",
    "Martin Luther King III",
    "Ana (Anna)",
    "Łukasz",
    "Þóra",
    "Đặng",
    "ʻŌpūnui".replace("ʻ", "ʼ"),
    "Person3",
    "Weiß",
    "Müller-Weiß",
    "王一",
    "佐々木 一郎",
    "ケーシー 高橋",
    "李 Li",
    "Yuki子",
    "Annaさん",
    "A안나",
    "Okʼina",
    "Əli",
    "Þorbjörg",
    "",
]
BAD = [
    "Ada ✓",
    "Ada ✔️",
    "Ada ☑",
    "✅ Ada",
    "Ada 🎓",
    "⭐Ada",
    "Ada ®",
    "Ada •",
    "Ada ᵛᵉʳⁱᶠⁱᵉᵈ",
    "𝐀𝐝𝐚",
    "Ⓐda",
    "🄰da",
    "Ad\u200ba",
    "\u202eadA",
    "Ada\u2069",
    "A\u200dda",
    "Ada\u2063",
    "Ada\ufe0f",
    "A\u034fda",
    "\ufeffAda",
    "Ada\u3164",
    "Ada\x07",
    "Ada\ue000",
    "A\u0301\u0302\u0303\u0304\u0305\u0306da",
    "A\u0336d\u0336a",
    "\u0301Ada",
    "Аda",
    "Ad\u03b1",
    "Ada <b>",
    "Ada | teacher",
    "Ada = admin",
]
LIKE_ADA = [
    "Ada Lovelace",
    "ada lovelace",
    "ADA LOVELACE",
    " Ada   Lovelace ",
    "Ada\u00a0Lovelace",
    "Ada-Lovelace",
    "AdaLovelace",
    "Lovelace Ada",
    "Ada Lovelace.",
    "Áda Lovelace",
    "Ada Lövelace",
    "Ada LoveIace",
    "Ada Love1ace",
    "Ada L0velace",
    "4da Lovelace",
    "Ａｄａ Lovelace",
    "Аdа Lоvеlасе",
    "ᴀᴅᴀ ʟᴏᴠᴇʟᴀᴄᴇ",
    "Ada Lovel\u0251ce",
    "Ada L\u03bfvelace",
    "Ada Lovelacé",
    "Ada\u200b Lovelace",
    "Ada Lo\u00advelace",
    "\u202dAda Lovelace",
    "Ada Lovelace (teacher)",
    "Ada Lovelace ✓",
    "Ada, Lovelace",
]
LIKE_ANNA = [
    "Anna 8erg",
    "Anna 6erg",
    "Anna Ber9",
    "Anna ßerg",
    "Anna ẞerg",
    "Anna Ƅerg",
    "Anna ƅerg",
    "Anna Ɓerg",
    "Anna ɓerg",
    "Anna ʙerg",
    "Anna Bɘrg",
    "Anna Bǝrg",
    "Anna Bɛrg",
    "Anna Bərg",
    "Anna Beɍg",
    "Anna Ьerg",
    "Aŋŋa Berg",
    "Anna Bergː",
    "Anna Bergˑ",
    "Anna Berg ˍ",
    "Anna Bergー",
    "Anna Berg ー",
    "Anna Berg々",
    "Anna Berg 々",
    "Anna Berg一",
    "Anna Berg 一",
    "Anna Berg ㅡ",
    "Anna Bergـ",
    "Anna Berg Anna Berg",
    "Anna Anna Berg",
    "AnnaBergAnnaBerg",
    "Anna BergAnna Berg",
]
UNLIKE_ANNA = ["Anna Bergmann", "Anna Bert", "Hanna Berg", "Anne Berg", "Anna Ber", "Berg", "安娜"]
MIXED = ["Anna々", "Anna\u05d0", "Ann\u0e01"]


@pytest.mark.parametrize("name", LIKE_ANNA)
def test_look_alikes_are_refused_or_taken_for_one(name: str) -> None:
    with suppress(ValidationError):
        validate_name(name)
        assert looks_like(name) & looks_like("Anna Berg")


@pytest.mark.parametrize("name", UNLIKE_ANNA)
def test_other_names_are_other_names(name: str) -> None:
    validate_name(name)
    assert not looks_like(name) & looks_like("Anna Berg")


@pytest.mark.parametrize("name", MIXED)
def test_a_word_uses_one_alphabet(name: str) -> None:
    with pytest.raises(ValidationError, match="two alphabets"):
        validate_name(name)


def test_short_names_are_distinguished() -> None:
    for one, other in [
        ("Lili", "Li"),
        ("Jojo", "Jo"),
        ("王一", "王"),
        ("이", "으이"),
        ("Weiß", "Wei"),
    ]:
        assert not looks_like(one) & looks_like(other), one
    assert looks_like("Weiß") & looks_like("Weiss")


@pytest.mark.parametrize("name", GOOD)
def test_names_of_every_script_are_names(name: str) -> None:
    validate_name(name)
    assert role_words_in(name) == []


@pytest.mark.parametrize("name", BAD)
def test_badges_and_unseen_signs_are_none(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Ada (teacher)",
        "[Teacher] Ada",
        "Ada – Admin",
        "ADMINISTRATOR",
        "Ada tеachеr",
        "Adm1n",
        "Staff",
        "t3acher",
        "ᴛᴇᴀᴄʜᴇʀ",
        "Verified Ada",
        "Ａｄｍｉｎ",
        "Téachér",
    ],
)
def test_roles_are_no_names(name: str) -> None:
    assert role_words_in(tidied(name))


@pytest.fixture
def ada(teacher: User) -> User:
    User.objects.filter(pk=teacher.pk).update(first_name="Ada", last_name="Lovelace")
    return User.objects.get(pk=teacher.pk)


def split(name: str) -> dict[str, str]:
    return {"first_name": name, "last_name": ""}


@pytest.mark.parametrize("name", LIKE_ADA)
def test_a_student_is_not_called_as_a_teacher(
    client: Client, student: User, ada: User, name: str
) -> None:
    client.force_login(student)
    for given_names in (split(name), dict(zip(split(""), [*name.split(" ", 1), ""], strict=False))):
        answer = client.post("/profile/", given_names)
        assert answer.status_code == 200
        assert answer.context["form"].errors
    student.refresh_from_db()
    assert student.display_name == "Student"


def test_the_service_refuses_it_too(student: User, ada: User) -> None:
    with pytest.raises(ValidationError):
        change_profile(actor=student, first_name="Ada", last_name="Lovelace")
    with pytest.raises(ValidationError):
        change_profile(actor=student, first_name="Ada ✓", last_name="L")


@pytest.mark.parametrize("door", ["new", "edit"])
def test_an_admin_gives_no_student_a_teachers_name(
    client: Client, admin: User, student: User, ada: User, door: str
) -> None:
    client.force_login(admin)
    groups = [Group.objects.get(name=Role.STUDENT.value).pk]
    form = {"email": "new@example.org", "first_name": "Ada", "last_name": "Lovelace"}
    form |= {"groups": groups, "is_active": "on", "send_link": "on"}
    if door == "new":
        url = reverse("wagtailusers_users:add")
    else:
        url = reverse("wagtailusers_users:edit", args=[student.pk])
        form |= {"email": student.email, "send_link": ""}
    answer = client.post(url, form)
    assert "too similar to a staff member" in answer.text
    assert User.objects.filter(first_name="Ada").count() == 1


def test_two_teachers_may_be_called_the_same(client: Client, admin: User, ada: User) -> None:
    client.force_login(admin)
    form = {"email": "new@example.org", "first_name": "Ada", "last_name": "Lovelace"}
    groups = [Group.objects.get(name=Role.TEACHER.value).pk]
    client.post(reverse("wagtailusers_users:add"), form | {"groups": groups, "send_link": "on"})
    assert User.objects.filter(first_name="Ada").count() == 2


def test_two_students_may_be_called_the_same(
    client: Client, student: User, classmate: User
) -> None:
    for one in (student, classmate):
        client.force_login(one)
        client.post("/profile/", {"first_name": "Jonas", "last_name": "Weber"})
    assert User.objects.filter(first_name="Jonas", last_name="Weber").count() == 2


def test_a_name_that_was_there_first_stays(client: Client, admin: User, student: User) -> None:
    """A teacher of the same name came later: the student is still edited."""
    User.objects.filter(pk=student.pk).update(first_name="Ada", last_name="Lovelace")
    later = UserFactory(first_name="Ada", last_name="Lovelace")
    later.groups.add(Group.objects.get(name=Role.TEACHER.value))
    User.objects.get(pk=student.pk).full_clean()


@pytest.mark.parametrize("name", ["José", "O'Neill", "李", "عَلِيّ", "Nguyễn"])
def test_the_profile_takes_them(client: Client, student: User, name: str) -> None:
    client.force_login(student)
    assert client.post("/profile/", split(name)).status_code == 302
    student.refresh_from_db()
    assert student.first_name == name


def test_names_are_stored_tidy(db: None) -> None:
    person = User.objects.create_user("a@x.org", first_name=" Jose\u0301\u00a0 ", last_name="Ｌｉ")
    assert (person.first_name, person.last_name) == ("José", "Li")
    with pytest.raises(ValidationError):
        User.objects.create_user("b@x.org", first_name="Bob ✓")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=40))
def test_any_text_is_judged_without_a_fault(name: str) -> None:
    assert tidied(tidied(name)) == tidied(name)
    looks_like(name)
    with suppress(ValidationError):
        validate_name(name)


def test_the_role_is_shown_next_to_a_name(
    client: Client, student: User, teacher: User, take: Any
) -> None:
    from feedback.services import start_thread

    start_thread(actor=student, take=take, text="How is this?")
    thread = start_thread(actor=teacher, take=take, text="Good.")
    client.force_login(student)
    page = client.get(take.get_absolute_url()).text
    badges = re.findall(r'<span class="badge">\s*(\w+)\s*</span>', page)
    assert (badges.count("teacher"), badges.count("student")) == (1, 1)
    found = client.get(f"/api/v1/threads/{thread.pk}/messages/").json()
    assert [one["author"]["role"] for one in found] == ["teacher"]
    threads = client.get(f"/api/v1/clips/{take.pk}/threads/").json()
    roles = {one["author"]["role"] for each in threads for one in each["messages"]}
    assert roles == {"student", "teacher"}
    assert PASSWORD not in page
