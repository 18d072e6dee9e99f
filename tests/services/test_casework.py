from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from archive_desk.db.tables.discs import discs
from archive_desk.db.tables.footage import footage
from archive_desk.domain.cases import CaseFile, CaseKind, CaseOfficer, CaseState, DocumentDraft
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.ids import DocumentId, FootageId
from archive_desk.services.casework import CandidateFilter, CaseFilter, CaseSort, Casework
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.marking import Marking
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import DRAFT, NINE, recording, registered
from tests.helpers.discs_of_footage import on_disc


@pytest.fixture
def office(tmp_path) -> Iterator[Office]:
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def casework(office) -> Casework:
    return Casework(office.desk)


@pytest.fixture
def clerk(office):
    return office["archivist"]


def codes(casework, clerk, case: CaseFile) -> set[str]:
    return {each.code for each in casework.check(clerk, case.no).shortfalls}


def journal(office, **where) -> list[tuple[str, str]]:
    page = Journalling(office.desk).page(office["auditor"], JournalFilter(**where), 0, 100)
    return [(entry.verb, entry.item) for entry in page.entries]


def complete(office, casework, clerk) -> tuple[CaseFile, FootageId]:
    """A case file that lacks nothing."""
    case = registered(office)
    footage_id = recording(office)
    document = casework.add_document(
        clerk, case.no, DocumentDraft("询问笔录", "1", NINE, NINE + timedelta(hours=1))
    )
    casework.link(clerk, case.no, [footage_id], stage="调查取证", document_id=document.id)
    for category in ("出示证件", "告知", "签字"):
        Marking(office.desk).add(clerk, footage_id, 1000, category)
    on_disc(office, footage_id)
    return case, footage_id


def test_a_registered_case_file_is_found_with_its_facts(office, casework, clerk):
    case = registered(office, no="  西教罚〔2026〕 1号\n", note=" 备注 ")
    assert case.no == "西教罚〔2026〕 1号"
    assert case == casework.get(clerk, case.no)
    assert case.facts == replace(DRAFT, no=case.no, note="备注")
    assert (case.state, case.name) == (CaseState.OPEN, "示例培训中心无证办学案")
    assert ("case.registered", f"case:{case.no}") in journal(office)


@pytest.mark.parametrize("officers", [(), DRAFT.officers[:1]])
def test_fewer_than_two_officers_are_refused_with_the_article(casework, clerk, officers):
    with pytest.raises(Refused, match="不得少于两人") as refusal:
        casework.register(clerk, replace(DRAFT, officers=officers))
    assert refusal.value.basis.article == "第八条"


@pytest.mark.parametrize(
    "facts",
    [
        {"no": " \u200b"},
        {"cause": ""},
        {"party": "  "},
        {"section": ""},
        {"no": "九" * 81},
        {"officers": (CaseOfficer("甲一", "1"), CaseOfficer(" "))},
        {"officers": (CaseOfficer("甲一", "1"), CaseOfficer("甲一 ", "1"))},
        {"opened_on": date(2026, 11, 21)},
        {"opened_on": date(2026, 11, 19)},
        {"ended_at": NINE + timedelta(days=3)},
    ],
)
def test_what_is_missing_or_contradicts_itself_is_not_registered(office, casework, clerk, facts):
    with pytest.raises(InvalidInput):
        casework.register(clerk, replace(DRAFT, **facts))
    assert casework.page(clerk, CaseFilter(), 0, 10).total == 0
    assert not journal(office, verb="case.")


def test_a_number_is_given_once(office, casework, clerk):
    registered(office)
    with pytest.raises(Conflict, match="已被使用"):
        registered(office, party="另一家")
    other = registered(office, no="2")
    with pytest.raises(Conflict, match="已被使用"):
        casework.change(clerk, other.no, DRAFT)


