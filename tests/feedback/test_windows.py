"""Several windows on one feedback: all text is kept, and nothing is released unseen."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import Task, Workflow, WorkflowContentType, WorkflowTask

from accounts.models import User
from feedback.models import Feedback
from feedback.services import add_marker, open_feedback, write_summary
from practice.models import Take
from tests.feedback.desk import Desk
from tests.feedback.helpers import draft, released, with_rubric

OVERWRITES = "overwrite"


@pytest.fixture
def feedback(take: Take, teacher: User, client: Client) -> Feedback:
    client.force_login(teacher)
    feedback = open_feedback(actor=teacher, take=take)
    add_marker(actor=teacher, feedback=feedback, start_ms=1000, text="Bow")
    add_marker(actor=teacher, feedback=feedback, start_ms=2000, text="Wrist")
    return feedback


@pytest.fixture(params=["draft", "released"])
def windows(request: Any, feedback: Feedback, client: Client) -> tuple[Desk, Desk]:
    if request.param == "released":
        Desk(client, feedback).release()
    return Desk(client, feedback), Desk(client, feedback)


def texts(feedback: Feedback) -> list[str]:
    markers = sorted(draft(feedback).markers.all(), key=lambda each: (each.start_ms, each.text))
    return [marker.text for marker in markers]


def messages_on(page: Any) -> str:
    return " ".join(str(message) for message in page.context["messages"])


def test_remarks_of_both_windows_are_kept_and_reported(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    one.write("From one", at="0:03")
    one.autosave()
    other.write("From the other", at="0:04")

    answer = other.autosave()
    again = one.autosave()

    assert texts(one.feedback) == ["Bow", "Wrist", "From one", "From the other"]
    assert "From one" in answer["html"]
    assert "From the other" in again["html"]
    assert OVERWRITES not in answer["html"] + again["html"]


def test_each_window_continues_with_its_own_rows(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    for round_ in range(3):
        for window, name in ((one, "one"), (other, "other")):
            window.write(f"{name} {round_}", at="0:05")
            assert window.autosave()["success"]

    names = [f"{name} {round_}" for name in ("one", "other") for round_ in range(3)]
    assert texts(one.feedback) == ["Bow", "Wrist", *names]


def test_changes_made_only_elsewhere_are_applied(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    row = other.row_of("Bow")
    one.change("Bow", "Bow, slower")
    one.autosave()
    other.change("Wrist", "Wrist, looser")

    answer = other.autosave()

    assert texts(one.feedback) == ["Bow, slower", "Wrist, looser"]
    assert other.fields[f"{row}-text"] == "Bow, slower"
    assert "Bow, slower" in answer["html"]


def test_changes_made_in_both_windows_are_both_kept(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    one.change("Bow", "Bow, slower")
    one.autosave()
    other.change("Bow", "Bow, faster")

    other.autosave()

    assert texts(one.feedback) == ["Bow, faster", "Bow, slower", "Wrist"]


def test_a_remark_deleted_elsewhere_stays_deleted(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    one.delete("Bow")
    one.autosave()
    other.change("Wrist", "Wrist, looser")

    answer = other.autosave()

    assert texts(one.feedback) == ["Wrist, looser"]
    assert "Bow" in answer["html"]


def test_a_remark_deleted_elsewhere_but_rewritten_here_is_kept(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    one.delete("Bow")
    one.autosave()
    other.change("Bow", "Bow, slower")

    other.autosave()
    answer = one.autosave()
    one.autosave()

    assert texts(one.feedback) == ["Bow, slower", "Wrist"]
    assert "Bow, slower" in answer["html"]


def test_a_remark_deleted_and_brought_back_here_stays(windows: tuple[Desk, Desk]) -> None:
    one, _other = windows
    uid = one.fields[f"{one.row_of('Bow')}-uid"]
    one.delete("Bow")
    one.autosave()
    one.write("Bow", at="0:01", uid=uid)
    for _round in range(3):
        one.autosave()

    assert texts(one.feedback) == ["Bow", "Wrist"]


def test_a_lost_response_duplicates_nothing(windows: tuple[Desk, Desk]) -> None:
    one, _other = windows
    row = one.write("Slow", at="0:03", uid=str(uuid4()))
    one.change("Bow", "Bow, slow")
    one.autosave_without_response()
    one.fields[f"{row}-text"] = "Slower"
    one.change("Bow, slow", "Bow, slower")

    answer = one.autosave()

    assert texts(one.feedback) == ["Bow, slower", "Wrist", "Slower"]
    assert "another window" not in answer["html"]


def test_two_windows_editing_one_remark_end_up_with_two(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    mine, theirs = one.row_of("Bow"), other.row_of("Bow")
    for round_ in range(3):
        one.fields[f"{mine}-text"] = f"One {round_}"
        one.autosave()
        other.fields[f"{theirs}-text"] = f"Other {round_}"
        other.autosave()

    assert texts(one.feedback) == ["One 2", "Other 2", "Wrist"]


def test_a_remark_rewritten_elsewhere_is_not_deleted_unseen(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    one.change("Bow", "Bow, slower")
    one.autosave()
    other.delete("Bow")

    other.autosave()

    assert texts(one.feedback) == ["Bow, slower", "Wrist"]


def test_a_window_opened_before_the_release_continues_after_it(
    feedback: Feedback, client: Client
) -> None:
    one, other = Desk(client, feedback), Desk(client, feedback)
    one.release()
    other.change("Bow", "Bow, slower")

    assert other.autosave()["success"]
    other.release()

    assert sorted(feedback.markers.values_list("text", flat=True)) == ["Bow, slower", "Wrist"]


def test_an_unseen_remark_is_not_released_before_it_was_shown(
    windows: tuple[Desk, Desk],
) -> None:
    one, other = windows
    one.write("Never shown to the other", at="0:03")
    one.autosave()
    other.write("From the other", at="0:04")

    page = other.release()

    public = {marker.text for marker in other.feedback.markers.all()}
    assert not public & {"Never shown to the other", "From the other"}
    assert "not released yet" in messages_on(page)
    assert "Never shown to the other" in messages_on(page)
    other.reload()
    other.release()
    out = {marker.text for marker in other.feedback.markers.all()}
    assert out == {"Bow", "Wrist", "Never shown to the other", "From the other"}


def test_an_unseen_remark_is_not_submitted_for_moderation(
    feedback: Feedback, client: Client
) -> None:
    workflow = Workflow.objects.create(name="Check")
    task = Task.objects.create(name="Look")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    kind = ContentType.objects.get_for_model(Feedback)
    WorkflowContentType.objects.create(workflow=workflow, content_type=kind)
    one, other = Desk(client, feedback), Desk(client, feedback)
    one.write("Never shown to the other", at="0:03")
    one.autosave()

    page = other.submit()
    is_asked = feedback.workflow_in_progress
    other.reload()
    other.submit()

    assert "Never shown to the other" in messages_on(page)
    assert not is_asked
    assert Feedback.objects.get(pk=feedback.pk).workflow_in_progress


def test_a_remark_changed_elsewhere_is_not_released_unseen(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    one.change("Bow", "Second thoughts")
    one.autosave()

    page = other.release()

    assert "Second thoughts" in messages_on(page)
    assert not other.feedback.markers.filter(text="Second thoughts").exists()


def test_a_window_that_shows_all_releases_at_once(windows: tuple[Desk, Desk]) -> None:
    one, _other = windows
    one.write("Mine", at="0:03")

    page = one.release()

    assert "Released" in messages_on(page)
    assert one.feedback.markers.filter(text="Mine").exists()


def test_summaries_of_both_windows_are_kept(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    one.fields["summary"] = "Well done."
    one.autosave()
    other.autosave()
    assert draft(one.feedback).summary == "Well done."
    one.fields["summary"] = "Well done, all of it."
    one.autosave()
    other.fields["summary"] = "Go on."

    other.autosave()

    summary = draft(one.feedback).summary
    assert "Well done, all of it." in summary
    assert "Go on." in summary


def test_a_summary_from_another_window_survives_repeated_saves(
    windows: tuple[Desk, Desk],
) -> None:
    one, other = windows
    one.fields["summary"] = "Well done."
    one.autosave()
    for _round in range(3):
        other.autosave()

    assert other.fields["summary"] == draft(one.feedback).summary == "Well done."


def test_summaries_written_in_both_survive_repeated_saves(
    windows: tuple[Desk, Desk],
) -> None:
    one, other = windows
    one.fields["summary"] = "Well done."
    one.autosave()
    other.fields["summary"] = "Go on."
    for _round in range(3):
        other.autosave()

    assert draft(one.feedback).summary == "Go on.\n\nWell done."


def test_a_summary_of_another_window_is_not_released_unseen(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    one.fields["summary"] = "Not shown to the other."
    one.autosave()
    other.write("From the other", at="0:03")

    page = other.release()

    assert "Not shown to the other." in messages_on(page)
    assert not Feedback.objects.filter(summary__contains="Not shown", live=True).exists()


@pytest.fixture
def scoring(client: Client, exercise: Any, teacher: User) -> tuple[Desk, Desk]:
    """Two windows on a take with a rubric."""
    client.force_login(teacher)
    feedback = open_feedback(actor=teacher, take=with_rubric(exercise, "Intonation", "Bow"))
    return Desk(client, feedback), Desk(client, feedback)


def scores(window: Desk) -> list[tuple[int | None, str]]:
    return [(one.points, one.comment) for one in draft(window.feedback).scores.all()]


def test_scores_given_in_another_window_stay(scoring: tuple[Desk, Desk]) -> None:
    one, other = scoring
    one.fields |= {"scores-0-points": "3", "scores-0-comment": "Clean"}
    one.autosave()
    other.fields |= {"scores-1-points": "2", "scores-1-comment": "Too tight"}

    answer = other.autosave()
    other.autosave()

    assert scores(one) == [(3, "Clean"), (2, "Too tight")]
    assert other.fields["scores-0-points"] == "3"
    assert "Intonation: 3" in answer["html"]


def test_points_and_comment_of_a_score_are_merged_separately(scoring: tuple[Desk, Desk]) -> None:
    one, other = scoring
    one.fields["scores-0-points"] = "3"
    one.autosave()
    other.fields["scores-0-comment"] = "Clean"

    other.autosave()

    assert scores(one)[0] == (3, "Clean")


def test_points_given_in_both_windows_are_reported(scoring: tuple[Desk, Desk]) -> None:
    one, other = scoring
    one.fields["scores-0-points"] = "3"
    one.autosave()
    other.fields["scores-0-points"] = "4"

    page = other.release()

    assert "Intonation: 3" in messages_on(page)
    assert not Feedback.objects.get(pk=other.feedback.pk).live
    assert scores(one)[0][0] == 4


def test_two_teachers_on_one_feedback_keep_each_others_remarks(
    feedback: Feedback, client: Client, admin: User, take: Take
) -> None:
    mine, theirs = Desk(client, feedback), Client()
    theirs.force_login(admin)
    colleague = Desk(theirs, feedback)
    mine.write("Mine", at="0:03")
    colleague.write("The colleague's", at="0:04")

    mine.autosave()
    colleague.autosave()
    mine.autosave()

    assert texts(feedback) == ["Bow", "Wrist", "Mine", "The colleague's"]


def test_a_remark_added_by_the_api_is_kept_by_an_open_window(
    feedback: Feedback, client: Client, teacher: User
) -> None:
    window = Desk(client, feedback)
    window.write("Typed", at="0:05")
    window.autosave()
    add_marker(actor=teacher, feedback=feedback, start_ms=3000, text="From the API")
    write_summary(actor=teacher, feedback=feedback, summary="By the API")

    window.autosave()

    assert texts(feedback) == ["Bow", "Wrist", "From the API", "Typed"]
    assert draft(feedback).summary == "By the API"


def test_rows_without_content_fields_are_unchanged(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    other.change("Wrist", "Wrist, looser")
    other.autosave()
    one.leave_out_unchanged()
    one.write("Only this is sent", at="0:03")

    answer = one.autosave()

    assert answer["success"]
    assert texts(one.feedback) == ["Bow", "Wrist, looser", "Only this is sent"]


def test_the_desk_never_warns_about_overwriting(windows: tuple[Desk, Desk]) -> None:
    one, other = windows
    one.write("One", at="0:03")
    one.autosave()

    page = other.reload().content.decode()

    assert "overwrite" not in page.replace("overwrite_revision", "")


def test_a_released_correction_keeps_the_uids_of_remarks(
    take: Take, teacher: User, client: Client
) -> None:
    feedback = released(take, teacher, "Bow")
    [before] = feedback.markers.all()
    client.force_login(teacher)
    window = Desk(client, feedback)
    window.leave_out_unchanged()
    window.write("More", at="0:05")

    window.release()

    assert feedback.markers.get(text="Bow").uid == before.uid
    assert feedback.markers.count() == 2
