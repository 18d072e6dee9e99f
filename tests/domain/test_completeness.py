"""What a file lacks under each of the five regulations, with nothing else found."""

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_desk.domain.cases import CaseFile, Document, LinkedFootage
from archive_desk.domain.completeness import Dossier, shortfalls, stage_of
from archive_desk.domain.discs import DiscState
from archive_desk.domain.document_times import tolerance_of
from archive_desk.domain.footage import Health, Kind
from archive_desk.domain.ids import CaseId, DocumentId, FootageId
from archive_desk.services.rulebook import KEYS, regulation
from tests.helpers.case_files import DRAFT, NINE

HOUR = timedelta(hours=1)
CASE = CaseFile(**vars(DRAFT), id=CaseId(1))
INSPECTION = Document(
    "现场检查（勘验）笔录", "1", NINE, NINE + HOUR, id=DocumentId(1), case_id=CaseId(1)
)
FOOTAGE = LinkedFootage(
    FootageId(1),
    "a.mp4",
    "b/data/a.mp4",
    Kind.VIDEO,
    "A1",
    "甲一",
    NINE,
    3_600_000,
    1,
    "0" * 64,
    Health.SOUND,
    (),
    "调查取证",
    DocumentId(1),
)
WHOLE = Dossier(CASE, (INSPECTION,), (FOOTAGE,), {FootageId(1): frozenset({DiscState.SHELVED})}, {})


def codes(dossier: Dossier, key: str) -> list[str]:
    return [each.code for each in shortfalls(dossier, regulation(key), NINE + 5 * HOUR)]


@pytest.mark.parametrize("key", KEYS)
def test_a_whole_file_lacks_nothing(key):
    assert codes(WHOLE, key) == []


@pytest.mark.parametrize(
    ("key", "article"),
    [
        ("xigang", "第八条"),
        ("fushun", "第四十二条"),
        ("shuncheng", "第四十二条"),
        ("jinpu", "第四十二条"),
        ("dawukou", "第四十二条"),
    ],
)
def test_two_officers_are_asked_for_everywhere(key, article):
    alone = replace(WHOLE, case=replace(CASE, officers=CASE.officers[:1]))
    found = shortfalls(alone, regulation(key), NINE + 5 * HOUR)
    assert [(each.code, each.basis.article, each.blocking) for each in found] == [
        ("too_few_officers", article, True)
    ]


@pytest.mark.parametrize(
    ("key", "type_", "article"),
    [
        ("xigang", "询问笔录", "第十二条"),
        ("fushun", "送达回证", "第四条"),
        ("shuncheng", "抽样取证凭证", "第十四条"),
        ("jinpu", "听证笔录", "第十四条"),
        ("jinpu", "查封（扣押）决定书", "第十六条"),
        ("dawukou", "查封（扣押）决定书", "第7项第2目"),
    ],
)
def test_each_regulation_names_what_must_be_filmed(key, type_, article):
    later = NINE + 3 * HOUR
    document = Document(type_, "2", later, later, id=DocumentId(2), case_id=CaseId(1))
    found = shortfalls(
        replace(WHOLE, documents=(INSPECTION, document)), regulation(key), NINE + 5 * HOUR
    )
    assert [(each.code, each.basis.article) for each in found] == [
        ("document_without_footage", article)
    ]


@pytest.mark.parametrize(
    ("key", "blocking"),
    [("xigang", True), ("fushun", False), ("shuncheng", False), ("jinpu", None), ("dawukou", None)],
)
def test_discs_are_asked_for_as_each_regulation_does(key, blocking):
    found = shortfalls(replace(WHOLE, discs={}), regulation(key), NINE + 5 * HOUR)
    expected = [] if blocking is None else [("disc_missing", blocking)]
    assert [(each.code, each.blocking) for each in found] == expected


@pytest.mark.parametrize("minutes", [-7, 7])
def test_times_seven_minutes_off_are_found_five_are_not(minutes):
    for off, expected in ((minutes, ["document_times", "document_times"]), (5, [])):
        moved = replace(FOOTAGE, started_at=NINE + timedelta(minutes=off))
        assert codes(replace(WHOLE, footage=(moved,)), "xigang") == expected


def test_a_sidecar_is_no_footage_of_a_document():
    sidecar = replace(FOOTAGE, kind=Kind.SIDECAR, started_at=None)
    assert codes(replace(WHOLE, footage=(sidecar,)), "jinpu") == ["document_without_footage"]


def test_documents_tell_their_stage():
    assert stage_of(INSPECTION) == "调查取证"
    assert stage_of(replace(INSPECTION, type="随便")) == ""


def test_the_tolerance_of_times_is_the_offices_to_decide():
    rules = regulation("xigang")
    seven = [replace(INSPECTION, started_at=NINE - timedelta(minutes=7))]
    found = shortfalls(replace(WHOLE, documents=seven), rules, NINE + 5 * HOUR)
    assert "document_times" in {each.code for each in found}
    decided = replace(rules.opening("document_tolerance"), value=8)
    assert tolerance_of(rules.openings) == timedelta(minutes=5)
    wider = tolerance_of({"document_tolerance": decided})
    found = shortfalls(replace(WHOLE, documents=seven, tolerance=wider), rules, NINE + 5 * HOUR)
    assert "document_times" not in {each.code for each in found}


def test_whether_photos_alone_are_a_recording_is_the_offices_to_decide():
    rules = regulation("jinpu")
    photos = [replace(each, kind=Kind.PHOTO) for each in WHOLE.footage]
    only = replace(WHOLE, footage=photos)
    lacks = {each.code for each in shortfalls(only, rules, NINE + 5 * HOUR)}
    assert "document_without_footage" not in lacks
    decided = replace(rules.opening("photos_are_av"), value="no")
    strict = replace(rules, openings={**rules.openings, "photos_are_av": decided})
    lacks = {each.code for each in shortfalls(only, strict, NINE + 5 * HOUR)}
    assert "document_without_footage" in lacks
