"""`make messages`: collects the texts of code and templates into locale/, and compiles them.

    python -m scripts.messages            bring locale/ up to date
    python -m scripts.messages --check    say what is missing, and change nothing

Texts that are new stand in locale/*/LC_MESSAGES/django.po with an empty `msgstr`, those that
changed are marked as fuzzy: translate both, then run it again.
"""

import gettext
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts import debian
from scripts.common.paths import ROOT

SOURCES = ["courses", "feedback", "invitations", "practice", "site", "templates"]
PO = Path("LC_MESSAGES", "django.po")
SETTINGS = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
UNFINISHED = re.compile(r'^#,.* fuzzy|^msgstr(\[\d\])? ""$', re.M)
CREATED = re.compile(r'^"POT-Creation-Date: .*\n', re.M)


def main() -> int:
    debian.require("msgfmt", package="gettext", for_="collecting translations")
    with tempfile.TemporaryDirectory() as folder:
        found = collected(Path(folder))
        if "--check" in sys.argv[1:]:
            return report([trouble for po in found for trouble in troubles(po)])
        kept = [keep(po) for po in found]
    return report([trouble for po in kept for trouble in unfinished(po)])


def languages() -> list[str]:
    return sorted(path.parent.name for path in (ROOT / "locale").glob("*/LC_MESSAGES"))


def collected(folder: Path) -> list[Path]:
    """Apart from the sources, so that nobody's work there is touched; the new .po files."""
    for name in [*SOURCES, "locale"]:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    chosen = [word for language in languages() for word in ("--locale", language)]
    layout = ["--no-wrap", "--no-obsolete", "--add-location", "file"]
    run([sys.executable, "-m", "django", "makemessages", *chosen, *layout], cwd=folder)
    found = [folder / "locale" / language / PO for language in languages()]
    for po in found:
        po.write_text(CREATED.sub("", po.read_text(encoding="utf-8")), encoding="utf-8")
    return found


def keep(po: Path) -> Path:
    target = ROOT / "locale" / po.parents[1].name / PO
    shutil.copyfile(po, target)
    run(["msgfmt", "--check", "--output-file", str(target.with_suffix(".mo")), str(target)])
    return target


def troubles(po: Path) -> list[str]:
    language = po.parents[1].name
    kept = ROOT / "locale" / language / PO
    new, old = msgids(po), msgids(kept)
    found = [f"{language}: not collected yet: {text}" for text in sorted(new - old)]
    found += [f"{language}: no longer used: {text}" for text in sorted(old - new)]
    if compiled(kept) != catalog(kept.with_suffix(".mo")):
        found.append(f"{language}: django.mo is not that of django.po")
    return found + unfinished(kept)


def unfinished(po: Path) -> list[str]:
    """A plural is finished when each of its forms is, which msgattrib does not ask."""
    entries = joined(po.read_text(encoding="utf-8")).split("\n\n")
    rest = [text for entry in entries if UNFINISHED.search(entry) for text in msgids_in(entry)]
    return [f"{po.parents[1].name}: to be translated: {text}" for text in sorted(rest)]


def msgids(po: Path) -> set[str]:
    return msgids_in(po.read_text(encoding="utf-8"))


def msgids_in(text: str) -> set[str]:
    """With its context in front, as the same text may have two meanings."""
    found = re.findall(r'^(?:msgctxt "(.*)"\n)?msgid "(.+)"$', joined(text), re.M)
    return {f"{context}: {text}" if context else text for context, text in found}


def joined(text: str) -> str:
    """Each string on one line."""
    return re.sub(r'"\n"', "", text)


def compiled(po: Path) -> dict[object, str]:
    with tempfile.NamedTemporaryFile(suffix=".mo") as file:
        run(["msgfmt", "--check", "--output-file", file.name, str(po)])
        return catalog(Path(file.name))


def catalog(mo: Path) -> dict[object, str]:
    with mo.open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]


def run(command: list[str], cwd: Path = ROOT) -> str:
    # Django's collector needs no settings, and would look for them beside the copied sources.
    environ = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    done = subprocess.run(
        command, cwd=cwd, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr}")
    return done.stdout


def report(found: list[str]) -> int:
    for line in found:
        print(line)
    if found:
        print("Run `make messages`, then translate what is empty or fuzzy in locale/.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
