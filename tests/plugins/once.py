"""What runs on the embedded stack alone: on the other it would tell nothing more.

Whatever touches the database, the cache, the queue or the storage that the stack provides runs on
both. A line here needs its reason.
"""

import os
from typing import Any

import pytest

ONCE = {
    "tests/admin_forms": "fills in every form; rows are tried elsewhere",
    "tests/architecture": "reads the source",
    "tests/browser/test_accessibility.py": "looks at pages",
    "tests/browser/test_admin_in_the_dark.py": "looks at pages",
    "tests/browser/test_authoring.py": "is about scripts",
    "tests/browser/test_bucket.py": "talks to S3 servers of its own",
    "tests/browser/test_choosing_people.py": "is about scripts",
    "tests/browser/test_desk_keeps_words.py": "is about scripts",
    "tests/browser/test_desk_life.py": "looks at the desk; its rows are tried elsewhere",
    "tests/browser/test_erasing.py": "looks at pages; erasing itself is tried elsewhere",
    "tests/browser/test_jobs_in_admin.py": "looks at pages",
    "tests/browser/test_light_pages.py": "counts what a page loads; a bucket has tests of its own",
    "tests/browser/test_lost_session.py": "is about scripts",
    "tests/browser/test_moderation.py": "looks at pages; decisions are tried elsewhere",
    "tests/browser/test_no_page_is_too_wide.py": "looks at pages",
    "tests/browser/test_phone_player.py": "is about scripts",
    "tests/browser/test_practice_access.py": "looks at pages",
    "tests/browser/test_practice_room.py": "is about scripts; test_bucket sends to S3",
    "tests/browser/test_review_desk.py": "is about scripts; rows are tried elsewhere",
    "tests/browser/test_screenshots.py": "looks at pages",
    "tests/core/doctor/test_servers.py": "starts programs of its own",
    "tests/core/test_bucket_settings.py": "starts programs of its own",
    "tests/core/test_metadata.py": "reads pictures and documents",
    "tests/core/test_metadata_damaged.py": "reads pictures and documents",
    "tests/core/test_metadata_pictures.py": "reads pictures and documents",
    "tests/core/test_settings_of_servers.py": "starts programs of its own",
    "tests/corpus/test_corpus.py": "sends odd files through the engine, to no storage",
    "tests/courses/test_verbs.py": "asks every page of the admin; rows are tried elsewhere",
    "tests/deploy": "reads configuration",
    "tests/demo/test_filming.py": "is about films; test_build makes all of the demo",
    "tests/demo/test_video.py": "knows files and ffmpeg alone",
    "tests/faults": "starts production's servers for itself",
    "tests/feedback/test_many_remarks.py": "is about limits, and SQLite's are the lower ones",
    "tests/scripts/test_bootstrap.py": "starts programs of its own",
    "tests/scripts/test_dev.py": "starts programs of its own",
    "tests/scripts/test_locks.py": "asks pip",
    "tests/scripts/test_make.py": "starts programs of its own",
    "tests/security/test_access_table.py": "asks every page; rows are tried elsewhere",
    "tests/security/test_headers.py": "looks at headers",
    "tests/security/test_hostile_text.py": "looks at pages",
    "tests/security/test_names_of_drafts.py": "looks at pages",
    "tests/services": "starts production's servers for itself",
    "tests/videos/media": "knows files and ffmpeg alone",
    "tests/videos/storage": "asks every storage there is, S3 on its own servers too",
    "tests/videos/test_both_ears.py": "is about sound; jobs and files are tried elsewhere",
    "tests/videos/test_takeover_in_a_bucket.py": "talks to S3 servers of its own",
}


def is_production() -> bool:
    return os.environ.get("PRACTIKA_STACK") == "production"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not is_production():
        return
    left_out = [item for item in items if item.nodeid.startswith(tuple(ONCE))]
    items[:] = [item for item in items if item not in set(left_out)]
    config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not is_production():
        return
    terminalreporter.section("Left to the embedded stack")
    for name, reason in ONCE.items():
        terminalreporter.line(f"{name}: {reason}")