@pytest.mark.parametrize("account", ["officer", "unit_head", "reviewer", "admin", "auditor"])
def test_only_the_clerk_keeps_case_files(office, casework, account):
    case = registered(office)
    with pytest.raises(Refused, match="登记和整理案卷"):
        casework.register(office[account], replace(DRAFT, no="2"))
    with pytest.raises(Refused, match="登记和整理案卷"):
        casework.archive(office[account], case.no, reason="x")


def test_who_may_not_browse_reads_no_case_files(office, casework):
    with pytest.raises(Refused, match="浏览目录"):
        casework.page(office["admin"], CaseFilter(), 0, 10)


def test_an_officer_is_known_by_account_or_name(office, casework):
    known = office["officer"]
    assert casework.officer("Officer").person_id == known.id
    assert casework.officer(known.name).person_id == known.id
    assert casework.officer("officer:ZF-9") == CaseOfficer(known.name, "ZF-9", known.id)
    assert casework.officer("外聘人员：ZF-7") == CaseOfficer("外聘人员", "ZF-7")


def test_a_change_is_kept_and_journalled_with_old_and_new(office, casework, clerk):
    case = registered(office)
    changed = casework.change(clerk, case.no, replace(case.facts, cause="超范围办学", no="9"))
    assert (changed.no, changed.cause, changed.id) == ("9", "超范围办学", case.id)
    page = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="case.changed"), 0, 9
    )
    assert page.entries[0].detail == {
        "no": [case.no, "9"],
        "cause": ["无证办学", "超范围办学"],
    }
    casework.change(clerk, "9", changed.facts)
    assert len(journal(office, verb="case.changed")) == 1


def test_who_was_slower_is_told_so(office, casework, clerk):
    case = registered(office)
    casework.change(clerk, case.no, replace(case.facts, section="安全科"))
    with pytest.raises(Conflict, match="他人更改"):
        casework.change(clerk, case.no, replace(case.facts, cause="别的"), seen=case.facts)
    assert casework.get(clerk, case.no).cause == "无证办学"


def test_case_files_are_found_by_every_key(office, casework, clerk):
    registered(office)
    registered(office, no="B-2", cause="超标收费", party="另一学校", kind=CaseKind.INSPECTION)
    licence = registered(
        office,
        no="C-3",
        cause="办学许可",
        kind=CaseKind.LICENCE,
        section="许可科",
        opened_on=date(2026, 1, 5),
        officers=(CaseOfficer("丙三"), CaseOfficer("乙二", "ZF-002")),
    )
    footage_id = recording(office)
    casework.link(clerk, licence.no, [footage_id])

    def found(**where) -> list[str]:
        page = casework.page(clerk, CaseFilter(**where), 0, 10, sort=CaseSort.NO, descending=False)
        assert page.total == len(page.cases)
        return [case.no for case in page.cases]

    assert found() == ["B-2", "C-3", DRAFT.no]
    assert found(text="培训") == ["C-3", DRAFT.no]
    assert found(text="b-2") == ["B-2"]
    assert found(text="丙三 许可") == ["C-3"]
    assert found(text="100%") == []
    assert found(kind=CaseKind.INSPECTION) == ["B-2"]
    assert found(section="许可科") == ["C-3"]
    assert found(officer="甲一") == ["B-2", DRAFT.no]
    assert found(party="另一学校") == ["B-2"]
    assert found(opened_until=date(2026, 1, 5)) == ["C-3"]
    assert found(opened_from=date(2026, 11, 16)) == ["B-2", DRAFT.no]
    assert found(footage_id=footage_id) == ["C-3"]
    assert found(state=CaseState.ARCHIVED) == []
    assert [case.no for case in casework.of_footage(clerk, footage_id)] == ["C-3"]


def test_a_long_list_comes_page_by_page_in_the_asked_order(office, casework, clerk):
    for number in range(7):
        registered(office, no=f"N-{number}")
    pages = [
        casework.page(clerk, CaseFilter(), offset, 3, sort=CaseSort.NO, descending=False)
        for offset in (0, 3, 6)
    ]
    assert {page.total for page in pages} == {7}
    assert [case.no for page in pages for case in page.cases] == [f"N-{n}" for n in range(7)]
    newest = casework.page(clerk, CaseFilter(), 0, 1).cases[0]
    assert newest.no == "N-6"


