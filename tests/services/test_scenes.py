from datetime import timedelta

import pytest

from archive_desk.domain.cases import DocumentDraft
from archive_desk.domain.document_times import Edge
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.services.casework import Casework
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.marking import Marking
from archive_desk.services.scenes import Scenes
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import NINE, recording, registered

MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def case(office):
    """An inspection record stated to begin half an hour after its footage."""
    clerk, casework = office["archivist"], Casework(office.desk)
    made = registered(office)
    footage_id = recording(office)
    draft = DocumentDraft("现场检查（勘验）笔录", "1", NINE + 30 * MINUTE, NINE + 60 * MINUTE)
    document = casework.add_document(clerk, made.no, draft)
    casework.link(clerk, made.no, [footage_id], stage="调查取证", document_id=document.id)
    return made.no, footage_id, document.id


def codes(office, no):
    return [each.code for each in Casework(office.desk).check(office["archivist"], no).shortfalls]


def test_the_checklist_fills_itself_from_marks(office, case):
    no, footage_id, _ = case
    clerk, scenes, marking = office["archivist"], Scenes(office.desk), Marking(office.desk)

    states = scenes.checklist(clerk, no)
    assert [state.scene.code for state in states] == [
        "facade_in",
        "entry",
        "evidence",
        "facade_out",
    ]
    assert str(states[0].scene.basis).endswith("第十一条")
    assert codes(office, no).count("scene_missing") == 4
    for at_ms, category in ((1000, "门头"), (9000, "取证"), (60_000, "门头")):
        marking.add(clerk, footage_id, at_ms, category)
    states = scenes.checklist(clerk, no)
    assert [state.missing for state in states] == [False, True, False, False]
    assert states[3].shown is not None
    assert states[3].shown.at_ms == 60_000


def test_what_cannot_be_shown_is_explained_and_the_check_asks_no_more(office, case):
    no, *_ = case
    scenes = Scenes(office.desk)
    before = codes(office, no).count("scene_missing")
    made = scenes.exempt(office["officer"], no, "entry", " 门卫不让拍 ")
    assert made.reason == "门卫不让拍"
    assert codes(office, no).count("scene_missing") == before - 1
    page = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="case.explained"), 0, 5
    )
    assert page.entries[0].detail["subject"] == "scene:entry"
    scenes.withdraw(office["officer"], no, made.id)
    assert codes(office, no).count("scene_missing") == before
    with pytest.raises(InvalidInput):
        scenes.exempt(office["officer"], no, "moon", "无")
    with pytest.raises(Refused):
        scenes.exempt(office["auditor"], no, "entry", "无")


def test_a_documents_time_that_differs_is_explained_once(office, case):
    no, footage_id, document_id = case
    scenes = Scenes(office.desk)
    start, end = scenes.times(office["reviewer"], no)
    assert (start.difference, start.footage_id, start.asks) == (30 * MINUTE, footage_id, True)
    assert end.tolerated
    assert "document_times" in codes(office, no)
    scenes.explain_time(office["officer"], no, document_id, Edge.START, "到场后先等候负责人")
    assert "document_times" not in codes(office, no)
    explained = scenes.times(office["reviewer"], no)[0]
    assert explained.explanation is not None
    assert explained.explanation.author == office["officer"].name
