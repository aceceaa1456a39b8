"""The work of each kind of job, from a scratch folder to one commit.

Everything is stored under a key of this attempt, and moved to its final key inside the transaction
that the job's token guards. So a worker that lost its lease changes nothing that is served.
"""

import hashlib
import logging
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from wagtailmedia.models import MediaType

from events.bus import publish
from videos import media
from videos.facts import Playable, Ready
from videos.intake.acceptance import LENGTH_SLACK_MS
from videos.intake.takeover import take_over
from videos.models import (
    AssetState,
    ClipState,
    Job,
    JobKind,
    LibraryVideo,
    Rendition,
    Upload,
    VideoAsset,
    VideoClip,
)
from videos.models.limits import longest_ms
from videos.queue import both_ears
from videos.queue.enqueue import make_ladder_soon
from videos.queue.made_here import make_original
from videos.storage import get_storage
from videos.worker.workbench import Workbench, workbench

logger = logging.getLogger(__name__)

CHECKED, PLAYABLE, COMPLETE = 5, 30, 100
"""Progress from commit to ready, in percent."""


def work_on(job: Job) -> None:
    """Raises LeaseLost, MediaRefused, MediaTrouble, StorageTrouble, MissingObject or OSError."""
    with workbench(job) as work:
        MAKERS[JobKind(job.kind)](work)


def prepare(work: Workbench) -> None:
    """Check the file, and make it playable as soon as possible.

    Work that nobody waits for runs in parallel, one thing at a time: a copy alone keeps more than
    one core busy.
    """
    take_over(work.asset)
    make_original(work.asset, work.folder)
    original = work.fetch_original()
    with ThreadPoolExecutor(max_workers=1) as aside:
        checksum = aside.submit(_sha256, original)
        found = _with_chosen_sound(work.asset, _check_intact(work, original, checksum))
        poster = aside.submit(_draw_poster, work, original, found)
        heard = aside.submit(_sound_facts, work.asset, original, found)
        folder = work.folder / "out"
        report = work.progress(CHECKED, PLAYABLE)
        first = media.make_first_playable(original, folder, found, on_progress=report)
        work.stage(first.path, work.asset.rendition_key(first.name))
        has_poster = _stage_poster(work, poster.result())
        _refuse_changed(work, checksum.result())
        facts = {"checksum_sha256": checksum.result(), "has_poster": has_poster, **heard.result()}
        _commit_playable(work, found, first, facts)


def _check_intact(work: Workbench, original: Path, checksum: Future[str]) -> media.Probe:
    """If a file was damaged on its way, report that, and not what it looks like now."""
    try:
        return _check(work, original)
    except media.MediaRefused:
        _refuse_changed(work, checksum.result())
        raise


def _refuse_changed(work: Workbench, sha256: str) -> None:
    sent = Upload.objects.filter(asset=work.asset).exclude(checksum_sha256="")
    if sent.exclude(checksum_sha256=sha256).exists():
        raise media.MediaRefused(media.RefusalCode.CHANGED, f"it has the SHA-256 {sha256}")


def _check(work: Workbench, original: Path) -> media.Probe:
    found = _probe(work, original)
    begun = {"processing_status": AssetState.PREPARING, "processing_error": "", "error_code": ""}
    work.report(CHECKED, at_once=True, **begun, **_facts(found))
    return found


def _probe(work: Workbench, original: Path) -> media.Probe:
    limits = media.Limits(
        max_duration_ms=longest_ms(work.asset.max_duration_ms) + LENGTH_SLACK_MS,
        max_size_bytes=settings.VIDEO_MAX_BYTES,
    )
    return media.probe(original, limits)


def _facts(found: media.Probe) -> dict[str, Any]:
    return {
        "probe": found.as_json(),
        "mime_type": found.mime_type,
        "duration_ms": found.duration_ms,
        "width": found.width or None,
        "height": found.height or None,
        "has_video": found.video is not None,
        "has_audio": found.audio is not None,
    }


def _with_chosen_sound(asset: VideoAsset, found: media.Probe) -> media.Probe:
    return media.in_both_ears(found, asset.heard_side) if asset.both_ears else found


