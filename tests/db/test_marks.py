from dataclasses import replace

import pytest

from archive_desk.db import footage as catalogue
from archive_desk.db import marks
from archive_desk.domain.ids import MarkId
from archive_desk.domain.marks import Mark
from tests.helpers.footage import catalogued


@pytest.fixture
def finds(office):
    def run(words):
        with office.desk.reading() as session:
            where = catalogue.FootageFilter(text=words)
            return [each.id for each in catalogue.page(session, where)]

    return run


def test_a_recording_is_found_by_its_marks_as_they_are_now(office, finds):
    made, clerk = catalogued(office), office["archivist"]
    with office.desk.transaction(clerk) as work:
        mark = marks.add(
            work.session,
            Mark(MarkId(0), made, 1000, "异议", "当事人拒绝签字", clerk.name, work.at),
            clerk,
        )
    assert finds("拒绝签字") == finds("异议") == [made]
    with office.desk.transaction(clerk) as work:
        marks.change(work.session, mark, replace(mark, note="家长到场"), clerk, work.at)
    assert finds("拒绝签字") == []
    assert finds("家长") == [made]
    with office.desk.transaction(clerk) as work:
        marks.withdraw(work.session, mark, clerk, work.at)
    assert finds("家长") == finds("异议") == []
