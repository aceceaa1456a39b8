"""One parser for addresses: a known person is found, whatever else was pasted."""

import unicodedata
from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.addresses import normalised, read
from accounts.models import User
from courses.admin.enrol_form import EnrolForm
from tests.factories import PASSWORD, UserFactory

ADA = "ada.lovelace@example.org"
MARKED = [
    ADA.upper(),
    f"\ufeff{ADA}",
    f"\u200b{ADA}\u200b",
    "ada\u00ad.lovelace@exam\u200bple.org",
    f"mailto:{ADA}",
    f"<mailto:{ADA}?subject=Hello%20there>",
    f"Ada Lovelace <{ADA}>",
    f'"Lovelace, Ada" <{ADA}>',
    f"{ADA}.",
    f"{ADA},",
    f"{ADA};",
    f"'{ADA}'",
    f'"{ADA}"',
    f"“{ADA}”",
    f"({ADA})",
    f"[{ADA}](mailto:{ADA})",
    ADA.replace("@", "＠"),
    ADA.replace("@", "﹫"),
    "ａｄａ．ｌｏｖｅｌａｃｅ＠ｅｘａｍｐｌｅ．ｏｒｇ",
    f"\u00a0{ADA}\u00a0",
    f"{ADA}\t",
    f"Ada\tLovelace\t{ADA}\t7b",
    f"{ADA}\r\n",
    f"\u202a{ADA}\u202c",
    f"\u2068{ADA}\u2069",
    f"\x00{ADA}",
    f"＜{ADA}＞",
    f"{ADA}\u3001",
    f"\ufffe{ADA}".replace("\ufffe", "\u2060"),
    f"•{ADA}",
    f"·{ADA}",
    f"–{ADA}",
    f"-{ADA}",
    f"→{ADA}",
    f"☐ {ADA}",
    f"‹{ADA}›",
    f"Ada‹{ADA}›",
    f"1. {ADA}",
    f"1){ADA}",
    f"① {ADA}",
    f"Ada Lovelace|{ADA}|7b",
    f"| Ada | {ADA} | 7b |",
    f"Lovelace;Ada;{ADA};7b",
    f"Lovelace،{ADA}",
    f"Lovelace؛{ADA}",
]


@pytest.mark.parametrize("pasted", MARKED)
def test_marks_make_no_other_address(pasted: str) -> None:
    assert normalised(pasted) == ADA
    assert read(pasted).addresses == [ADA]
    assert read(pasted).unreadable == []


def test_a_comma_before_brackets_ends_an_address() -> None:
    pasted = "ada@example.org, <bob@example.org>,<eve@example.org>"
    assert read(pasted).addresses == ["ada@example.org", "bob@example.org", "eve@example.org"]


def test_a_list_in_every_shape_is_read() -> None:
    pasted = (
        "\ufeffName\tE-mail\r\nAda\tada@x.org\r\nBob\tBOB@x.org.\r\n"
        "\"O'Neill, Cy\" <cy.o'neill@x.org>; dee@x.org，eve@x.org、 fay@x.org\u00a0gil@x.org\n"
        "not an address, hal@, @ivy, ada@x.org"
    )
    found = read(pasted)
    names = ["ada", "bob", "cy.o'neill", "dee", "eve", "fay", "gil"]
    assert found.addresses == [f"{name}@x.org" for name in names]
    assert found.unreadable == ["hal@", "@ivy"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ada@müller.de", "ada@xn--mller-kva.de"),
        ("ada@MU\u0308LLER.de", "ada@xn--mller-kva.de"),
        ("ada@xn--mller-kva.de", "ada@xn--mller-kva.de"),
        ("ada@straße.de", "ada@xn--strae-oqa.de"),
        ("ada@例え.jp", "ada@xn--r8jz45g.jp"),
        ("ada+violin@x.org", "ada+violin@x.org"),
        ("nonsense", "nonsense"),
        ("", ""),
        ("a@x.org b@x.org", "a@x.org b@x.org"),
    ],
)
def test_the_stored_form(written: str, kept: str) -> None:
    assert normalised(written) == kept


# A busy machine is not a fault.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORD = st.text("abcxyz0189", min_size=1, max_size=8)
LOCAL = st.builds("{}{}{}".format, WORD, st.sampled_from([".", "+", "-", "_", "'"]), WORD)
DOMAIN = st.builds("{}-{}.{}".format, WORD, WORD, st.sampled_from(["org", "edu", "com.au"]))
PLAIN = st.builds("{}@{}".format, LOCAL, DOMAIN)
UNSEEN = st.sampled_from("\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\u202a\u202c\ufe0f\u034f")


