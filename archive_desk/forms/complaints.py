"""复议应诉登记簿: complaints, when they are due, and what answered them."""

from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.complaints import Complaint
from archive_desk.forms import blocks as b
from archive_desk.forms import workbook as w
from archive_desk.forms.registers import Cell, Printed, Register, View


@dataclass(frozen=True)
class Row:
    """A line of the register, and when its answer is due."""

    complaint: Complaint
    due: datetime | None


def _late(row: Row, view: View) -> bool:
    if row.due is None:
        return False
    return (row.complaint.answered_at or view.at) > row.due


def _state(row: Row, view: View) -> str:
    if row.complaint.answered_at is None:
        return "逾期未提供" if _late(row, view) else "待提供"
    return "逾期提供" if _late(row, view) else "已提供"


REGISTER: Register[Row] = Register(
    "行政复议、行政诉讼登记簿",
    "AD-37",
    (
        Cell(w.Column("编号", width=15), lambda row, _: row.complaint.no),
        Cell(w.Column("类别", width=20), lambda row, _: row.complaint.draft.kind.label),
        Cell(w.Column("机关", width=26), lambda row, _: row.complaint.draft.body),
        Cell(w.Column("来函文号", width=22), lambda row, _: row.complaint.draft.document_no),
        Cell(w.Column("申请人、原告", width=18), lambda row, _: row.complaint.draft.complainant),
        Cell(w.Column("案号", width=20), lambda row, _: row.complaint.draft.case_no),
        Cell(w.Column("案件", width=26), lambda row, _: row.complaint.case_name),
        Cell(w.Column("收到日期", w.Type.DATE, 12), lambda row, _: row.complaint.draft.received_on),
        Cell(w.Column("答复期限", w.Type.MOMENT, 17), lambda row, view: view.local(row.due)),
        Cell(
            w.Column("提供时间", w.Type.MOMENT, 17),
            lambda row, view: view.local(row.complaint.answered_at),
        ),
        Cell(w.Column("材料包", width=20), lambda row, _: "、".join(row.complaint.provisions)),
        Cell(w.Column("状态", width=12), _state),
        Cell(w.Column("登记人", width=12), lambda row, _: row.complaint.entered_by),
        Cell(w.Column("备注", width=20), lambda row, _: row.complaint.draft.note),
    ),
    (
        Printed(b.Column("编号", 26), lambda row, _: row.complaint.no),
        Printed(b.Column("类别", 32), lambda row, _: row.complaint.draft.kind.label),
        Printed(
            b.Column("机关、来函"),
            lambda row, _: f"{row.complaint.draft.body}\n{row.complaint.draft.document_no}",
        ),
        Printed(
            b.Column("案件"),
            lambda row, _: f"{row.complaint.draft.case_no}\n{row.complaint.case_name}",
        ),
        Printed(b.Column("收到", 24), lambda row, _: str(row.complaint.draft.received_on)),
        Printed(b.Column("期限", 24), lambda row, view: view.day(row.due)),
        Printed(
            b.Column("提供", 34),
            lambda row, view: (
                f"{view.day(row.complaint.answered_at)}\n{'、'.join(row.complaint.provisions)}"
            ).strip(),
        ),
        Printed(b.Column("状态", 22, align=b.Align.CENTRE), _state),
    ),
    alarms=_late,
)