def test_what_was_entered_before_is_suggested_the_usual_first(office, casework, clerk):
    registered(office, cause="甲")
    registered(office, no="2", cause="乙")
    registered(office, no="3", cause="乙")
    assert casework.suggestions(clerk, "cause") == ["乙", "甲"]


def test_several_case_files_share_a_recording(office, casework, clerk):
    one, two = registered(office), registered(office, no="2")
    footage_id = recording(office)
    casework.link(clerk, one.no, [footage_id], stage="送达")
    casework.link(clerk, two.no, [footage_id], stage="启动")
    assert [case.no for case in casework.of_footage(clerk, footage_id)] == ["2", one.no]
    casework.unlink(clerk, one.no, [footage_id])
    assert [case.no for case in casework.of_footage(clerk, footage_id)] == ["2"]
    item = f"footage:{footage_id}"
    assert [verb for verb, _ in journal(office, item=item)] == [
        "case.footage_unlinked",
        "case.footage_linked",
        "case.footage_linked",
    ]


def test_linking_again_moves_to_another_stage_and_document(office, casework, clerk):
    case = registered(office)
    footage_id = recording(office)
    casework.link(clerk, case.no, [footage_id])
    document = casework.add_document(clerk, case.no, DocumentDraft("询问笔录"))
    casework.link(clerk, case.no, [footage_id], stage="调查取证", document_id=document.id)
    linked = casework.check(clerk, case.no).dossier.footage
    assert [(each.stage, each.document_id) for each in linked] == [("调查取证", document.id)]


def test_only_what_exists_can_be_linked_and_then_nothing_is(office, casework, clerk):
    case, other = registered(office), registered(office, no="2")
    footage_id = recording(office)
    foreign = casework.add_document(clerk, other.no, DocumentDraft("询问笔录"))
    with pytest.raises(NotFound, match="999"):
        casework.link(clerk, case.no, [footage_id, FootageId(999)])
    with pytest.raises(NotFound, match="文书"):
        casework.link(clerk, case.no, [footage_id], document_id=foreign.id)
    with pytest.raises(InvalidInput, match="环节"):
        casework.link(clerk, case.no, [footage_id], stage="午休")
    with pytest.raises(NotFound, match="没有编号为"):
        casework.unlink(clerk, case.no, [footage_id])
    assert casework.get(clerk, case.no).footage_count == 0


def test_documents_are_added_changed_and_removed_while_the_file_is_open(office, casework, clerk):
    case = registered(office)
    footage_id = recording(office)
    document = casework.add_document(clerk, case.no, DocumentDraft("听证笔录", "3"))
    casework.link(clerk, case.no, [footage_id], document_id=document.id)
    draft = DocumentDraft("听证笔录", "3", NINE, NINE + timedelta(minutes=10))
    changed = casework.change_document(clerk, case.no, document.id, draft)
    assert (changed.id, changed.started_at) == (document.id, NINE)
    casework.remove_document(clerk, case.no, document.id)
    dossier = casework.check(clerk, case.no).dossier
    assert dossier.documents == []
    assert [each.document_id for each in dossier.footage] == [None]
    verbs = [verb for verb, _ in journal(office, verb="case.document")]
    assert verbs == ["case.document_removed", "case.document_changed", "case.document_added"]


@pytest.mark.parametrize(
    "draft",
    [
        DocumentDraft(" "),
        DocumentDraft("询问笔录", started_at=NINE, ended_at=NINE - timedelta(seconds=1)),
        DocumentDraft("询问笔录", started_at=NINE + timedelta(days=30)),
    ],
)
def test_a_document_that_contradicts_itself_is_not_taken(office, casework, clerk, draft):
    case = registered(office)
    with pytest.raises(InvalidInput):
        casework.add_document(clerk, case.no, draft)


