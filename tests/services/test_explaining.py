from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy.exc import DatabaseError

from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.notes import Ground, NoteDraft, NoteKind, NoteState
from archive_desk.domain.people import Role
from archive_desk.services.casework import Casework
from archive_desk.services.catalogue import Catalogue, FootageFilter
from archive_desk.services.explaining import Explaining, NoteFilter
from archive_desk.services.note_papers import NotePapers
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import NINE, registered
from tests.helpers.footage import catalogued, new_take
from tests.helpers.taking_in import table

LATER = NINE + timedelta(hours=1, seconds=30)


class Interrupted:
    """An office with two recordings of one take and thirty seconds between them, in a case."""

    def __init__(self, root, regulation):
        self.office = staffed_office(root, regulation)
        self.desk = self.office.desk
        facts = {"take_id": new_take(self.office), "device": "0000012", "officer": "012345"}
        self.first = catalogued(self.office, NINE, device_time=NINE, **facts)
        self.second = catalogued(self.office, LATER, device_time=LATER, **facts)
        self.case = registered(self.office)
        Casework(self.desk).link(
            self.office["archivist"], self.case.no, [self.first, self.second], stage="调查取证"
        )
        self.explaining = Explaining(self.desk)

    def draft(self, **changes):
        words = {
            "kind": NoteKind.INTERRUPTION,
            "ground": Ground.DEVICE_FAULT,
            "text": "记录仪自动关机，更换电池后重新开机录制。",
            "officer": "示例officer",
            "after": self.first,
            "before": self.second,
        }
        return NoteDraft(**(words | changes))

    def write(self, account="archivist", **changes):
        return self.explaining.write(self.office[account], self.draft(**changes))

    def codes(self):
        report = Casework(self.desk).check(self.office["archivist"], self.case.no)
        return {each.code for each in report.shortfalls}

    @property
    def gap(self):
        takes = Catalogue(self.desk).takes(self.office["officer"], FootageFilter(), 0, 10)
        (gap,) = takes[0].gaps
        return gap


@pytest.fixture
def xigang(tmp_path):
    made = Interrupted(tmp_path / "archive", "xigang")
    yield made
    made.desk.close()


@pytest.fixture
def fushun(tmp_path):
    made = Interrupted(tmp_path / "archive", "fushun")
    yield made
    made.desk.close()


def test_a_note_explains_the_gap_in_the_take_and_in_the_case_file(xigang):
    assert not xigang.gap.explained
    assert "gap_unexplained" in xigang.codes()

    note = xigang.write()

    assert (note.no, note.state) == ("2026-0001", NoteState.STANDS)
    assert (note.draft.start, note.draft.end) == (NINE + timedelta(hours=1), LATER)
    assert (xigang.gap.explained, xigang.gap.note) == (True, note.no)
    assert not xigang.codes() & {"gap_unexplained", "note_unsigned"}
    assert table(xigang.office, "SELECT item FROM journal WHERE verb = 'note.written'") == [
        {"item": "note:2026-0001"}
    ]


def test_a_note_is_never_changed_only_followed_by_another(xigang):
    first = xigang.write()
    second = xigang.write(text="更正：内存卡已满。", ground=Ground.STORAGE, replaces=first.no)

    assert xigang.gap.note == second.no
    kept = xigang.explaining.get(xigang.office["archivist"], first.no)
    assert (kept.state, kept.followed_by) == (NoteState.FOLLOWED, second.no)
    with pytest.raises(Conflict, match="另作说明"):
        xigang.write(replaces=first.no)
    for statement in ("UPDATE notes SET text = ''", "DELETE FROM notes"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            xigang.desk.transaction(None) as work,
        ):
            work.session.connection().exec_driver_sql(statement)


def test_where_the_regulation_wants_the_head_the_note_waits_for_his_word(fushun):
    note = fushun.write()
    assert (note.state, note.approver) == (NoteState.WAITING, Role.UNIT_HEAD)
    assert note.basis.article == "第十二条"
    assert fushun.gap.explained
    assert "note_unsigned" in fushun.codes()
    with pytest.raises(Refused, match="执法单位负责人"):
        fushun.explaining.sign(fushun.office["leader"], note.no, "同意", agreed=True)

    signed = fushun.explaining.sign(fushun.office["unit_head"], note.no, "情况属实", agreed=True)

    assert (signed.state, signed.signature.opinion) == (NoteState.AGREED, "情况属实")
    assert "note_unsigned" not in fushun.codes()
    with pytest.raises(Conflict):
        fushun.explaining.sign(fushun.office["unit_head"], note.no, "", agreed=True)