@calm
@given(address=PLAIN, marks=st.lists(st.tuples(UNSEEN, st.integers(0, 60)), max_size=6))
def test_unseen_marks_anywhere_change_nothing(address: str, marks: list[tuple[str, int]]) -> None:
    pasted = address
    for mark, place in marks:
        at = place % (len(pasted) + 1)
        pasted = pasted[:at] + mark + pasted[at:]
    assert normalised(pasted) == address


@calm
@given(
    addresses=st.lists(PLAIN, min_size=1, max_size=6, unique=True),
    gap=st.sampled_from(
        [", ", ";", "\n", "\r\n", "\t", " ", "\u00a0", " ; \n", "，", "/", "|", "،", "؛", "\n• "]
    ),
    wrap=st.sampled_from(["{}", "<{}>", "Ada <{}>", "mailto:{}", '"{}"', "{}.", "·{}"]),
)
def test_lists_of_any_make_come_out_whole(addresses: list[str], gap: str, wrap: str) -> None:
    assert read(gap.join(wrap.format(one) for one in addresses)).addresses == addresses


@calm
@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault_and_twice_the_same(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)
    for address in read(text).addresses:
        assert normalised(address) == address
        assert unicodedata.is_normalized("NFKC", address)


@pytest.mark.parametrize("pasted", MARKED)
def test_every_look_up_finds_the_person(db: None, pasted: str) -> None:
    ada = UserFactory(email=ADA)
    assert User.objects.get(email=pasted) == ada
    assert User.objects.get(email__iexact=pasted) == ada
    assert User.objects.get(email__icontains=pasted) == ada
    assert User.objects.get(email__in=[pasted]) == ada
    assert User.objects.get_by_natural_key(pasted) == ada


@pytest.mark.parametrize("pasted", MARKED[:12])
def test_every_door_reads_them(db: None, course: Any, teacher: User, pasted: str) -> None:
    ada = UserFactory(email=ADA)
    form = EnrolForm({"course": course.pk, "addresses": pasted}, user=teacher)
    assert form.is_valid(), form.errors
    assert form.chosen == [ada]
    assert form.unknown == []

    body = {"email": pasted, "password": PASSWORD}
    token = Client().post("/api/v1/auth/token/", body, content_type="application/json")
    assert token.status_code == 200

    client = Client()
    client.post("/account/login/", {"login": pasted, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_pasted_unknown_address_is_reported(course: Any, teacher: User) -> None:
    form = EnrolForm({"course": course.pk, "addresses": "\ufeffnew@x.org, odd@"}, user=teacher)
    assert form.is_valid()
    assert form.unknown == ["new@x.org", "odd@"]


def test_addresses_are_stored_in_one_form(db: None) -> None:
    made = [
        User.objects.create_user("\ufeffAda@x.org."),
        User.objects.create(email="Bob <BOB@x.org>"),
    ]
    call_command("createsuperuser", email="mailto:cy@x.org", interactive=False, verbosity=0)
    assert [one.email for one in made] == ["ada@x.org", "bob@x.org"]
    assert User.objects.filter(email="cy@x.org", is_superuser=True).exists()


def test_a_part_of_an_address_is_searched_as_it_is(db: None) -> None:
    ada = UserFactory(email=ADA)
    for part in ("@example.org", "lovelace", "lovelace@exam", "ada.", ".org"):
        assert list(User.objects.filter(email__icontains=part)) == [ada]


def _write(model: Any, key: Any, address: str) -> None:
    """As it was before addresses had one form."""
    as_it_is = models.Value(address, output_field=models.CharField())
    models.QuerySet.update(model._base_manager.filter(pk=key), email=as_it_is)


def test_old_rows_are_brought_into_form_unless_another_has_it(caplog: Any, db: None) -> None:
    ada, bob, twin = UserFactory.create_batch(3)
    mailbox = EmailAddress.objects.create(user=ada, email="x@x.org")
    _write(User, ada.pk, "Ada@X.org.")
    _write(User, bob.pk, "bob@x.org")
    _write(User, twin.pk, "\u200bbob@x.org")
    _write(EmailAddress, mailbox.pk, "Ada@X.org.")

    migration = import_module("accounts.migrations.0004_one_form_of_an_address")
    migration.normalise(apps, None)

    kept = dict(User.objects.values_list("pk", "email"))
    assert kept[ada.pk] == "ada@x.org"
    assert kept[bob.pk] == "bob@x.org"
    assert kept[twin.pk] == "\u200bbob@x.org"
    assert EmailAddress.objects.get(pk=mailbox.pk).email == "ada@x.org"
    assert str(twin.pk) in caplog.text
    assert isinstance(User._meta.get_field("email"), models.EmailField)
