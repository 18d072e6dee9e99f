"""The register as a list: one line per loan, out and in side by side."""

from collections.abc import Sequence
from datetime import datetime

from archive_desk.domain.ledger import LedgerLine, LineState
from archive_desk.domain.people import Person
from archive_desk.services.ledger import Ledger, LedgerFilter
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, Side, Source

_DATE_LENGTH = len("2026-11-20")

TONES = {
    LineState.WAITING: Tone.WARN,
    LineState.OUT: Tone.ACCENT,
    LineState.OVERDUE: Tone.BAD,
    LineState.RETURNED: Tone.GOOD,
    LineState.CLOSED: Tone.NEUTRAL,
    LineState.CORRECTED: Tone.NEUTRAL,
}


def source(ledger: Ledger, actor: Person, where: LedgerFilter) -> Source[LedgerLine]:
    """The lines that `where` selects."""

    def page(offset: int, limit: int, sort: str, descending: bool) -> Sequence[LedgerLine]:
        order = descending if sort else True
        found = ledger.page(actor, where, offset, limit, sort=sort, descending=order)
        return found.lines

    return Source(lambda: ledger.page(actor, where, 0, 1).total, page)


def badge(line: LedgerLine, now: datetime) -> Badge:
    """Where a line stands, as a pill."""
    if line.returned_late and line.corrected_by is None:
        return Badge(wording.tr("逾期归还"), Tone.WARN)
    state = line.state(now)
    return Badge(wording.sentence(state.label), TONES[state])


def columns(now: datetime) -> list[Column[LedgerLine]]:
    """The columns of the register; `now` judges what is overdue."""

    def day(at: datetime | None) -> str:
        return wording.compact(at)[:_DATE_LENGTH]

    def red(line: LedgerLine) -> Tone | None:
        return Tone.BAD if line.state(now) is LineState.OVERDUE else None

    def acts(line: LedgerLine) -> str:
        return wording.tr("、").join(wording.sentence(act.label) for act in line.acts)

    return [
        Column("no", wording.tr("序号"), lambda line: str(line.no), side=Side.RIGHT, width=60),
        Column(
            "state",
            wording.tr("状态"),
            lambda line: badge(line, now).text,
            badge=lambda line: badge(line, now),
            sortable=False,
            width=104,
        ),
        Column(
            "items",
            wording.tr("题名"),
            lambda line: line.items,
            subtitle=lambda line: f"{line.loan_no}　{line.purpose}".replace("\n", " "),
            hint=lambda line: line.items,
            tone=red,
            sortable=False,
            width=240,
            stretch=True,
        ),
        Column(
            "loan",
            wording.tr("借阅单号"),
            lambda line: line.loan_no,
            sortable=False,
            width=128,
            hidden=True,
        ),
        Column(
            "borrower",
            wording.tr("借阅人"),
            lambda line: line.borrower,
            subtitle=lambda line: line.section,
            tone=red,
            width=110,
        ),
        Column("acts", wording.tr("利用方式"), acts, sortable=False, width=92),
        Column(
            "approvers",
            wording.tr("批准人"),
            lambda line: line.approvers,
            hint=lambda line: line.approvers,
            sortable=False,
            width=160,
            hidden=True,
        ),
        Column(
            "registered",
            wording.tr("登记时间"),
            lambda line: day(line.registered_at),
            width=140,
            hidden=True,
        ),
        Column(
            "out",
            wording.tr("借出"),
            lambda line: day(line.handed_out_at),
            subtitle=lambda line: line.handed_out_by,
            width=104,
        ),
        Column(
            "due",
            wording.tr("应还"),
            lambda line: day(line.due_at),
            subtitle=lambda line: (
                wording.tr("续借 {n} 次", n=line.renewals) if line.renewals else ""
            ),
            tone=red,
            width=104,
        ),
        Column(
            "back",
            wording.tr("实还"),
            lambda line: day(line.returned_at),
            subtitle=lambda line: line.returned_to,
            width=104,
        ),
        Column(
            "condition",
            wording.tr("归还检查"),
            lambda line: line.condition,
            hint=lambda line: line.condition,
            sortable=False,
            width=110,
        ),
        Column(
            "effect",
            wording.tr("利用效果"),
            lambda line: line.effect,
            hint=lambda line: line.effect,
            sortable=False,
            width=130,
            hidden=True,
        ),
    ]