def test_a_complete_file_lacks_nothing_and_is_archived(office, casework, clerk):
    case, _ = complete(office, casework, clerk)
    report = casework.check(clerk, case.no)
    assert report.shortfalls == []
    archived = casework.archive(clerk, case.no)
    assert archived.locked
    assert archived.archived_at == office.clock.now
    assert journal(office, item=f"case:{case.no}")[0][0] == "case.archived"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"ended_at": None}, "ended_missing"),
        ({"opened_on": None}, "opened_missing"),
        ({"officers": (DRAFT.officers[0], CaseOfficer("乙二"))}, "certificate_missing"),
    ],
)
def test_a_missing_fact_is_named_and_nothing_else(office, casework, clerk, fault, code):
    case, _ = complete(office, casework, clerk)
    casework.change(clerk, case.no, replace(case.facts, **fault))
    assert codes(casework, clerk, case) == {code}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"health": "truncated"}, {"footage_faulty"}),
        ({"doubts": '["future"]'}, {"footage_doubtful"}),
        ({"started_at": None}, {"footage_untimed"}),
        ({"started_at": NINE + timedelta(minutes=4)}, set()),
        ({"started_at": NINE + timedelta(minutes=7)}, {"document_times"}),
        ({"duration_ms": 3_000_000}, {"document_times"}),
    ],
)
def test_a_fault_of_the_footage_is_named_and_nothing_else(office, casework, clerk, facts, expected):
    case, footage_id = complete(office, casework, clerk)
    with office.desk.transaction(None) as work:
        work.session.execute(update(footage).where(footage.c.id == footage_id).values(**facts))
    found = casework.check(clerk, case.no).shortfalls
    assert {each.code for each in found} == expected
    if expected == {"document_times"}:
        assert found[0].basis.article == "第十一条"


def test_footage_without_a_stage_and_a_stage_without_footage_are_named(office, casework, clerk):
    case, footage_id = complete(office, casework, clerk)
    document = casework.check(clerk, case.no).dossier.documents[0]
    casework.link(clerk, case.no, [footage_id], document_id=document.id)
    assert codes(casework, clerk, case) == {"stage_unknown", "stage_without_footage"}


def test_a_document_that_must_be_filmed_and_is_not_stands_in_the_way(office, casework, clerk):
    case, _ = complete(office, casework, clerk)
    later = NINE + timedelta(hours=6)
    hearing = DocumentDraft("听证笔录", "2", later, later + timedelta(hours=1))
    casework.add_document(clerk, case.no, hearing)
    report = casework.check(clerk, case.no)
    assert [(each.code, each.basis.article) for each in report.blocking] == [
        ("document_without_footage", "第十二条")
    ]
    casework.add_document(clerk, case.no, DocumentDraft("无法记录（中断）情况说明"))
    assert casework.check(clerk, case.no).blocking == []


def test_one_long_recording_covers_a_second_document(office, casework, clerk):
    case, _ = complete(office, casework, clerk)
    inside = DocumentDraft(
        "合议记录", "", NINE + timedelta(minutes=10), NINE + timedelta(minutes=20)
    )
    casework.add_document(clerk, case.no, inside)
    assert codes(casework, clerk, case) == set()


def test_discs_must_be_burned_and_read_back_where_the_regulation_says_so(office, casework, clerk):
    case, _ = complete(office, casework, clerk)
    with office.desk.transaction(None) as work:
        work.session.execute(update(discs).values(state="burned"))
    report = casework.check(clerk, case.no)
    assert [(each.code, each.basis.article) for each in report.blocking] == [
        ("disc_unverified", "第二十条")
    ]
    with office.desk.transaction(None) as work:
        work.session.execute(update(discs).values(state="retired"))
    assert codes(casework, clerk, case) == {"disc_missing"}
    office.clock.forward(days=30)
    assert codes(casework, clerk, case) == {"disc_missing", "burn_overdue"}


