from django.db import models
from django.test.utils import isolate_apps
from modelcluster.fields import ParentalKey

from core import checks
from feedback.models import Feedback


@isolate_apps("feedback")
def test_learner_written_children_of_revisioned_models_are_refused(monkeypatch):
    class Note(models.Model):
        feedback = ParentalKey(Feedback, on_delete=models.CASCADE, related_name="+")
        written_by_learners = True

        class Meta:
            app_label = "feedback"

        def __str__(self):
            return "note"

    monkeypatch.setattr(checks.apps, "get_models", lambda: [Note])

    errors = checks.no_learner_children_on_revisioned_models()

    assert [error.id for error in errors] == ["practika.E001"]


def test_our_own_models_pass():
    assert checks.no_learner_children_on_revisioned_models() == []


def test_demo_accounts_are_an_error_of_the_deployment(settings):
    settings.SHOW_DEMO_ACCOUNTS = True

    assert [error.id for error in checks.no_demo_accounts_in_production()] == ["practika.E002"]
