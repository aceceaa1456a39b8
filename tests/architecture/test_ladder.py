"""Upper floors know lower ones, never back: in imports, and in the database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model

from tests.architecture.ladder import ROOT, is_ours, may_know, package_of


def test_imports_go_down_the_ladder() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [str(linter), "--no-cache"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_app_of_ours_has_a_floor() -> None:
    ours = [app for app in settings.INSTALLED_APPS if is_ours(app)]
    assert len(ours) > 8
    assert [app for app in ours if package_of(app) is None] == []


def own_relations() -> Iterator[tuple[type[Model], Field, type[Model]]]:
    for model in apps.get_models(include_auto_created=True):
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            target = field.related_model
            if package_of(model.__module__) and isinstance(target, type):
                yield model, field, target


def test_relations_are_found() -> None:
    assert len(list(own_relations())) > 20


def test_foreign_keys_go_down_the_ladder() -> None:
    upward = [
        f"{model._meta.label}.{field.name} → {target._meta.label}"
        for model, field, target in own_relations()
        if (lower := package_of(target.__module__))
        and not may_know(str(package_of(model.__module__)), lower)
    ]
    assert upward == []


@pytest.mark.parametrize(
    ("upper", "lower", "answer"),
    [
        ("practice", "courses", True),
        ("courses", "courses", True),
        ("courses", "practice", False),
        ("core", "accounts", False),
        ("events", "audit", True),
        ("feedback", "invitations", False),
    ],
)
def test_may_know(upper: str, lower: str, answer: bool) -> None:
    assert may_know(upper, lower) is answer
