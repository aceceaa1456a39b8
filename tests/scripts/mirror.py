"""A package index on disk in which everything has a newer release than a lock file pins.

Its wheels are empty: each carries the metadata of the package that is installed here, with the
pinned version or with `NEWER`. That is all that a resolver looks at, so a lock is tried whole in
seconds and without a network. The lock's hashes are replaced by those of the empty wheels.
"""

import hashlib
import re
import zipfile
from importlib import metadata
from pathlib import Path

NEWER = "9999.0"
PIN = re.compile(
    r"^(?P<name>[\w.-]+)(?P<extras>\[[^\]]+\])?==(?P<version>[^ ;\\]+)(?P<marker> ;[^\\]+)?", re.M
)


def build_mirror(lock_text: str, folder: Path) -> tuple[Path, Path]:
    """Writes `simple/` and the `requirements.lock` that fits it into the folder."""
    lines = [pin_line(found, folder / "simple") for found in PIN.finditer(lock_text)]
    lock = folder / "requirements.lock"
    lock.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "simple", lock


def pin_line(found: re.Match[str], index: Path) -> str:
    name, version = found["name"], found["version"]
    project = index / re.sub(r"[-_.]+", "-", name).lower()
    project.mkdir(parents=True)
    wheels = [empty_wheel(project, name, of_version) for of_version in (version, NEWER)]
    links = "".join(f'<a href="{wheel.name}">{wheel.name}</a>\n' for wheel in wheels)
    (project / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>")
    digest = hashlib.sha256(wheels[0].read_bytes()).hexdigest()
    head = f"{name}{found['extras'] or ''}=={version}{found['marker'] or ''}"
    return f"{head} --hash=sha256:{digest}"


def empty_wheel(folder: Path, name: str, version: str) -> Path:
    stem = f"{re.sub(r'[-.]+', '_', name)}-{version}"
    info = f"{stem}.dist-info"
    wheel = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{info}/METADATA", metadata_of(name, version))
        archive.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{info}/RECORD", "")
    return wheel


def metadata_of(name: str, version: str) -> str:
    """What resolving reads. A package that this machine has no use for needs nothing."""
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    try:
        real = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "\n".join([*lines, "", ""])
    for field in ("Requires-Python", "Provides-Extra", "Requires-Dist"):
        lines += [f"{field}: {value}" for value in real.get_all(field) or ()]
    return "\n".join([*lines, "", ""])
