"""What `make audit` makes of the answers of pip-audit and npm."""

from scripts import audit


def test_weak_packages_are_named_with_the_version_that_mends_them() -> None:
    weakness = {"id": "PYSEC-1", "fix_versions": ["2.1"], "aliases": [], "description": "…"}
    report = {
        "dependencies": [
            {"name": "weak", "version": "2.0", "vulns": [weakness]},
            {"name": "sound", "version": "1.0", "vulns": []},
            {"name": "strange", "skip_reason": "not found on PyPI"},
        ]
    }
    weak, unknown = audit.of_pip(report)
    assert weak == ["weak 2.0: PYSEC-1, mended in 2.1"]
    assert unknown == ["strange: not found on PyPI"]


def test_weak_packages_of_npm_are_named() -> None:
    found = {"severity": "high", "range": "<1.2.0"}
    assert audit.of_npm({"vulnerabilities": {"weak": found}}) == (["weak: high in <1.2.0"], [])
    assert audit.of_npm({"vulnerabilities": {}}) == ([], [])


def test_a_registry_that_does_not_answer_is_no_clean_bill() -> None:
    assert audit.of_npm({"message": "405 Method Not Allowed"}) == (
        [],
        ["npm: 405 Method Not Allowed"],
    )
    assert audit.of_npm({})[1]
