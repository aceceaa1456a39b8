"""The editors' library, used through the admin."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, ModelLogEntry
from wagtailmedia.forms import get_media_form

from accounts.models import User
from core.errors import Refusal
from tests.at_once import at_once
from tests.factories import AssetFactory, LibraryVideoFactory
from tests.plugins.storage import fetch, stored
from tests.plugins.video import MakeAsset, RunJobs
from videos.library import items
from videos.models import AssetKind, AssetState, LibraryVideo, VideoAsset
from videos.storage import get_storage

ADD = "/admin/media/video/add/"


def _upload(path: Path, name: str = "Long_bows.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, path.read_bytes(), content_type="video/mp4")


def _add(client: Client, path: Path, **values: Any) -> Any:
    values = {"title": "", "tags": "", "file": _upload(path)} | values
    return client.post(ADD, values)


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def item(editor: User, real_video: Path, run_jobs: RunJobs) -> LibraryVideo:
    with real_video.open("rb") as file:
        item = items.add_video(actor=editor, file=File(file), title="Long bows")
    run_jobs()
    return LibraryVideo.objects.get(pk=item.pk)


def test_a_video_put_into_the_library_becomes_an_asset_and_plays(
    desk: Client, editor: User, real_video: Path, run_jobs: RunJobs, settings: Any
) -> None:
    assert _add(desk, real_video).status_code == 302

    item = LibraryVideo.objects.get()
    asset = item.asset
    assert (item.title, item.filename) == ("Long bows", "Long_bows.mp4")
    assert (asset.owner, asset.video_type) == (editor, AssetKind.LIBRARY)
    assert item.file.name == asset.original_key
    assert stored() == [asset.original_key]
    assert not Path(settings.MEDIA_ROOT).exists()

    run_jobs()
    item = LibraryVideo.objects.get()
    assert item.asset.processing_status == AssetState.READY
    assert (item.type, item.width, item.height) == ("video", 426, 240)
    assert abs(item.duration - 2) < 0.1
    assert desk.get(item.url).status_code == 200


def test_a_large_file_is_linked_and_not_copied_twice(
    desk: Client, real_video: Path, settings: Any
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0

    _add(desk, real_video)

    asset = VideoAsset.objects.get()
    assert get_storage().size(asset.original_key) == real_video.stat().st_size


def test_the_chooser_takes_uploads_too(desk: Client, real_video: Path) -> None:
    url = reverse("wagtailmedia:chooser_upload", args=["video"])
    prefix = "media-chooser-upload"

    answer = desk.post(url, {f"{prefix}-title": "Scale", f"{prefix}-file": _upload(real_video)})

    assert answer.json()["step"] == "media_chosen"
    assert LibraryVideo.objects.get().asset.jobs.get().kind == "prepare"


@pytest.mark.parametrize("name", ["virus.exe", "page.html", "list.m3u8"])
def test_the_wrong_file_is_refused_with_a_reason(desk: Client, real_video: Path, name: str) -> None:
    answer = _add(desk, real_video, file=_upload(real_video, name))

    assert answer.status_code == 200
    assert "not a video or sound file that we can use" in answer.text
    assert VideoAsset.objects.count() == 0


def test_a_file_that_is_too_big_is_refused(desk: Client, real_video: Path, settings: Any) -> None:
    settings.VIDEO_MAX_BYTES = 1000

    assert "The largest we can accept is" in _add(desk, real_video).text
    assert VideoAsset.objects.count() == 0


def test_the_form_shows_the_limits(desk: Client) -> None:
    page = desk.get(ADD).text

    assert "2.0\xa0GB and 60 minutes long" in page
    assert ".mkv" in page


def test_another_file_makes_another_asset_and_erases_the_first(
    desk: Client,
    item: LibraryVideo,
    real_video: Path,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    first = item.asset
    url = reverse("wagtailmedia:edit", args=[item.pk])

    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(url, {"title": item.title, "file": _upload(real_video, "second.mp4")})

    assert answer.status_code == 302
    item = LibraryVideo.objects.get()
    assert item.asset != first
    assert item.filename == "second.mp4"
    assert not VideoAsset.objects.filter(pk=first.pk).exists()
    assert stored() == [item.asset.original_key]
    assert ModelLogEntry.objects.filter(action="videos.replaced").count() == 1


def test_if_two_editors_replace_a_file_at_once_the_last_one_wins(
    editor: User, item: LibraryVideo, real_video: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """Both have loaded the item before either saves it."""
    both = [LibraryVideo.objects.get(pk=item.pk) for _editor in range(2)]

    with django_capture_on_commit_callbacks(execute=True):
        for number, mine in enumerate(both):
            items.put_file(actor=editor, item=mine, file=_upload(real_video, f"{number}.mp4"))

    shown = LibraryVideo.objects.get()
    assert shown.filename == "1.mp4"
    assert list(VideoAsset.objects.all()) == [shown.asset]
    assert stored() == [shown.asset.original_key]
    assert ModelLogEntry.objects.filter(action="videos.replaced").count() == 2


@pytest.mark.django_db(transaction=True)
def test_replacing_in_real_threads_keeps_one_file(editor: User, real_video: Path) -> None:
    with real_video.open("rb") as file:
        item = items.add_video(actor=editor, file=File(file), title="Long bows")
    loaded = [LibraryVideo.objects.get(pk=item.pk) for _editor in range(4)]
    files = [_upload(real_video, f"{number}.mp4") for number in range(4)]

    at_once(
        *[
            partial(items.put_file, actor=editor, item=mine, file=file)
            for mine, file in zip(loaded, files, strict=True)
        ]
    )

    assert list(VideoAsset.objects.all()) == [LibraryVideo.objects.get().asset]


def test_a_title_saved_over_a_replaced_file_leaves_the_file(
    editor: User, item: LibraryVideo, real_video: Path
) -> None:
    stale = LibraryVideo.objects.get(pk=item.pk)
    items.put_file(actor=editor, item=item, file=_upload(real_video, "second.mp4"))

    _retitled(stale, editor).save()

    shown = LibraryVideo.objects.get()
    assert (shown.title, shown.filename) == ("Short bows", "second.mp4")
    assert shown.file.name == shown.asset.original_key


def test_an_item_that_was_deleted_meanwhile_does_not_come_back(
    editor: User, item: LibraryVideo, real_video: Path
) -> None:
    stale = LibraryVideo.objects.get(pk=item.pk)
    item.delete()

    with pytest.raises(Http404):
        _retitled(stale, editor).save()
    with pytest.raises(LibraryVideo.DoesNotExist):
        items.put_file(actor=editor, item=stale, file=_upload(real_video))

    assert (LibraryVideo.objects.count(), VideoAsset.objects.count()) == (0, 0)


def _retitled(item: LibraryVideo, editor: User) -> Any:
    form = get_media_form(LibraryVideo)({"title": "Short bows"}, instance=item, user=editor)
    assert form.is_valid(), form.errors
    return form


def test_a_refused_replacement_leaves_the_first(
    desk: Client, item: LibraryVideo, real_video: Path
) -> None:
    url = reverse("wagtailmedia:edit", args=[item.pk])

    answer = desk.post(url, {"title": item.title, "file": _upload(real_video, "virus.exe")})

    assert answer.status_code == 200
    assert get_storage().exists(item.asset.original_key)
    assert LibraryVideo.objects.get().asset == item.asset


def test_a_new_title_keeps_the_asset(desk: Client, item: LibraryVideo) -> None:
    url = reverse("wagtailmedia:edit", args=[item.pk])

    desk.post(url, {"title": "Short bows", "tags": "bow"})

    changed = LibraryVideo.objects.get()
    assert (changed.title, changed.asset) == ("Short bows", item.asset)
    assert changed.asset.jobs.filter(kind="prepare").count() == 1


def test_a_deleted_item_is_erased_with_its_bytes(
    desk: Client, item: LibraryVideo, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    url = reverse("wagtailmedia:delete", args=[item.pk])
    assert "this can't be undone" in desk.get(url).text

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(url)

    assert VideoAsset.objects.count() == 0
    assert stored() == []
    assert ModelLogEntry.objects.filter(action="videos.erased").count() == 1


def test_deleting_an_item_that_pages_show_warns(
    desk: Client, item: LibraryVideo, exercise: Any
) -> None:
    exercise.demo_video = item
    exercise.save_revision().publish()

    page = desk.get(reverse("wagtailmedia:delete", args=[item.pk])).text

    assert "shows this video. The video will disappear from it." in page


def test_the_list_shows_poster_length_and_state(desk: Client, item: LibraryVideo) -> None:
    page = desk.get(reverse("wagtailmedia:index")).text

    assert f"/videos/{item.asset_id}/poster.jpg" in page
    assert "0:02" in page
    assert "ready" in page
    assert "/media/" not in page.replace("/admin/media/", "").replace("wagtailmedia/", "")


def test_the_chooser_shows_poster_length_and_state(desk: Client, item: LibraryVideo) -> None:
    page = desk.get(reverse("wagtailmedia:chooser_typed", args=["video"])).json()["html"]

    assert f"/videos/{item.asset_id}/poster.jpg" in page
    assert "0:02" in page
    assert 'class="media-choice"' in page


@pytest.mark.parametrize("name", ["wagtailmedia:index", "wagtailmedia:chooser"])
def test_lists_take_the_same_number_of_queries_for_one_and_three(
    desk: Client, name: str, django_assert_max_num_queries: Any
) -> None:
    url = reverse(name)
    LibraryVideoFactory(asset__has_poster=True)
    desk.get(url)
    with django_assert_max_num_queries(100) as one:
        desk.get(url)
    LibraryVideoFactory.create_batch(2, asset__has_poster=True)
    with django_assert_max_num_queries(100) as three:
        desk.get(url)

    assert len(three) == len(one)


def test_the_edit_page_plays_the_video(desk: Client, item: LibraryVideo) -> None:
    page = desk.get(reverse("wagtailmedia:edit", args=[item.pk])).text

    assert "<practice-player" in page
    assert f'src="/videos/{item.asset_id}/master.m3u8"' in page


def test_a_failed_item_says_why_and_can_be_retried(
    desk: Client, editor: User, tmp_path: Path, run_jobs: RunJobs
) -> None:
    path = tmp_path / "text.mp4"
    path.write_bytes(b"no video at all " * 100)
    _add(desk, path)
    run_jobs()
    item = LibraryVideo.objects.get()
    url = reverse("wagtailmedia:edit", args=[item.pk])

    page = desk.get(url).text
    assert "not a video or a sound recording" in page
    assert reverse("videos:retry", args=[item.asset_id]) not in page, "it would fail again"

    VideoAsset.objects.update(error_code="trouble")
    assert reverse("videos:retry", args=[item.asset_id]) in desk.get(url).text
    answer = desk.post(reverse("videos:retry", args=[item.asset_id]), {"next": url})
    assert answer["Location"] == url
    item.asset.refresh_from_db()
    assert item.asset.processing_status == AssetState.CHECKING
    assert "status-poll" in desk.get(url).text


def test_teachers_add_and_see_their_own_only(
    client: Client, teacher: User, other_teacher: User, item: LibraryVideo, real_video: Path
) -> None:
    client.force_login(teacher)
    _add(client, real_video, title="Mine")
    mine = LibraryVideo.objects.get(title="Mine")

    page = client.get(reverse("wagtailmedia:index")).text
    assert "Mine" in page
    assert item.title not in page
    assert client.get(reverse("videos:original", args=[mine.asset_id])).status_code == 302

    client.force_login(other_teacher)
    refused = client.get(reverse("wagtailmedia:edit", args=[mine.pk]))
    assert refused.status_code == 302
    assert client.get(reverse("videos:original", args=[mine.asset_id])).status_code == 404


def test_the_original_is_for_people_responsible_for_it(
    desk: Client, item: LibraryVideo, student: User, real_video: Path
) -> None:
    answer = fetch(desk.get(item.file.url)["Location"], desk)
    assert answer.body == real_video.read_bytes()
    assert answer.headers["Content-Disposition"] == "attachment"

    desk.force_login(student)
    assert desk.get(item.file.url).status_code == 404
    assert desk.get(item.url).status_code == 404


def test_an_audio_file_is_a_library_item_too(
    desk: Client, tmp_path: Path, run_jobs: RunJobs, sound_file: Path
) -> None:
    answer = desk.post(
        "/admin/media/audio/add/",
        {"title": "", "file": SimpleUploadedFile("tune.wav", sound_file.read_bytes(), "audio/wav")},
    )
    assert answer.status_code == 302

    run_jobs()

    item = LibraryVideo.objects.get()
    assert (item.type, item.asset.processing_status) == ("audio", AssetState.READY)
    assert (item.asset.has_video, item.asset.has_poster) == (False, True)
    assert [r.name for r in item.asset.renditions.all()] == ["audio"]


def test_the_stored_file_reads_back(item: LibraryVideo, real_video: Path) -> None:
    with item.file.open("rb") as file:
        assert file.read() == real_video.read_bytes()
    assert item.file.size == real_video.stat().st_size


def test_an_item_without_an_asset_takes_no_file(real_video: Path, db: None) -> None:
    item = LibraryVideo(title="Stray", type="video")

    with (
        pytest.raises(ValueError, match=r"through videos\.library"),
        real_video.open("rb") as file,
    ):
        item.file.save("stray.mp4", File(file))


def test_the_service_refuses_what_the_form_refuses(editor: User, tmp_path: Path) -> None:
    path = tmp_path / "virus.exe"
    path.write_bytes(b"MZ")

    with path.open("rb") as file, pytest.raises(Refusal):
        items.add_video(actor=editor, file=File(file))

    assert LibraryVideo.objects.count() == 0


def test_collections_part_the_library(desk: Client, item: LibraryVideo) -> None:
    strings = Collection.get_first_root_node().add_child(name="Strings")
    LibraryVideo.objects.filter(pk=item.pk).update(collection=strings)
    other = LibraryVideoFactory(title="Serve", asset=AssetFactory(video_type=AssetKind.LIBRARY))

    page = desk.get(reverse("wagtailmedia:index"), {"collection_id": strings.pk}).text

    assert item.title in page
    assert other.title not in page


def test_an_asset_in_use_is_not_erased(student: User, ready_asset: MakeAsset) -> None:
    asset = ready_asset(student, video_type=AssetKind.LIBRARY)
    LibraryVideoFactory(asset=asset)

    assert not items.erase_if_unused(asset.pk)
    assert not items.erase_if_unused(ready_asset(student).pk)


def test_no_transaction_waits_for_the_bytes(
    editor: User, real_video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bucket may be slow, and database locks affect everyone."""
    storage = type(get_storage())
    real, within = storage.put_file, []

    def put_file(self: Any, path: Path, key: str) -> None:
        within.append(len(connection.savepoint_ids))
        real(self, path, key)

    monkeypatch.setattr(storage, "put_file", put_file)
    before = len(connection.savepoint_ids)
    with real_video.open("rb") as file:
        items.add_video(actor=editor, file=File(file))

    assert within == [before]


def test_a_file_whose_item_cannot_be_saved_does_not_stay(
    editor: User, real_video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(asset: VideoAsset) -> None:
        raise RuntimeError("no job")

    monkeypatch.setattr(items, "prepare_soon", fails)
    with real_video.open("rb") as file, pytest.raises(RuntimeError):
        items.add_video(actor=editor, file=File(file))

    assert stored() == []
    assert VideoAsset.objects.count() == 0


def test_an_item_in_a_bucket_plays_and_reads_back(
    rclone_bucket: Any, desk: Client, real_video: Path, run_jobs: RunJobs, student: User
) -> None:
    assert _add(desk, real_video).status_code == 302
    run_jobs()
    item = LibraryVideo.objects.get()

    assert item.asset.processing_status == AssetState.READY
    assert item.file.size == real_video.stat().st_size
    with item.file.open("rb") as file:
        assert file.read() == real_video.read_bytes()
    answer = desk.get(item.file.url)
    assert answer.status_code == 302
    assert requests.get(answer["Location"], timeout=10).content == real_video.read_bytes()
    desk.force_login(student)
    assert desk.get(item.file.url).status_code == 404

    item.delete()