def _sound_facts(asset: VideoAsset, original: Path, found: media.Probe) -> dict[str, Any]:
    """Sound that already plays in both ears is not measured again."""
    if asset.both_ears:
        return {"has_both_ears": True}
    return {"has_both_ears": False, "quiet_side": _quiet_side(original, found)}


def _quiet_side(original: Path, found: media.Probe) -> str:
    """A video that cannot be measured is still a video."""
    try:
        return media.quiet_side(original, found)
    except media.MediaRefused:
        logger.warning("the two sides of %s could not be measured", original.name)
        return ""


def _draw_poster(work: Workbench, original: Path, found: media.Probe) -> Path | None:
    """A video without a good still picture is still a video."""
    path = work.folder / "poster" / "poster.jpg"
    try:
        media.make_poster(original, path, found)
    except media.MediaRefused:
        logger.warning("no poster for %s", work.asset.pk)
        return None
    return path


def _stage_poster(work: Workbench, path: Path | None) -> bool:
    if path is not None:
        work.stage(path, work.asset.poster_key)
    return path is not None


def _commit_playable(
    work: Workbench,
    found: media.Probe,
    first: media.Rendition,
    facts: dict[str, Any],
) -> None:
    is_all = [rung.name for rung in media.plan_ladder(found)] == [first.name]
    with work.committing():
        work.asset.renditions.exclude(name=first.name).delete()
        _save_rendition(work.asset, first)
        publish(Playable(), actor=None, object_id=work.asset.pk)
        _settle(work, is_all=is_all, **facts)
        _update_library(work.asset, found)
        if not is_all:
            make_ladder_soon(work.asset, at_most=work.job.priority)


def _settle(work: Workbench, *, is_all: bool, **facts: Any) -> None:
    now = timezone.now()
    VideoAsset.objects.filter(pk=work.asset.pk).update(
        processing_status=AssetState.READY if is_all else AssetState.PLAYABLE,
        processing_percent=COMPLETE if is_all else PLAYABLE,
        processed_at=now if is_all else None,
        processing_error="",
        error_code="",
        is_valid=True,
        validation_errors=[],
        last_validated=now,
        **facts,
    )
    if is_all:
        publish(Ready(), actor=None, object_id=work.asset.pk)


def _update_library(asset: VideoAsset, found: media.Probe) -> None:
    LibraryVideo.objects.filter(asset=asset).update(
        type=MediaType.VIDEO if found.video else MediaType.AUDIO,
        duration=found.duration_ms / 1000,
        width=found.width or None,
        height=found.height or None,
    )


def make_ladder(work: Workbench) -> None:
    """All other qualities, from one decode."""
    original = work.fetch_original()
    found = media.Probe.from_json(work.asset.probe)
    folder = work.folder / "out"
    folder.mkdir()
    existing = list(work.asset.renditions.all())
    already = [rendition.name for rendition in existing]
    _fetch_renditions(work, found, existing, folder)
    report = work.progress(PLAYABLE, COMPLETE - 1)
    made = media.make_ladder(original, folder, found, already, on_progress=report)
    for rendition in made:
        work.stage(rendition.path, work.asset.rendition_key(rendition.name))
    _commit_ladder(work, found, made)


def _fetch_renditions(
    work: Workbench, found: media.Probe, existing: list[Rendition], folder: Path
) -> None:
    """Renditions made before, so that their sound is not encoded again. Copies, never links."""
    copied = {rung.name for rung in media.plan_ladder(found) if rung.is_copy}
    for rendition in existing:
        if rendition.name not in copied:
            fetched = work.folder / f"{rendition.name}.fetched"
            get_storage().download_to(rendition.key, fetched)
            shutil.copyfile(fetched, folder / f"{rendition.name}.mp4")


def _commit_ladder(work: Workbench, found: media.Probe, made: list[media.Rendition]) -> None:
    stopgaps = [rung.name for rung in media.plan_ladder(found) if rung.is_stopgap]
    with work.committing():
        for rendition in made:
            _save_rendition(work.asset, rendition)
        work.asset.renditions.filter(name__in=stopgaps).delete()
        _settle(work, is_all=True)
    for name in stopgaps:
        get_storage().delete(work.asset.rendition_key(name))


