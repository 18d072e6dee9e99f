from datetime import UTC, datetime, timedelta

from archive_desk.domain.cases import Document, LinkedFootage
from archive_desk.domain.document_times import Edge, differences, subject_of
from archive_desk.domain.footage import Health, Kind
from archive_desk.domain.ids import CaseId, DocumentId, ExplanationId, FootageId
from archive_desk.domain.scenes import Explanation

NINE = datetime(2026, 3, 14, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def linked(number, start, minutes):
    return LinkedFootage(
        footage_id=FootageId(number),
        name=f"{number}.mp4",
        path="",
        kind=Kind.VIDEO,
        device="",
        officer="",
        started_at=start,
        duration_ms=minutes * 60_000,
        size_bytes=1,
        sha256="",
        health=Health.SOUND,
    )


FOOTAGE = [linked(1, NINE, 20), linked(2, NINE + 22 * MINUTE, 10)]


def document(start, end):
    return Document("询问笔录", "", start, end, id=DocumentId(7), case_id=CaseId(1))


def test_the_first_start_and_the_last_end_are_what_a_document_is_held_against():
    start, end = differences(document(NINE + 2 * MINUTE, NINE + 50 * MINUTE), FOOTAGE)

    assert (start.edge, start.difference, start.footage_id, start.at_ms) == (
        Edge.START,
        2 * MINUTE,
        1,
        0,
    )
    assert start.tolerated
    assert not start.asks
    assert (end.difference, end.footage_id, end.at_ms) == (18 * MINUTE, 2, 600_000)
    assert end.asks


def test_without_a_stated_time_or_footage_there_is_nothing_to_compare():
    assert differences(document(None, None), FOOTAGE) == []
    assert differences(document(NINE, NINE), [linked(1, None, 5)]) == []


def test_an_explanation_serves_the_difference_it_was_made_for():
    late = document(NINE + 30 * MINUTE, None)

    def explained(minutes, withdrawn_at=None):
        made = Explanation(
            ExplanationId(1),
            CaseId(1),
            subject_of(late, Edge.START),
            "补录笔录",
            "甲",
            NINE,
            minutes * 60_000,
            withdrawn_at,
        )
        (found,) = differences(late, FOOTAGE, [made])
        return found.explained

    assert explained(30)
    assert not explained(12)
    assert not explained(30, withdrawn_at=NINE)
