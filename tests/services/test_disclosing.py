"""Disclosure on application: who takes which step, on which day, and what leaves on paper."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from archive_desk.domain.disclosure import (
    Answer,
    AnswerKind,
    ApplicantKind,
    ApplicationDraft,
    DisclosureState,
    Ground,
    HowReceived,
)
from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.ids import DerivedId
from archive_desk.services.disclosing import Disclosing, Due
from archive_desk.services.worklist import Worklist
from tests.helpers.archives import Office, staffed_office
from tests.helpers.printed import Printed
from tests.helpers.taking_in import verbs

TODAY = date(2026, 11, 20)
WITHHELD = Answer(AnswerKind.WITHHELD, "属于行政执法案卷信息，决定不予公开。")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = staffed_office(tmp_path / "archive")
    yield made
    made.desk.close()


def applied(office: Office, **facts: object) -> Due:
    said: dict[str, object] = {
        "applicant": "示例申请人",
        "kind": ApplicantKind.CITIZEN,
        "identity": "身份证 示例号码",
        "contact": "示例电话",
        "content": "某次检查的录像",
        "form_wanted": "光盘",
        "how": HowReceived.IN_PERSON,
        "arrived_on": TODAY,
    }
    draft = ApplicationDraft(**(said | facts))  # type: ignore[arg-type]
    return Disclosing(office.desk).register(office["archivist"], draft)


def test_from_receipt_to_delivery(office: Office, tmp_path: Path) -> None:
    desk, clerk, head = Disclosing(office.desk), office["archivist"], office["leader"]
    no = applied(office).application.no
    assert no == "SQ-2026-0001"
    office.clock.forward(days=4)
    desk.consult(clerk, no, "示例公司", on=date(2026, 11, 23))
    office.clock.forward(days=7)
    done = desk.consulted(clerk, no, "同意公开", on=date(2026, 11, 30))
    assert done.clock.not_counted == 5
    proposed = desk.propose(clerk, no, WITHHELD)
    assert proposed.application.state is DisclosureState.PROPOSED
    with pytest.raises(Refused):
        desk.answer(clerk, no)
    answered = desk.answer(head, no, "同意")
    assert answered.application.answered_on == date(2026, 12, 1)
    desk.print_answer(clerk, no, tmp_path / "a.pdf")
    letter = Printed((tmp_path / "a.pdf").read_bytes()).text
    assert "可以不予公开（第十六条第二款）" in letter
    assert "行政复议" in letter
    assert "尚未批准" not in letter
    assert desk.deliver(clerk, no, "邮寄，本人签收").application.state is DisclosureState.DELIVERED
    desk.print_application(clerk, no, tmp_path / "h.pdf")
    sheet = Printed((tmp_path / "h.pdf").read_bytes()).text
    assert "不计入" in sheet
    assert "示例公司" in sheet
    written = {each for each in verbs(office) if each.startswith("disclosure.")}
    assert {"disclosure.registered", "disclosure.answer", "disclosure.deliver"} <= written


def test_a_proposal_on_paper_says_that_it_is_one(office: Office, tmp_path: Path) -> None:
    desk, clerk = Disclosing(office.desk), office["archivist"]
    no = applied(office).application.no
    with pytest.raises(Refused):
        desk.print_answer(clerk, no, tmp_path / "a.pdf")
    desk.propose(clerk, no, WITHHELD)
    desk.print_answer(clerk, no, tmp_path / "a.pdf")
    assert "尚未批准" in Printed((tmp_path / "a.pdf").read_bytes()).text


def test_what_comes_later_than_allowed_is_refused_with_its_article(office: Office) -> None:
    desk, clerk = Disclosing(office.desk), office["archivist"]
    no = applied(office).application.no
    office.clock.forward(days=20)
    with pytest.raises(Refused) as caught:
        desk.ask_correction(clerk, no, "请写明时间")
    assert caught.value.basis is not None
    assert caught.value.basis.article == "第三十条"
    desk.ask_correction(clerk, no, "请写明时间", on=date(2026, 12, 1))
    again = desk.corrected(clerk, no)
    assert again.clock.due is not None
    with pytest.raises(Refused, match="只能一次"):
        desk.ask_correction(clerk, no, "还不清楚", on=again.application.steps[-1].on)


def test_only_the_head_extends_and_only_once(office: Office) -> None:
    desk = Disclosing(office.desk)
    no = applied(office).application.no
    for account in ("archivist", "officer", "unit_head", "auditor"):
        with pytest.raises(Refused):
            desk.extend(office[account], no, 10, "内容多")
    with pytest.raises(Refused):
        desk.extend(office["leader"], no, 21, "内容多")
    with pytest.raises(InvalidInput):
        desk.extend(office["leader"], no, 10, " ")
    assert desk.extend(office["leader"], no, 10, "内容多，已电话告知").clock.extended == 10
    with pytest.raises(Refused, match="只能一次"):
        desk.extend(office["agency_head"], no, 5, "内容多")


@pytest.mark.parametrize("account", ["officer", "unit_head", "leader", "auditor", "reviewer"])
def test_only_the_clerk_registers_and_proposes(office: Office, account: str) -> None:
    desk, no = Disclosing(office.desk), applied(office).application.no
    with pytest.raises(Refused):
        desk.propose(office[account], no, WITHHELD)
    with pytest.raises(Refused):
        desk.register(office[account], applied(office).application.draft)


@pytest.mark.parametrize(
    ("answer", "article"),
    [
        (Answer(AnswerKind.GIVEN, " "), "第三十六条第二项"),
        (Answer(AnswerKind.REFUSED, "涉密"), "第三十六条第三项"),
        (Answer(AnswerKind.PARTLY_GIVEN, "遮挡后提供", Ground.THIRD_PARTY), "第三十七条"),
        (Answer(AnswerKind.PARTLY_GIVEN, "遮挡后提供", copies="光盘一张"), "第三十七条"),
        (Answer(AnswerKind.NOT_HELD, "没有", copies="光盘"), "第三十六条第四项"),
        (Answer(AnswerKind.GIVEN, "提供", fee_cents=-1), "第四十二条"),
    ],
)
def test_an_answer_holds_what_its_article_asks(
    office: Office, answer: Answer, article: str
) -> None:
    no = applied(office).application.no
    with pytest.raises(InvalidInput) as caught:
        Disclosing(office.desk).propose(office["archivist"], no, answer)
    assert caught.value.basis is not None
    assert caught.value.basis.article == article


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_every_kind_of_answer_can_be_given(office: Office, kind: AnswerKind) -> None:
    desk, no = Disclosing(office.desk), applied(office).application.no
    partly = kind is AnswerKind.PARTLY_GIVEN
    ground = Ground.STATE_SECRET if partly or kind is AnswerKind.REFUSED else None
    answer = Answer(kind, "内容和理由", ground, copies="遮挡后的复制件" if partly else "")
    desk.propose(office["archivist"], no, answer)
    done = desk.answer(office["agency_head"], no)
    assert done.application.answer == answer
    assert done.application.state is DisclosureState.ANSWERED


def test_a_redacted_copy_must_be_a_derived_item(office: Office) -> None:
    no = applied(office).application.no
    answer = Answer(AnswerKind.PARTLY_GIVEN, "遮挡", Ground.THIRD_PARTY, (DerivedId(77),))
    with pytest.raises(InvalidInput, match="77"):
        Disclosing(office.desk).propose(office["archivist"], no, answer)


@pytest.mark.parametrize(
    "facts",
    [
        {"applicant": " "},
        {"identity": ""},
        {"contact": ""},
        {"content": ""},
        {"arrived_on": date(2027, 1, 1)},
        {"how": HowReceived.INTERNET_FAX},
        {"how": HowReceived.PLAIN_POST, "confirmed_on": date(2026, 11, 1)},
        {"case_no": "没有的案卷"},
    ],
)
def test_an_application_without_its_facts_is_not_registered(
    office: Office, facts: dict[str, object]
) -> None:
    with pytest.raises(InvalidInput):
        applied(office, **facts)


def test_the_clock_waits_in_the_worklist_of_the_clerk(office: Office) -> None:
    no = applied(office).application.no

    def waiting(account: str) -> list[str]:
        items = Worklist(office.desk).items(office[account])
        return [each.state.value for each in items if each.item == f"disclosure:{no}"]

    assert waiting("archivist") == ["running"]
    assert waiting("officer") == []
    assert waiting("leader") == []
    office.clock.forward(days=60)
    assert waiting("archivist") == ["overdue"]
    Disclosing(office.desk).propose(office["archivist"], no, WITHHELD)
    assert waiting("leader") == ["overdue"]
    Disclosing(office.desk).answer(office["leader"], no)
    Disclosing(office.desk).deliver(office["archivist"], no, "当面签收")
    assert waiting("archivist") == waiting("leader") == []


def test_what_does_not_exist_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        Disclosing(office.desk).get(office["archivist"], "SQ-1999-0001")


def test_the_register_leaves_as_files_and_keeps_its_lines(office: Office, tmp_path: Path) -> None:
    desk, no = Disclosing(office.desk), applied(office, contact="=1+1").application.no
    late = office.clock.now + timedelta(days=40)
    office.clock.now = late
    for name in ("r.xlsx", "r.csv", "r.pdf"):
        assert desk.export(office["auditor"], tmp_path / name) == 1
    book = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert book.cell(4, 1).value == no
    assert book.cell(4, 5).value == "=1+1"
    assert book.cell(4, 5).data_type == "s"
    assert book.cell(4, 9).value.date() == TODAY
    assert "超期1件" in Printed((tmp_path / "r.pdf").read_bytes()).text
    with pytest.raises(Refused):
        desk.export(office["officer"], tmp_path / "x.pdf")
    for statement in ("update disclosures set content = 'x'", "delete from disclosure_steps"):
        desk.propose(office["archivist"], no, WITHHELD) if "steps" in statement else None
        with (
            pytest.raises(IntegrityError, match="append-only"),
            office.desk.transaction(None) as work,
        ):
            work.session.execute(text(statement))
