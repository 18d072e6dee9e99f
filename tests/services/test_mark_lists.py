import csv

import pytest

from archive_desk.domain.errors import Refused, Unavailable
from archive_desk.services.mark_lists import MarkLists
from archive_desk.services.marking import Marking
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import recording


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


def test_a_list_of_marks_has_the_true_time_of_each(office, tmp_path):
    footage_id, marking, clerk = recording(office), Marking(office.desk), office["archivist"]
    marking.add(clerk, footage_id, 61_500, "取证", "=1+1", to_ms=70_000)
    out = tmp_path / "marks.csv"

    assert MarkLists(office.desk).write(clerk, [footage_id], out) == 1
    head, line = csv.reader(out.read_text("utf-8-sig").splitlines())
    assert head[0] == "拍摄时间"
    assert line[:4] == ["2026-11-18 09:01:01.500", "2026-11-18 09:01:10.000", "取证", "'=1+1"]
    with pytest.raises(Unavailable):
        MarkLists(office.desk).write(clerk, [footage_id], tmp_path / "none" / "x.csv")
    with pytest.raises(Refused):
        MarkLists(office.desk).write(office["auditor"], [footage_id], out)