def test_no_disc_is_asked_for_where_the_regulation_is_silent(tmp_path):
    office = staffed_office(tmp_path / "archive", "jinpu")
    casework, clerk = Casework(office.desk), office["archivist"]
    case, _ = complete(office, casework, clerk)
    with office.desk.transaction(None) as work:
        work.session.execute(update(discs).values(state="retired"))
    assert codes(casework, clerk, case) == set()
    office.clock.forward(days=40)
    assert codes(casework, clerk, case) == {"archive_overdue"}
    office.desk.close()


def test_an_incomplete_file_is_archived_only_with_a_reason(office, casework, clerk):
    case = registered(office)
    with pytest.raises(Refused, match="还没有音像"):
        casework.archive(clerk, case.no, reason="  ")
    casework.archive(clerk, case.no, reason="设备损坏，见说明")
    entry = (
        Journalling(office.desk)
        .page(office["auditor"], JournalFilter(verb="case.archived"), 0, 1)
        .entries[0]
    )
    assert entry.detail["reason"] == "设备损坏，见说明"
    assert [each["code"] for each in entry.detail["missing"]] == ["footage_missing"]


def test_an_archived_file_is_locked(office, casework, clerk):
    case, footage_id = complete(office, casework, clerk)
    document = casework.check(clerk, case.no).dossier.documents[0]
    casework.archive(clerk, case.no)
    before = journal(office)
    for act in (
        lambda: casework.change(clerk, case.no, replace(case.facts, cause="x")),
        lambda: casework.archive(clerk, case.no, reason="x"),
        lambda: casework.link(clerk, case.no, [footage_id]),
        lambda: casework.unlink(clerk, case.no, [footage_id]),
        lambda: casework.add_document(clerk, case.no, DocumentDraft("其他")),
        lambda: casework.change_document(clerk, case.no, document.id, DocumentDraft("其他")),
        lambda: casework.remove_document(clerk, case.no, document.id),
    ):
        with pytest.raises(Refused, match="已归档"):
            act()
    assert journal(office) == before


def test_unknown_files_and_documents_are_said_in_words(office, casework, clerk):
    with pytest.raises(NotFound, match="没有编号为“none”的案卷"):
        casework.check(clerk, "none")
    case = registered(office)
    with pytest.raises(NotFound, match="没有编号为 7 的文书"):
        casework.remove_document(clerk, case.no, DocumentId(7))


def test_the_next_number_is_proposed_and_begins_again_with_the_year(office, casework, clerk):
    assert casework.next_no(clerk, CaseKind.PENALTY) == ""
    registered(office, no="西教罚〔2026〕09号")
    assert casework.next_no(clerk, CaseKind.PENALTY) == "西教罚〔2026〕10号"
    assert casework.next_no(clerk, CaseKind.LICENCE) == ""
    office.clock.forward(days=60)
    assert casework.next_no(clerk, CaseKind.PENALTY) == "西教罚〔2027〕01号"
    registered(office, no="无号")
    assert casework.next_no(clerk, CaseKind.PENALTY) == ""


def test_footage_that_may_be_linked_is_offered_the_newest_first(office, casework, clerk):
    one, two = registered(office), registered(office, no="2")
    first = recording(office)
    second = recording(office, NINE + timedelta(days=1), officer="甲一", device="DSJ-01")
    untimed = recording(office, None)
    recording(office, kind="sidecar")
    casework.link(clerk, one.no, [first])

    def offered(**where) -> list[FootageId]:
        page = casework.candidates(clerk, CandidateFilter(**where), 0, 10)
        assert page.total == len(page.footage)
        return [each.footage_id for each in page.footage]

    assert offered(case_id=one.id) == [second, untimed]
    assert offered(case_id=two.id) == [second, first, untimed]
    assert offered(case_id=two.id, unlinked_only=True) == [second, untimed]
    assert offered(case_id=two.id, text="dsj 甲一") == [second]
