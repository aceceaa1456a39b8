"""What is reserved, refused, given back, and counted anew."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.erasure import erase_person
from accounts.models import User
from core.errors import Refusal
from tests.at_once import at_once
from tests.factories import UserFactory
from tests.plugins.storage import put
from videos.intake import stale, uploads
from videos.library import items
from videos.models import (
    AssetKind,
    CourseStorage,
    LibraryVideo,
    PersonStorage,
    PortalStorage,
    Rendition,
    StorageCharge,
    StorageLimits,
    Upload,
    VideoAsset,
)
from videos.models.storage_use import GIGABYTE
from videos.quotas import charges, recount
from videos.quotas.room import rooms_of
from videos.upkeep import retention
from videos.upkeep.erasure import erase_assets

pytestmark = pytest.mark.django_db(transaction=True)

COURSE = UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")


def limit(**gigabytes: Any) -> None:
    rules = {f"{name}_gb": value and Decimal(value) for name, value in gigabytes.items()}
    StorageLimits.objects.update_or_create(pk=StorageLimits.load().pk, defaults=rules)


def begin(actor: User, gigabytes: float = 1, *, course: UUID | None = None, **given: Any) -> Upload:
    size = int(gigabytes * GIGABYTE)
    group = f"course:{course}" if course else ""
    given = {"filename": "take.mp4", "size_bytes": size, "queue_group": group} | given
    return uploads.begin_upload(actor=actor, kind=AssetKind.UPLOAD, **given)


def refused(actor: User, *args: Any, **given: Any) -> tuple[str, str]:
    with pytest.raises(Refusal) as told:
        begin(actor, *args, **given)
    assert told.value.status == 413
    return told.value.code, str(told.value.message).replace("\xa0", " ")


def used(person: User) -> int:
    return PersonStorage.objects.get(person=person).used_bytes


def in_portal() -> int:
    return PortalStorage.objects.get().used_bytes


def test_without_limits_all_is_counted_and_nothing_refused(student: User) -> None:
    begin(student, 1.5, course=COURSE)
    begin(student, 0.5)

    assert used(student) == in_portal() == 2 * GIGABYTE
    assert CourseStorage.objects.get(pk=COURSE).used_bytes == 1.5 * GIGABYTE
    assert rooms_of(person=student, course_key=COURSE) == []


def test_a_file_that_does_not_fit_is_refused_in_words(student: User, settings: Any) -> None:
    limit(person=5)
    begin(student, 1.9)
    begin(student, 1.9)

    assert refused(student, 2) == (
        "storage_full",
        (
            "You have 1.2 GB left of 5.0 GB. This file has 2.0 GB. Delete an old take, or ask the "
            "people who run this portal for more space."
        ),
    )
    begin(student, 1.2)
    assert VideoAsset.objects.count() == Upload.objects.count() == 3


def test_a_course_and_the_portal_have_limits_of_their_own(student: User, classmate: User) -> None:
    limit(course=1, portal=2)
    begin(student, 1, course=COURSE)

    assert refused(classmate, 0.5, course=COURSE)[0] == "course_full"
    begin(classmate, 0.5, course=uuid4())
    code, words = refused(classmate, 0.75)
    assert code == "portal_full"
    assert words.startswith("This portal has 512.0 MB left of 2.0 GB. This file has 768.0 MB.")


def test_one_person_may_have_another_limit(student: User, classmate: User) -> None:
    limit(person=1)
    PersonStorage.objects.create(person=student, own_limit_gb=2)
    begin(student, 2)
    assert refused(classmate, 1.5)[0] == "storage_full"


def test_a_limit_of_nothing_refuses_everything(student: User) -> None:
    limit(person=0)
    assert refused(student, 0.1)[1].startswith("You have 0 bytes left of 0 bytes.")


def test_a_file_of_unknown_size_needs_one_where_a_limit_holds(student: User) -> None:
    limit(person=5)
    with pytest.raises(Refusal) as told:
        begin(student, size_bytes=None)
    assert told.value.code == "size_needed"


def test_of_fifty_starts_at_the_edge_one_wins(student: User) -> None:
    limit(person=5)
    begin(student, 1.9)
    begin(student, 1.9)

    answers = at_once(*[lambda: begin(student, 1)] * 50)

    assert sum(isinstance(answer, Upload) for answer in answers) == 1
    assert answers.count("storage_full") == 49
    assert used(student) == in_portal() == int(1.9 * GIGABYTE) * 2 + GIGABYTE


def test_of_fifty_people_at_the_portals_edge_one_wins(db: None) -> None:
    limit(portal=1)
    people = UserFactory.create_batch(50)

    answers = at_once(*[lambda p=one: begin(p, 0.75, course=COURSE) for one in people])

    assert sum(isinstance(answer, Upload) for answer in answers) == 1
    assert answers.count("portal_full") == 49
    assert in_portal() == CourseStorage.objects.get().used_bytes == 0.75 * GIGABYTE


def test_what_ends_gives_its_bytes_back(student: User) -> None:
    limit(person=1)
    uploads.abort_upload(actor=student, upload=begin(student))
    assert used(student) == 0

    begin(student)
    Upload.objects.update(expires_at=timezone.now() - timedelta(days=1))
    stale.sweep()
    assert used(student) == 0

    begin(student)
    erase_assets(VideoAsset.objects.all())
    assert used(student) == in_portal() == 0
    assert StorageCharge.objects.count() == 0
    begin(student)


def test_a_refused_start_takes_nothing(student: User) -> None:
    limit(portal=1)
    refused(student, 2, course=COURSE)
    with (
        pytest.raises(ZeroDivisionError),
        uploads.prepare_upload(actor=student, kind=AssetKind.UPLOAD, size_bytes=10),
    ):
        _ = 1 / 0
    assert not PersonStorage.objects.exclude(used_bytes=0).exists()
    assert not StorageCharge.objects.exists()


def test_a_sent_file_counts_with_its_qualities(student: User, ready_asset: Any) -> None:
    asset = ready_asset(owner=student)
    recount.recount()
    made = sum(Rendition.objects.values_list("size_bytes", flat=True))
    assert used(student) == asset.size_bytes + made
    assert made > 0

    VideoAsset.objects.update(processed_at=timezone.now() - timedelta(days=9), error_code="")
    retention.delete_originals(before=timezone.now())
    assert used(student) == made


def test_a_committed_upload_keeps_its_bytes(student: User) -> None:
    upload = begin(student, size_bytes=10)
    assert put(uploads.ticket(upload).url, b"0123456789") == 200
    uploads.commit_upload(actor=student, upload=upload)
    assert used(student) == 10


def test_the_library_keeps_to_the_limits(editor: User) -> None:
    limit(person=1)
    PersonStorage.objects.create(person=editor, used_bytes=GIGABYTE - 5)
    with pytest.raises(Refusal) as told:
        items.add_video(actor=editor, file=ContentFile(b"0123456789", "bow.mp4"))
    assert told.value.code == "storage_full"
    assert not LibraryVideo.objects.exists()

    item = items.add_video(actor=editor, file=ContentFile(b"01234", "bow.mp4"))
    assert used(editor) == GIGABYTE
    item.delete()
    assert used(editor) == GIGABYTE - 5


def test_the_recount_counts_what_was_never_counted(student: User, classmate: User) -> None:
    begin(student, 1, course=COURSE)
    begin(classmate, 2)
    for model in (StorageCharge, PersonStorage, CourseStorage, PortalStorage):
        model.objects.all().delete()

    recount.recount_hourly()

    assert (used(student), used(classmate), in_portal()) == (
        GIGABYTE,
        2 * GIGABYTE,
        3 * GIGABYTE,
    )
    assert CourseStorage.objects.get(pk=COURSE).used_bytes == GIGABYTE
    assert recount.recount() == 0


def test_the_recount_corrects_drift_and_says_so(student: User, caplog: Any) -> None:
    upload = begin(student)
    PersonStorage.objects.update(used_bytes=7)
    StorageCharge.objects.create(asset_id=uuid4(), size_bytes=5)
    StorageCharge.objects.filter(pk=upload.asset_id).update(size_bytes=3)

    recount.recount()

    assert used(student) == in_portal() == GIGABYTE
    assert StorageCharge.objects.count() == 1
    assert "bytes were noted as used" in caplog.text


def test_the_recount_runs_once_an_hour(student: User) -> None:
    recount.recount_hourly()
    begin(student)
    PersonStorage.objects.update(used_bytes=7)
    recount.recount_hourly()
    assert used(student) == 7
    PortalStorage.objects.update(counted_at=timezone.now() - timedelta(hours=2))
    recount.recount_hourly()
    assert used(student) == GIGABYTE


def test_a_recount_amid_starts_and_ends_is_right(student: User) -> None:
    def come_and_go() -> None:
        for _ in range(4):
            uploads.abort_upload(actor=student, upload=begin(student, course=COURSE))
            begin(student, course=COURSE)

    at_once(*[come_and_go] * 4, *[lambda: [recount.recount() for _ in range(5)]] * 2)

    assert used(student) == in_portal() == 16 * GIGABYTE
    assert recount.recount() == 0


def test_many_are_erased_with_few_queries(
    student: User, classmate: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        begin(student if number % 2 else classmate, 0.01, course=COURSE)
    keys = list(VideoAsset.objects.values_list("pk", flat=True))
    Upload.objects.all().delete()
    VideoAsset.objects.all()._raw_delete(VideoAsset.objects.db)
    with django_assert_max_num_queries(12):
        assert charges.settle(keys) == 30
    assert used(student) == used(classmate) == in_portal() == 0


def test_a_rolled_back_erasure_gives_nothing_back(student: User) -> None:
    upload = begin(student)
    with transaction.atomic():
        erase_assets(VideoAsset.objects.all())
        transaction.set_rollback(True)
    assert used(student) == GIGABYTE
    uploads.abort_upload(actor=student, upload=upload)
    assert used(student) == 0


def test_settling_again_changes_nothing(student: User) -> None:
    upload = begin(student)
    assert charges.settle([upload.asset_id, uuid4()]) == 0
    assert used(student) == GIGABYTE


def test_erasing_a_person_leaves_nothing_of_it(student: User, admin: User, editor: User) -> None:
    item = items.add_video(actor=editor, file=ContentFile(b"01234", "bow.mp4"))
    erase_person(actor=admin, person=editor)

    assert not PersonStorage.objects.filter(person=editor.pk).exists()
    assert StorageCharge.objects.get(pk=item.asset_id).person_id is None
    assert in_portal() == 5
    assert recount.recount() == 0
