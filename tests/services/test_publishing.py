"""When the public was told of a decision: days, clocks, the worklist, and taking back."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from archive_desk.domain.cases import CaseKind, DocumentDraft
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.publications import Published
from archive_desk.domain.worklist import Task
from archive_desk.services.casework import Casework
from archive_desk.services.publishing import Publishing
from archive_desk.services.worklist import Worklist
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import NINE, registered
from tests.helpers.taking_in import verbs

WHERE = "区政府网站"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = staffed_office(tmp_path / "archive", "dawukou")
    yield made
    made.desk.close()


def decided(office: Office, **facts: object) -> str:
    case = registered(office, **facts)
    Casework(office.desk).add_document(
        office["archivist"],
        case.no,
        DocumentDraft("行政处罚决定书", "1号", NINE, NINE),
    )
    return case.no


def waiting(office: Office) -> list[str]:
    listed = Worklist(office.desk).items(office["archivist"])
    return [str(item.note) for item in listed if item.task is Task.PUBLISH]


def test_two_clocks_run_from_the_decision_until_it_is_published(office: Office) -> None:
    no, work, clerk = decided(office), Publishing(office.desk), office["archivist"]
    result, decision = work.of_case(clerk, no)
    assert (result.what, decision.what) == (Published.RESULT, Published.DECISION)
    assert result.due is not None
    assert decision.due is not None
    assert decision.due.date() == date(2026, 11, 27)
    assert result.due > decision.due
    assert len(waiting(office)) == 2
    work.publish(clerk, no, Published.DECISION, date(2026, 11, 19), WHERE)
    assert waiting(office) == ["执法结果尚未登记公示"]
    with pytest.raises(InvalidInput, match="已经登记"):
        work.publish(clerk, no, Published.DECISION, date(2026, 11, 19), WHERE)
    done = work.withdraw(clerk, no, Published.DECISION, date(2026, 11, 20), "决定被撤销")
    (entry,) = done[1].publications
    assert (entry.on, entry.withdrawn_on) == (date(2026, 11, 19), date(2026, 11, 20))
    assert done[1].standing is None
    assert waiting(office) == ["执法结果尚未登记公示"]
    assert [each for each in verbs(office) if "publish" in each] == [
        "case.published", "case.unpublished",
    ]  # fmt: skip


def test_a_day_that_cannot_be_is_refused(office: Office) -> None:
    no, work, clerk = decided(office), Publishing(office.desk), office["archivist"]
    for on, place, words in (
        (date(2026, 11, 17), WHERE, "早于作出决定"),
        (date(2026, 11, 30), WHERE, "在将来"),
        (date(2026, 11, 19), " ", "网站或平台"),
    ):
        with pytest.raises(InvalidInput, match=words):
            work.publish(clerk, no, Published.RESULT, on, place)
    with pytest.raises(Refused):
        work.publish(office["officer"], no, Published.RESULT, date(2026, 11, 19), WHERE)
    with pytest.raises(InvalidInput, match="没有在公示中"):
        work.withdraw(clerk, no, Published.RESULT, date(2026, 11, 20), "x")


def test_an_inspection_is_told_by_its_result_alone(office: Office) -> None:
    case = registered(office, no="X-1", kind=CaseKind.INSPECTION)
    (only,) = Publishing(office.desk).of_case(office["archivist"], case.no)
    assert only.what is Published.RESULT


def test_where_no_regulation_asks_nothing_is_waited_for(tmp_path: Path) -> None:
    office = staffed_office(tmp_path / "archive", "xigang")
    no = decided(office)
    assert not Publishing(office.desk).of_case(office["archivist"], no)
    assert waiting(office) == []
    office.desk.close()


def test_a_weighty_case_is_recorded_in_full(tmp_path: Path) -> None:
    office = staffed_office(tmp_path / "archive", "xigang")
    work, clerk = Casework(office.desk), office["archivist"]
    for no, major in (("A", False), ("B", True)):
        registered(office, no=no, major=major)
        work.add_document(
            clerk, no, DocumentDraft("证据登记保存清单", "", NINE, NINE + timedelta(minutes=9))
        )
    found = {
        no: [each for each in work.check(clerk, no).shortfalls if each.code.startswith("major")]
        for no in ("A", "B")
    }
    assert found["A"] == []
    (fault,) = found["B"]
    assert fault.basis is not None
    assert fault.basis.article == "第九条"
    assert work.get(clerk, "B").major
    office.desk.close()
