"""当事人查阅登记簿, and the record of one visit with its numbered copies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from archive_desk.domain.loans import Loan
from archive_desk.domain.parties import PartyDraft, PartyVisit
from archive_desk.forms import blocks as b
from archive_desk.forms import workbook as w
from archive_desk.forms.registers import Cell, Printed, Register, View

RECORD_TITLE = "当事人查阅复制记录"
RECEIPT_FILE = "当事人查阅复制记录.pdf"


@dataclass(frozen=True)
class Row:
    """A line of the register with the request that approves it."""

    visit: PartyVisit
    loan: Loan


def _who(draft: PartyDraft) -> str:
    for_whom = f"（代理 {draft.represents}）" if draft.represents else ""
    return f"{draft.name}{for_whom}"


def _ground(draft: PartyDraft) -> str:
    basis = draft.ground.basis
    law = draft.reason if basis is None else str(basis)
    return f"{draft.ground.label} {law}".strip()


def _signers(loan: Loan) -> str:
    return "、".join(f"{step.signer}（{step.title}）" for step in loan.steps if step.signer)


def _sessions(row: Row, view: View) -> str:
    return "\n".join(
        f"{view.minute(each.begun_at)}—{each.ended_at.astimezone(view.zone):%H:%M} "
        f"监督：{each.supervised_by}"
        for each in row.visit.sessions
    )


def _copies(row: Row) -> str:
    return "、".join(each.no for each in row.visit.copies)


REGISTER: Register[Row] = Register(
    "当事人查阅登记簿",
    "AD-38",
    (
        Cell(w.Column("编号", width=16), lambda row, _: row.visit.no),
        Cell(
            w.Column("登记时间", w.Type.MOMENT, 17),
            lambda row, view: view.local(row.visit.entered_at),
        ),
        Cell(w.Column("查阅人", width=18), lambda row, _: row.visit.draft.name),
        Cell(w.Column("与案件关系", width=16), lambda row, _: row.visit.draft.relation.label),
        Cell(w.Column("代理", width=16), lambda row, _: row.visit.draft.represents),
        Cell(w.Column("证件", width=16), lambda row, _: row.visit.draft.identity_kind.label),
        Cell(w.Column("证件号码", width=22), lambda row, _: row.visit.draft.identity_no),
        Cell(w.Column("授权委托书", width=20), lambda row, _: row.visit.draft.power_of_attorney),
        Cell(w.Column("依据", width=36), lambda row, _: _ground(row.visit.draft)),
        Cell(w.Column("借阅单号", width=15), lambda row, _: row.visit.loan_no),
        Cell(w.Column("批准人", width=26), lambda row, _: _signers(row.loan)),
        Cell(w.Column("查阅记录", width=40), _sessions),
        Cell(w.Column("复制件编号", width=30), lambda row, _: _copies(row)),
        Cell(w.Column("状态", width=12), lambda row, _: row.loan.state.label),
        Cell(w.Column("登记人", width=12), lambda row, _: row.visit.entered_by),
    ),
    (
        Printed(b.Column("编号", 30), lambda row, _: row.visit.no),
        Printed(
            b.Column("查阅人", 34),
            lambda row, _: f"{_who(row.visit.draft)}\n{row.visit.draft.relation.label}",
        ),
        Printed(
            b.Column("证件", 34),
            lambda row, _: f"{row.visit.draft.identity_kind.label}\n{row.visit.draft.identity_no}",
        ),
        Printed(b.Column("依据"), lambda row, _: _ground(row.visit.draft)),
        Printed(b.Column("批准", 36), lambda row, _: f"{row.visit.loan_no}\n{_signers(row.loan)}"),
        Printed(b.Column("查阅", 44), _sessions),
        Printed(b.Column("复制件", 36), lambda row, _: _copies(row)),
        Printed(b.Column("状态", 18, align=b.Align.CENTRE), lambda row, _: row.loan.state.label),
    ),
)


def record(
    visit: PartyVisit,
    loan: Loan,
    *,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
) -> b.Sheet:
    """Who came, what he was shown, which copies he got, and where they all sign."""
    view, draft = View(at, zone), visit.draft
    facts = b.Fields(
        (
            ("查阅人", draft.name),
            ("与案件关系", draft.relation.label),
            ("证件", f"{draft.identity_kind.label} {draft.identity_no}"),
            ("联系方式", draft.contact),
            ("代理", draft.represents),
            ("授权委托书", draft.power_of_attorney),
            ("依据", _ground(draft)),
            ("批准", f"{loan.no}　{_signers(loan)}"),
        ),
        wide=frozenset({"依据", "批准"}),
    )
    shown = [
        (
            str(n),
            view.minute(each.begun_at),
            view.minute(each.ended_at),
            each.items,
            each.supervised_by,
            each.note,
        )
        for n, each in enumerate(visit.sessions, 1)
    ]
    copies = [
        (each.no, each.name, str(each.size_bytes), each.sha256, view.day(each.made_at))
        for each in visit.copies
    ]
    promise = (
        "本人仅为上述依据查阅、复制，不向无关人员提供，不在网络上传播；复制件上的编号与本记录一致。"
    )
    blocks: list[b.Block] = [
        b.Code(visit.no),
        facts,
        b.Heading("查阅"),
        b.Table(
            (
                b.Column("序号", 12, align=b.Align.CENTRE),
                b.Column("开始", 28, align=b.Align.CENTRE),
                b.Column("结束", 28, align=b.Align.CENTRE),
                b.Column("内容"),
                b.Column("监督人", 24),
                b.Column("备注", 26),
            ),
            shown,
            unused_rows=1,
            font_size=8,
        ),
        b.Heading("复制件"),
        _copies_table(copies),
        b.Space(),
        b.Paragraph(promise, indent=True),
        b.Signatures(
            [
                b.Signature("查阅人"),
                b.Signature("监督人", name=operator),
                b.Signature("单位盖章", seal=True),
            ],
            columns=2,
        ),
    ]
    imprint = b.Imprint(
        "AD-39", at.astimezone(zone), operator, list_digest=b.list_digest([*shown, *copies])
    )
    return b.Sheet(RECORD_TITLE, organisation, imprint, tuple(blocks), number=visit.no)


def _copies_table(copies: Sequence[tuple[str, str, str, str, str]]) -> b.Table:
    return b.Table(
        (
            b.Column("复制件编号", 32),
            b.Column("文件"),
            b.Column("字节数", 22, align=b.Align.RIGHT),
            b.Column("SHA-256", 54),
            b.Column("日期", 20, align=b.Align.CENTRE),
        ),
        copies,
        unused_rows=1,
        font_size=7.5,
    )