def test_a_note_sent_back_explains_nothing_until_another_follows(fushun):
    note = fushun.write()
    with pytest.raises(InvalidInput, match="理由"):
        fushun.explaining.sign(fushun.office["unit_head"], note.no, " ", agreed=False)
    fushun.explaining.sign(fushun.office["unit_head"], note.no, "请写明时间", agreed=False)

    assert not fushun.gap.explained
    assert "gap_unexplained" in fushun.codes()
    fushun.write(replaces=note.no, text="九时至九时半电池耗尽。")
    assert fushun.gap.explained


def test_nobody_signs_a_note_of_his_own(fushun):
    note = fushun.write("unit_head")
    with pytest.raises(Refused, match="自己"):
        fushun.explaining.sign(fushun.office["unit_head"], note.no, "", agreed=True)


def test_only_those_on_duty_write_notes_and_only_on_gaps_there_are(xigang):
    with pytest.raises(Refused):
        xigang.write("reviewer")
    with pytest.raises(InvalidInput, match="没有中断"):
        xigang.write(after=xigang.second, before=xigang.first)
    with pytest.raises(InvalidInput, match="原因"):
        xigang.write(text=" ")
    with pytest.raises(NotFound):
        xigang.write(replaces="2026-0099")
    assert xigang.explaining.page(xigang.office["officer"]).total == 0


def test_an_exemption_stands_for_the_footage_of_a_stage(tmp_path):
    office = staffed_office(tmp_path / "archive", "shuncheng")
    case = registered(office)
    explaining = Explaining(office.desk)
    blocking = {
        each.code for each in Casework(office.desk).check(office["archivist"], case.no).blocking
    }
    assert "footage_missing" in blocking

    note = explaining.write(
        office["officer"],
        NoteDraft(
            NoteKind.EXEMPTION,
            Ground.TRADE_SECRET,
            "现场为商业秘密区域。",
            "示例officer",
            case_id=case.id,
            stage="调查取证",
        ),
    )

    assert note.basis.article == "第十四条"
    report = Casework(office.desk).check(office["archivist"], case.no)
    assert "footage_missing" not in {each.code for each in report.blocking}
    assert explaining.of_case(office["archivist"], case.no) == [note]
    rule = explaining.rule(NoteKind.EXEMPTION)
    assert "第二十三条" in str(rule.doubt(Ground.DEVICE_FAULT))
    assert rule.doubt(Ground.TRADE_SECRET) is None
    office.desk.close()


def test_notes_that_want_a_signature_are_found(fushun):
    note = fushun.write()
    head = fushun.office["unit_head"]
    waiting = NoteFilter(waiting=True)
    assert [each.no for each in fushun.explaining.page(head, waiting).notes] == [note.no]
    fushun.explaining.sign(head, note.no, "", agreed=True)
    assert fushun.explaining.page(head, waiting).total == 0


def test_an_archived_case_file_takes_no_more_notes(xigang):
    Casework(xigang.desk).archive(xigang.office["archivist"], xigang.case.no, reason="补办")
    with pytest.raises(Refused, match="备考表"):
        xigang.write()


def test_the_form_holds_the_reason_the_basis_and_both_hands(fushun, tmp_path):
    note = fushun.write(measure="更换设备", reported_to="科室负责人")
    fushun.explaining.sign(fushun.office["unit_head"], note.no, "情况属实", agreed=True)
    target = tmp_path / "note.pdf"

    NotePapers(fushun.desk).form(fushun.office["archivist"], note.no, target)

    document = pypdfium2.PdfDocument(target)
    words = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    for expected in (
        "情况说明",
        "〔2026〕第 1 号",
        "记录仪自动关机",
        "第十二条",
        "■ 设备故障",
        "情况属实",
        "0001.mp4",
        fushun.case.no,
    ):
        assert expected in words
