from dataclasses import replace

from archive_desk.domain.cases import CaseKind
from archive_desk.domain.completeness import shortfalls
from archive_desk.domain.duty_matrix import CellState, duty_matrix
from archive_desk.domain.ids import DocumentId
from archive_desk.services.rulebook import regulation
from tests.domain.test_completeness import HOUR, INSPECTION, WHOLE
from tests.helpers.case_files import NINE


def matrix(dossier, key):
    rules = regulation(key)
    found = shortfalls(dossier, rules, NINE + 5 * HOUR)
    return {(row.stage, row.title): row for row in duty_matrix(dossier, rules, found)}


def test_what_is_there_and_filmed_is_said_with_its_rule():
    row = matrix(WHOLE, "jinpu")["调查取证", "现场检查（勘验）笔录"]
    assert (row.document, row.recording, row.footage) == (CellState.PRESENT, CellState.PRESENT, 1)
    assert row.basis.article == "第十四条"


def test_a_document_that_must_be_filmed_and_is_not_is_missing():
    later = NINE + 3 * HOUR
    hearing = replace(
        INSPECTION, type="听证笔录", started_at=later, ended_at=later, id=DocumentId(2)
    )
    rows = matrix(replace(WHOLE, documents=(INSPECTION, hearing)), "jinpu")
    assert rows["调查取证", "听证笔录"].recording is CellState.MISSING


def test_what_the_regulation_only_mentions_is_open_and_nobodys_fault():
    rows = matrix(WHOLE, "xigang")
    assert rows["送达", "公告送达记录"].document is CellState.OPEN
    assert rows["送达", "留置送达"].document is CellState.FREE


def test_what_is_asked_of_other_kinds_of_cases_is_left_out():
    licence = replace(WHOLE, case=replace(WHOLE.case, kind=CaseKind.LICENCE))
    assert ("调查取证", "现场核查记录") in matrix(licence, "xigang")
    assert ("调查取证", "现场核查记录") not in matrix(WHOLE, "xigang")


def test_footage_of_a_stage_without_a_document_stands_alone():
    served = replace(WHOLE.footage[0], stage="送达", document_id=None)
    rows = matrix(replace(WHOLE, footage=(*WHOLE.footage, served)), "jinpu")
    assert rows["送达", ""].document is CellState.MISSING
    assert rows["送达", ""].recording is CellState.PRESENT