def _save_rendition(asset: VideoAsset, made: media.Rendition, *, version: int = 0) -> None:
    Rendition.objects.update_or_create(
        asset=asset,
        name=made.name,
        defaults={
            "version": version,
            "width": made.width,
            "height": made.height,
            "codecs": made.codecs,
            "frame_rate": made.frame_rate,
            "bandwidth": made.bandwidth,
            "average_bandwidth": made.average_bandwidth,
            "duration_ms": made.duration_ms,
            "size_bytes": made.size_bytes,
            "index": made.index,
        },
    )


def cut(work: Workbench) -> None:
    """The clip as a file of its own, from the best quality there is."""
    clip = _clip_of(work.job)
    best = max(work.asset.renditions.all(), key=lambda r: (r.height, r.average_bandwidth))
    source = work.folder / "rendition.mp4"
    get_storage().download_to(best.key, source)
    out = work.folder / "clip" / "clip.mp4"
    end_ms = min(clip.end_ms, best.duration_ms)
    size, _length_ms = media.cut_clip(source, out, clip.start_ms, max(end_ms, clip.start_ms + 1))
    work.stage(out, clip.storage_key)
    with work.committing():
        VideoClip.objects.filter(pk=clip.pk).update(
            processing_status=ClipState.READY,
            size_bytes=size,
            processing_error="",
            processed_at=timezone.now(),
        )


def remake(work: Workbench) -> None:
    """All qualities again, beside the old ones, which play until all the new ones are there.

    Files of the old ones stay a while longer for people who are watching; the sweep removes them.
    """
    original = work.fetch_original()
    found = _with_chosen_sound(work.asset, _probe(work, original))
    folder = work.folder / "out"
    stopgaps = [rung.name for rung in media.plan_ladder(found) if rung.is_stopgap]
    report = work.progress(CHECKED, COMPLETE - 1)
    made = media.make_ladder(original, folder, found, stopgaps, on_progress=report)
    last = work.asset.renditions.aggregate(version=Max("version"))["version"]
    version = (last or 0) + 1
    for rendition in made:
        work.stage(rendition.path, work.asset.rendition_key(rendition.name, version))
    sound = _sound_facts(work.asset, original, found)
    _commit_remade(work, found, made, version, sound)
    both_ears.catch_up(work.asset)


def _commit_remade(
    work: Workbench,
    found: media.Probe,
    made: list[media.Rendition],
    version: int,
    sound: dict[str, Any],
) -> None:
    work.leaves_bytes = True
    with work.committing():
        for rendition in made:
            _save_rendition(work.asset, rendition, version=version)
        work.asset.renditions.exclude(version=version).delete()
        _settle_remade(work.asset, found, sound)
        _update_library(work.asset, found)


def _settle_remade(asset: VideoAsset, found: media.Probe, sound: dict[str, Any]) -> None:
    """Also clears the error about missing qualities, as all are there now."""
    now = timezone.now()
    VideoAsset.objects.filter(pk=asset.pk).update(
        processed_at=now,
        last_validated=now,
        processing_error="",
        error_code="",
        validation_errors=[],
        **sound,
        **_facts(found),
    )
    if sound["has_both_ears"] != asset.has_both_ears:
        both_ears.cut_clips_again(asset)


def draw_poster(work: Workbench) -> None:
    original = work.fetch_original()
    path = _draw_poster(work, original, _probe(work, original))
    has_poster = _stage_poster(work, path)
    with work.committing():
        if has_poster:
            VideoAsset.objects.filter(pk=work.asset.pk).update(has_poster=True)


def _clip_of(job: Job) -> VideoClip:
    if job.clip is None:
        raise ValueError(f"{job} names no clip")
    return job.clip


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


MAKERS = {
    JobKind.PREPARE: prepare,
    JobKind.LADDER: make_ladder,
    JobKind.CLIP: cut,
    JobKind.REMAKE: remake,
    JobKind.POSTER: draw_poster,
}
