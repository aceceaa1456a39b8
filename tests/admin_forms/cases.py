"""Every form in the admin in which people write something, and how to open it.

`LEFT_OUT` lists the URLs that have a form but nothing to write, each with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.registry import registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    Page,
    Site,
    Task,
    Workflow,
    get_page_models,
)
from wagtail.workflows import get_task_types

from accounts.models import User
from courses.models import Course
from feedback.models import Feedback, HoldRule
from invitations.models import Cohort, InvitationWords
from tests.security.routes import all_routes
from videos.models import CourseStorage, LibraryVideo, PersonStorage

INVITE = "wagtailsnippets_invitations_invitation:add"


@dataclass(frozen=True)
class Case:
    """`add` and `edit` return URLs; without `add`, the object exists from the start."""

    name: str
    edit: Callable[[], str] | None
    add: Callable[[], str] | None = None
    routes: tuple[str, ...] = ()


def _newest(route: str, model: Any, order: str = "pk") -> Callable[[], str]:
    return lambda: reverse(route, args=[model.objects.latest(order).pk])


def _at(route: str, *args: Any) -> Callable[[], str]:
    return lambda: reverse(route, args=args)


def _simple(name: str, routes: str, model: Any, order: str = "pk", *args: Any) -> Case:
    add, edit = f"{routes}:add", f"{routes}:edit"
    return Case(name, _newest(edit, model, order), _at(add, *args), (add, edit))


def _of_page(model: Any) -> Case:
    name = f"{model._meta.app_label}.{model._meta.object_name}"
    edit = _newest("wagtailadmin_pages:edit", model)
    has_one_only = model.max_count == 1
    return Case(name, edit, None if has_one_only else lambda: _add_page(model))


def _add_page(model: Any) -> str:
    parents = model.allowed_parent_page_models()
    parent = next(one for kind in parents for one in kind.objects.order_by("pk"))
    meta = model._meta
    args = [meta.app_label, meta.model_name, parent.pk]
    return reverse("wagtailadmin_pages:add", args=args)


def _of_setting(model: Any) -> Case:
    meta = model._meta
    args = (meta.app_label, meta.model_name)
    return Case(
        f"{meta.app_label}.{meta.object_name}",
        lambda: reverse("wagtailsettings:edit", args=[*args, model.load().pk]),
    )


def _of_task(model: Any) -> Case:
    meta = model._meta
    add = _at("wagtailadmin_workflows:add_task", meta.app_label, meta.model_name)
    edit = _newest("wagtailadmin_workflows:edit_task", Task)
    routes = ("wagtailadmin_workflows:add_task", "wagtailadmin_workflows:edit_task")
    return Case(f"{meta.app_label}.{meta.object_name}", edit, add, routes)


def pages() -> list[Case]:
    return [_of_page(model) for model in get_page_models() if model is not Page]


def settings() -> list[Case]:
    return [_of_setting(model) for model in registry]


def others() -> list[Case]:
    media = [_media(kind) for kind in ("video", "audio")]
    tasks = [_of_task(model) for model in _task_models()]
    return [
        _simple("people", "wagtailusers_users", User, "date_joined"),
        _simple("groups", "wagtailusers_groups", Group),
        _simple("sites", "wagtailsites", Site),
        _simple("hold rules", "hold-rules", HoldRule),
        _simple("redirects", "wagtailredirects", Redirect),
        _simple("collections", "wagtailadmin_collections", Collection),
        _simple("workflows", "wagtailadmin_workflows", Workflow),
        _simple("documents", "wagtaildocs", get_document_model()),
        _simple("pictures", "wagtailimages", get_image_model()),
        _simple("cohorts", "wagtailsnippets_invitations_cohort", Cohort, "created_at"),
        _simple("mail words", "wagtailsnippets_invitations_invitationwords", InvitationWords),
        Case("invite", None, _at(INVITE), (INVITE,)),
        *media,
        *tasks,
        Case("account", _at("wagtailadmin_account"), None, ("wagtailadmin_account",)),
        Case("a person's storage", _a_person, None, ("storage_by_person:edit",)),
        Case("a course's storage", _a_course, None, ("storage_by_course:edit",)),
        Case("class list", None, _at("class-list:add"), ("class-list:add",)),
    ]


def _a_person() -> str:
    account, _new = PersonStorage.objects.get_or_create(person=User.objects.latest("date_joined"))
    return reverse("storage_by_person:edit", args=[account.pk])


def _a_course() -> str:
    key = Course.objects.earliest("pk").translation_key
    account, _new = CourseStorage.objects.get_or_create(course_key=key)
    return reverse("storage_by_course:edit", args=[account.pk])


def _media(kind: str) -> Case:
    edit = _newest("wagtailmedia:edit", LibraryVideo)
    return Case(f"library {kind}", edit, _at("wagtailmedia:add", kind), ("wagtailmedia:add",))


def _task_models() -> list[Any]:
    return [model for model in get_task_types() if model is not Task]


def every_case() -> list[Case]:
    return [*pages(), *settings(), feedback(), *others()]


def feedback() -> Case:
    """The review desk. Feedback is started from a take, never from an empty form."""
    desk = "wagtailsnippets_feedback_feedback:edit"
    return Case("feedback", _newest(desk, Feedback, "created_at"), None, (desk,))


COVERED_BY_KIND = {
    "wagtailadmin_pages:add", "wagtailadmin_pages:edit", "wagtailsettings:edit",
    "wagtailmedia:edit",
}  # fmt: skip

LEFT_OUT = {
    "wagtailadmin_pages:add_subpage": "a list of page types to choose from",
    "wagtailadmin_pages:set_privacy": "tests/courses/test_permissions.py",
    "wagtailadmin_collections:set_privacy": "Wagtail's own dialog, no field of ours",
    "wagtaildocs:add_multiple": "the same form as one document's, sent by a script",
    "wagtaildocs:edit_multiple": "the same form as one document's, sent by a script",
    "wagtailimages:add_multiple": "the same form as one picture's, sent by a script",
    "wagtailimages:edit_multiple": "the same form as one picture's, sent by a script",
    "wagtailsnippets_feedback_feedback:add": "closed: feedback is started from a take",
    "wagtailsnippets_invitations_invitation:edit": "shows one; nothing to write",
    "wagtailsnippets_invitations_classlink:add": "tests/invitations/test_class_links_admin.py",
    "wagtailsnippets_invitations_classlink:edit": "tests/invitations/test_class_links_admin.py",
}


def names_of_forms() -> set[str]:
    """Names of the admin's URLs where something is created, changed or set."""
    words = ("add", "edit", "new", "account", "set_privacy")
    names = {route.name for route in all_routes() if route.is_admin}
    return {name for name in names if _verb(name).startswith(words)}


def _verb(name: str) -> str:
    return name.rsplit(":", 1)[-1].removeprefix("wagtailadmin_")
