"""Project rules as system checks."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.db.models import Model
from modelcluster.fields import ParentalKey
from wagtail.models import RevisionMixin

# Models that learners write to declare this attribute. Publishing an older revision deletes
# children added since, so such a model must not be a child of a revisioned one.
WRITTEN_BY_LEARNERS = "written_by_learners"


def _learner_children(model: type[Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, ParentalKey)
        and getattr(model, WRITTEN_BY_LEARNERS, False)
        and issubclass(field.related_model, RevisionMixin)
    ]


@register()
def no_learner_children_on_revisioned_models(**kwargs: Any) -> list[Error]:
    return [
        Error(
            f"{model._meta.label}.{name} makes what learners write a child of a revisioned model.",
            hint="Use a plain ForeignKey: publishing an older revision would delete these rows.",
            id="practika.E001",
        )
        for model in apps.get_models()
        for name in _learner_children(model)
    ]


@register(deploy=True)
def no_demo_accounts_in_production(**kwargs: Any) -> list[Error]:
    if not getattr(settings, "SHOW_DEMO_ACCOUNTS", False):
        return []
    return [Error("SHOW_DEMO_ACCOUNTS is on.", id="practika.E002")]
