"""`make messages` notices a text that nobody translated."""

from pathlib import Path

import pytest

from scripts import messages
from scripts.messages import msgids_in, unfinished

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: de\\n"\n'


def test_the_same_text_in_another_context_is_another_text() -> None:
    po = 'msgid "%(num)d day"\nmsgstr ""\n\nmsgctxt "ago, in"\nmsgid "%(num)d day"\nmsgstr ""\n'
    assert msgids_in(po) == {"%(num)d day", "ago, in: %(num)d day"}


@pytest.mark.parametrize(
    ("entry", "is_finished"),
    [
        ('msgid "Save"\nmsgstr "Speichern"\n', True),
        ('msgid "Save"\nmsgstr ""\n', False),
        ('#, fuzzy\nmsgid "Save"\nmsgstr "Sichern"\n', False),
        ('msgid "One"\nmsgid_plural "Many"\nmsgstr[0] "Eins"\nmsgstr[1] ""\n', False),
    ],
)
def test_what_is_empty_or_fuzzy_is_to_be_translated(
    entry: str, is_finished: bool, tmp_path: Path
) -> None:
    po = tmp_path / "de" / messages.PO
    po.parent.mkdir(parents=True)
    po.write_text(f"{HEAD}\n{entry}", encoding="utf-8")
    assert (unfinished(po) == []) is is_finished


def test_an_outdated_compiled_file_is_noticed(tmp_path: Path) -> None:
    po = tmp_path / "one.po"
    po.write_text(f'{HEAD}\nmsgid "Save"\nmsgstr "Speichern"\n', encoding="utf-8")
    before = messages.compiled(po)
    po.write_text(f'{HEAD}\nmsgid "Save"\nmsgstr "Sichern"\n', encoding="utf-8")
    assert messages.compiled(po) != before
    assert messages.compiled(po)["Save"] == "Sichern"
