"""The review desk through the admin: what the browser sends, and what becomes of it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Passage
from feedback.models import Feedback, FeedbackMarker
from feedback.services import add_marker, open_feedback
from portal.accounts.models import User
from portal.events.models import Event
from practice.models import ClipStatus, PracticeClip
from practice.services import withdraw_take
from tests.feedback.helpers import draft, released, with_rubric

AS_JSON = {"HTTP_ACCEPT": "application/json"}


class Desk:
    """A teacher's open browser tab: it keeps the fields, and takes over what autosave answers."""

    def __init__(self, client: Client, feedback: Feedback) -> None:
        self.client = client
        self.feedback = feedback
        self.url = reverse("wagtailsnippets_feedback_feedback:edit", args=[feedback.pk])
        self.fields: dict[str, Any] = {}
        self.reload()

    def reload(self) -> Any:
        page = self.client.get(self.url)
        assert page.status_code == 200, page
        form = page.context["form"]
        self.fields = {"summary": form["summary"].value() or ""}
        for formset in form.formsets.values():
            self._read(formset)
        return page

    def _read(self, formset: Any) -> None:
        for field in formset.management_form:
            self.fields[field.html_name] = field.value()
        for row in formset.forms:
            self.fields |= {field.html_name: _shown(field) for field in row}

    def write(self, text: str, at: str = "0:01.000", **more: str) -> str:
        """A row as the browser adds one; its prefix."""
        row = int(self.fields["markers-TOTAL_FORMS"])
        self.fields["markers-TOTAL_FORMS"] = row + 1
        values = {"start_ms": at, "end_ms": "", "tag": "work", "text": text, "passage_uid": ""}
        for name, value in {"uid": "", "id": "", "DELETE": "", **values, **more}.items():
            self.fields[f"markers-{row}-{name}"] = value
        return f"markers-{row}"

    def autosave(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.post(self.url, self.fields, **AS_JSON).json()
        if answer["success"]:
            self.fields["overwrite_revision_id"] = answer["revision_id"]
            self.fields |= answer["field_updates"]
        return answer

    def release(self) -> Any:
        data = self.fields | {"action-publish": "action-publish"}
        return self.client.post(self.url, data, follow=True)


def _shown(field: Any) -> Any:
    value = field.value()
    return "" if value is None else value


@pytest.fixture
def desk(client: Client, take: PracticeClip, teacher: User) -> Desk:
    client.force_login(teacher)
    return Desk(client, open_feedback(actor=teacher, clip=take))


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_the_desk_shows_player_timeline_and_rows(desk: Desk) -> None:
    page = desk.reload().content.decode()

    assert "<review-desk" in page
    assert 'id="desk-player"' in page
    assert 'for="desk-player"' in page
    assert "Release to the student" in page
    assert "Save draft" in page


def test_autosave_keeps_a_remark_and_gives_it_a_name(desk: Desk) -> None:
    row = desk.write("Slower here")

    answer = desk.autosave()

    assert answer["success"]
    kept = draft(desk.feedback).markers.get()
    assert desk.fields[f"{row}-uid"] == str(kept.uid)
    assert (kept.text, kept.start_ms) == ("Slower here", 1000)


def test_autosave_twice_and_release_keep_uids_and_double_nothing(desk: Desk) -> None:
    first, second = desk.write("One"), desk.write("Two", at="0:02")
    desk.autosave()
    names = {desk.fields[f"{row}-uid"] for row in (first, second)}
    desk.fields[f"{first}-text"] = "One, better"
    desk.autosave()

    desk.release()

    markers = FeedbackMarker.objects.filter(feedback=desk.feedback)
    assert {str(marker.uid) for marker in markers} == names
    assert [marker.text for marker in markers] == ["One, better", "Two"]


def test_uids_outlive_a_reload_between_autosave_and_release(desk: Desk) -> None:
    row = desk.write("One")
    desk.autosave()
    name = desk.fields[f"{row}-uid"]
    desk.reload()
    desk.write("Two", at="0:02")

    desk.release()

    markers = FeedbackMarker.objects.filter(feedback=desk.feedback)
    assert [marker.text for marker in markers] == ["One", "Two"]
    assert str(markers[0].uid) == name


def test_uids_outlive_a_correction_after_the_release(desk: Desk) -> None:
    desk.write("One")
    desk.release()
    [before] = FeedbackMarker.objects.all()
    desk.reload()
    desk.fields["markers-0-text"] = "One, corrected"
    desk.autosave()
    desk.autosave()

    desk.release()

    [after] = FeedbackMarker.objects.all()
    assert (after.uid, after.text) == (before.uid, "One, corrected")


def test_a_deleted_row_can_be_taken_back_after_autosave(desk: Desk) -> None:
    desk.write("One")
    desk.release()
    [before] = FeedbackMarker.objects.all()
    desk.reload()
    desk.fields["markers-0-DELETE"] = "1"
    desk.autosave()
    assert not draft(desk.feedback).markers.exists()
    desk.fields["markers-0-DELETE"] = ""
    desk.autosave()

    desk.release()

    [after] = FeedbackMarker.objects.all()
    assert after.uid == before.uid


def test_replacing_the_draft_by_an_older_version_keeps_uids(desk: Desk) -> None:
    desk.write("One")
    desk.autosave()
    older = draft(desk.feedback).latest_revision
    desk.release()
    [before] = FeedbackMarker.objects.all()
    url = reverse(
        "wagtailsnippets_feedback_feedback:revisions_revert", args=[desk.feedback.pk, older.pk]
    )
    desk.url = url
    desk.reload()

    desk.release()

    [after] = FeedbackMarker.objects.all()
    assert (after.uid, after.text) == (before.uid, "One")


def test_two_rows_with_one_uid_are_refused(desk: Desk) -> None:
    row = desk.write("One")
    desk.autosave()
    desk.write("Two", uid=desk.fields[f"{row}-uid"])

    assert not desk.autosave()["success"]


def test_the_first_saved_version_begins_the_review(desk: Desk, take: PracticeClip) -> None:
    take.refresh_from_db()
    assert take.status == ClipStatus.SUBMITTED

    desk.write("One")
    desk.autosave()

    take.refresh_from_db()
    assert take.status == ClipStatus.IN_REVIEW


def test_a_withdrawal_wins_over_an_open_desk(desk: Desk, take: PracticeClip, student: User) -> None:
    withdraw_take(actor=student, clip=take)
    desk.write("Too late")

    answer = desk.autosave()

    assert (answer["success"], answer["error_code"]) == (False, "locked")
    assert "withdrawn" in answer["error_message"]
    assert desk.feedback.revisions.count() == 0


def test_a_withdrawn_take_sends_the_teacher_to_the_queue(
    desk: Desk, take: PracticeClip, student: User
) -> None:
    withdraw_take(actor=student, clip=take)

    page = desk.client.get(desk.url, follow=True)

    assert page.redirect_chain == [(reverse("feedback_queue"), 302)]
    assert "withdrawn" in told(page)


def test_releasing_says_so_and_offers_the_next_take(
    desk: Desk, take: PracticeClip, teacher: User
) -> None:
    desk.write("One")

    page = desk.release()

    take.refresh_from_db()
    assert take.status == ClipStatus.ANSWERED
    assert f"Released. {take.student} sees your feedback now." in told(page)
    assert Event.objects.filter(verb="feedback.released", actor=teacher).count() == 1


def test_releasing_nothing_is_refused_plainly(desk: Desk) -> None:
    page = desk.release()

    desk.feedback.refresh_from_db()
    assert not desk.feedback.live
    assert "There is nothing to release yet" in told(page)


def test_a_remark_without_words_is_kept_as_draft_but_not_released(desk: Desk) -> None:
    desk.write("")
    assert desk.autosave()["success"]

    desk.release()

    desk.feedback.refresh_from_db()
    assert not desk.feedback.live


def test_a_remark_behind_the_end_of_the_video_is_refused(desk: Desk) -> None:
    desk.write("Too late", at="0:11")

    assert desk.autosave()["error_code"] == "validation_error"


def test_scores_are_prefilled_checked_and_kept(
    client: Client, exercise: Any, teacher: User
) -> None:
    take = with_rubric(exercise, "Intonation", "Bow", max_points=4)
    client.force_login(teacher)
    desk = Desk(client, open_feedback(actor=teacher, clip=take))
    page = desk.reload().content.decode()
    assert "Intonation" in page
    assert "id_scores-ADD" not in page

    desk.fields["scores-0-points"] = "5"
    assert not desk.autosave()["success"]
    desk.fields["scores-0-points"] = "3"
    assert desk.autosave()["success"]
    desk.autosave()
    desk.release()

    scores = desk.feedback.scores.all()
    assert [(score.label, score.points, score.max_points) for score in scores] == [
        ("Intonation", 3, 4),
        ("Bow", None, 4),
    ]


def test_a_score_for_something_else_is_refused(desk: Desk) -> None:
    values = {"points": "4", "comment": "", "criterion_uid": str(desk.feedback.pk), "id": ""}
    desk.fields |= {f"scores-0-{name}": value for name, value in values.items()}
    desk.fields["scores-TOTAL_FORMS"] = 1

    assert not desk.autosave()["success"]


def test_a_remark_can_cite_a_passage_of_the_pinned_exercise(
    client: Client, exercise: Any, teacher: User, student: User
) -> None:
    exercise.passages = [Passage(label="Bars 9–16", start_ms=1000, end_ms=3000)]
    exercise.save_revision().publish()
    exercise.refresh_from_db()
    from tests import factories

    take = factories.PracticeClipFactory(exercise=exercise, student=student)
    passage = exercise.passages.get()
    client.force_login(teacher)
    desk = Desk(client, open_feedback(actor=teacher, clip=take))
    desk.write("As in the demo", passage_uid=str(passage.uid))

    desk.release()

    assert desk.feedback.markers.get().passage_uid == passage.uid


def test_taking_back_in_the_admin(desk: Desk, take: PracticeClip) -> None:
    desk.write("One")
    desk.release()
    url = reverse("wagtailsnippets_feedback_feedback:unpublish", args=[desk.feedback.pk])
    assert "Take it back" in desk.client.get(url).content.decode()

    page = desk.client.post(url, follow=True)

    take.refresh_from_db()
    desk.feedback.refresh_from_db()
    assert take.status == ClipStatus.IN_REVIEW
    assert not desk.feedback.live
    assert "Taken back" in told(page)
    assert Event.objects.filter(verb="feedback.taken_back").count() == 1


def test_the_preview_shows_what_the_student_will_see(desk: Desk) -> None:
    desk.write("Only a draft")
    url = reverse("wagtailsnippets_feedback_feedback:preview_on_edit", args=[desk.feedback.pk])

    answer = desk.client.post(url, desk.fields).json()
    page = desk.client.get(url)

    assert answer == {"is_valid": True, "is_available": True}
    assert "Only a draft" in page.content.decode()


def test_history_lists_the_versions(desk: Desk) -> None:
    desk.write("One")
    desk.release()
    url = reverse("wagtailsnippets_feedback_feedback:history", args=[desk.feedback.pk])

    page = desk.client.get(url).content.decode()

    assert "Released to the student" in page


def test_the_desk_costs_as_much_for_many_remarks_as_for_few(
    desk: Desk, teacher: User, django_assert_max_num_queries: Any
) -> None:
    add_marker(actor=teacher, feedback=desk.feedback, start_ms=0, text="x")
    desk.client.get(desk.url)
    with django_assert_max_num_queries(200) as few:
        desk.client.get(desk.url)
    for place in range(10):
        add_marker(actor=teacher, feedback=desk.feedback, start_ms=place, text="x")

    with django_assert_max_num_queries(len(few.captured_queries)):
        desk.client.get(desk.url)


def test_the_door_opens_the_desk_and_begins_feedback(
    client: Client, take: PracticeClip, teacher: User
) -> None:
    client.force_login(teacher)
    door = reverse("feedback_desk", args=[take.pk])

    first, again = client.get(door), client.get(door)

    feedback = Feedback.objects.get(clip=take, teacher=teacher)
    edit = reverse("wagtailsnippets_feedback_feedback:edit", args=[feedback.pk])
    assert (first.url, again.url) == (edit, edit)


def test_the_door_is_shut_for_a_withdrawn_take(
    client: Client, take: PracticeClip, teacher: User, student: User
) -> None:
    withdraw_take(actor=student, clip=take)
    client.force_login(teacher)

    page = client.get(reverse("feedback_desk", args=[take.pk]), follow=True)

    assert "withdrawn" in told(page)
    assert not Feedback.objects.exists()


def test_released_feedback_can_be_corrected_after_the_video_failed(
    client: Client, take: PracticeClip, teacher: User
) -> None:
    feedback = released(take, teacher)
    take.asset.processing_status = "failed"
    take.asset.save()
    client.force_login(teacher)
    url = reverse("wagtailsnippets_feedback_feedback:edit", args=[feedback.pk])

    assert client.get(url).status_code == 200
