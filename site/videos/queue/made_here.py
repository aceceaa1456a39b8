"""Originals that are made here when their video's turn comes, rather than uploaded.

@makes_originals
def film(asset): ...            a function that makes the file in a folder, or None: not mine

make_original(asset, folder)    into the storage, unless it is there already
"""

from collections.abc import Callable
from pathlib import Path

from videos.models import VideoAsset
from videos.storage import get_storage

Make = Callable[[Path], Path]
Maker = Callable[[VideoAsset], Make | None]

_makers: list[Maker] = []


def makes_originals(maker: Maker) -> Maker:
    if maker not in _makers:
        _makers.append(maker)
    return maker


def can_be_made(asset: VideoAsset) -> bool:
    return _make_of(asset) is not None


def make_original(asset: VideoAsset, folder: Path) -> None:
    """Making it twice is harmless. Raises what its maker and the storage raise."""
    make = _make_of(asset)
    if make is None or get_storage().exists(asset.original_key):
        return
    path = make(folder)
    asset.size_bytes = path.stat().st_size
    get_storage().put_file(path, asset.original_key)
    VideoAsset.objects.filter(pk=asset.pk).update(size_bytes=asset.size_bytes)


def _make_of(asset: VideoAsset) -> Make | None:
    return next((make for maker in _makers if (make := maker(asset))), None)
