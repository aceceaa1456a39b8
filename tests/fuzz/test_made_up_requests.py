"""Every operation of the API's schema, with requests made up by schemathesis, as every role.

    make fuzz                   5,000 requests for each role
    make fuzz CASES=200
    make test                   two for each operation, as a stranger and as an admin

Half of the requests keep to the schema, the others break it on purpose; places for ids hold, half
of the time, an id that exists. No answer may be an error 500, carry words of somebody else's, or
differ from what the schema says. Each request is undone before the next.
"""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from accounts.api_tokens import create_token
from accounts.scopes import EVERYTHING
from tests.security.world import PEOPLE, SECRET, World

CASES = int(os.environ.get("CASES", "0"))
CHECKS = [not_a_server_error, response_schema_conformance]
ROLES = PEOPLE if CASES else ["stranger", "admin"]
OUTSIDERS = ("anonymous", "stranger", "other_teacher")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.timeout(3600),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    """Whoever sends thousands of requests is otherwise told to wait, and nothing else is tried."""
    for knob, _seconds in settings.RATES.values():
        setattr(settings, knob, 1_000_000)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """All requests are part of the test's transaction, as those of Django's test client are."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("person", ROLES)
def test_the_api_answers_made_up_requests(person: str, world: World) -> None:
    operations, sender = _operations(), Sender(world, person)
    each = CASES // (2 * len(operations)) + 2  # a few can't be sent in a wrong way
    for operation in operations:
        for mode in GenerationMode:
            _try(operation, mode, each, sender)
    seen = sender.answers
    print(f"{person}: {seen.total()} requests, {dict(sorted(seen.items()))}")  # noqa: T201
    assert seen.total() >= max(CASES, len(operations))
    assert not sender.leaks, "\n".join(sender.leaks)


class Sender:
    """One person's requests, and what came of them."""

    def __init__(self, world: World, person: str) -> None:
        self.person, self.ids = person, _ids(world)
        self.headers = _headers(world, person)
        self.answers: Counter[int] = Counter()
        self.leaks: list[str] = []

    def send(self, case: Case) -> None:
        with transaction.atomic():
            response = case.call(headers=self.headers)
            transaction.set_rollback(True)
        self.answers[response.status_code] += 1
        if self.person in OUTSIDERS and SECRET.encode() in response.content:
            self.leaks.append(f"{case.method} {case.formatted_path}: {response.status_code}")
        case.validate_response(response, checks=CHECKS)


def _try(operation: Any, mode: GenerationMode, times: int, sender: Sender) -> None:
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def send_one(data: Any) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        for name, known in sender.ids.items():
            if name in (case.path_parameters or {}) and data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(st.sampled_from(known))
            if isinstance(case.body, dict) and name in case.body and data.draw(st.booleans()):
                case.body[name] = data.draw(st.sampled_from(known))
        sender.send(case)

    try:
        send_one()
    except Unsatisfiable:  # nothing about this operation can be sent in a wrong way
        assert mode is GenerationMode.NEGATIVE


def _operations() -> list[Any]:
    raw = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    schema = schemathesis.openapi.from_dict(raw)
    schema.app = WSGIHandler()
    return [found.ok() for found in schema.get_all_operations()]


def _ids(world: World) -> dict[str, list[str]]:
    exercise = str(world.exercise.uid)
    return {
        "take_id": [str(take.pk) for take in (world.take, world.in_review, world.uploading)],
        "feedback_id": [str(world.released.pk), str(world.draft.pk)],
        "thread_id": [str(world.thread.pk)],
        "uid": [exercise],
        "exercise": [exercise],
        "segment": [str(world.segment.pk)],
    }


def _headers(world: World, person: str) -> dict[str, str]:
    user = world.users.get(person)
    if user is None:
        return {}
    _token, secret = create_token(actor=user, name="fuzz", allowed=EVERYTHING, days=1)
    return {"Authorization": f"Token {secret}"}
