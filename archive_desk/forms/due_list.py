"""到期逾期清单: what is overdue, running or done, each line with its basis and late reason."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from archive_desk.domain.worklist import WorkItem
from archive_desk.forms import blocks as b
from archive_desk.forms import workbook as w

FORM_NO = "AD-71"
OVERDUE_TITLE = "逾期事项清单"
DUE_TITLE = "到期事项清单"

_PAPER = (
    b.Column("序号", 11, align=b.Align.CENTRE),
    b.Column("事项", 24),
    b.Column("对象", weight=1.5),
    b.Column("股室", 24),
    b.Column("责任人", 19),
    b.Column("期限", 29, align=b.Align.CENTRE),
    b.Column("情况", 24, align=b.Align.CENTRE),
    b.Column("依据", weight=1.0),
    b.Column("逾期原因", weight=0.9),
)
_COLUMNS = (
    w.Column("序号", w.Type.NUMBER, 6),
    w.Column("事项", width=14),
    w.Column("对象", width=44),
    w.Column("情况", width=26),
    w.Column("股室", width=14),
    w.Column("责任人", width=12),
    w.Column("期限", w.Type.MOMENT, 17),
    w.Column("完成时间", w.Type.MOMENT, 17),
    w.Column("状态", width=10),
    w.Column("逾期天数", w.Type.NUMBER, 9),
    w.Column("依据", width=40),
    w.Column("逾期原因", width=40),
)


def sheet(
    items: Sequence[WorkItem],
    scope: str,
    *,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
) -> b.Sheet:
    """The list on landscape paper; `scope` says in words what was asked for."""
    rows = [_row(number, item, at, zone) for number, item in enumerate(items, 1)]
    late = sum(item.late for item in items)
    unexplained = sum(item.unexplained for item in items)
    said = (
        f"截至 {b.moment_in_words(at.astimezone(zone))}，共 {len(items)} 件，"
        f"逾期 {late} 件，其中 {unexplained} 件尚未说明原因。"
        "期限均由依据条款和国务院放假安排算得；带“预计”的日期待放假安排公布后自动重算。"
    )
    return b.Sheet(
        title_of(items),
        organisation,
        b.Imprint(FORM_NO, at.astimezone(zone), operator, list_digest=b.list_digest(rows)),
        (
            b.Paragraph(scope, b.Tone.QUIET),
            b.Table(_PAPER, rows, font_size=8) if rows else b.Paragraph("没有。"),
            b.Space(2),
            b.Paragraph(said, b.Tone.QUIET),
            b.Signatures((b.Signature("制表人", name=operator), b.Signature("负责人")), 2, 20),
        ),
        page=b.A4_LANDSCAPE,
    )


def workbook(
    items: Sequence[WorkItem],
    scope: str,
    *,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
) -> w.Ledger:
    """The list as a workbook: dates are dates, days are numbers."""
    printed = f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
    return w.Ledger(
        title_of(items),
        f"{organisation}　{scope}　制表 {printed}　{operator}　共 {len(items)} 件",
        _COLUMNS,
        [_values(number, item, at, zone) for number, item in enumerate(items, 1)],
        frozenset(n for n, item in enumerate(items) if item.late),
    )


def title_of(items: Sequence[WorkItem]) -> str:
    """What the list is called: overdue where nothing else is on it."""
    return OVERDUE_TITLE if all(item.late for item in items) else DUE_TITLE


def _row(number: int, item: WorkItem, at: datetime, zone: tzinfo) -> list[b.CellText]:
    tone = b.Tone.ALERT if item.late and item.open else b.Tone.PLAIN
    provisional = "\n（预计）" if item.provisional else ""
    return [
        str(number),
        item.task.label,
        b.Cell(f"{item.title}\n{item.note}", b.Tone.PLAIN),
        item.section,
        item.person,
        b.Cell(f"{item.due.astimezone(zone):%Y-%m-%d %H:%M}{provisional}", tone),
        b.Cell(_standing(item, at, zone), tone),
        str(item.basis),
        item.reason or ("（未说明）" if item.late else ""),
    ]


def _standing(item: WorkItem, at: datetime, zone: tzinfo) -> str:
    days = _days_late(item, at, zone)
    if item.met_at is None:
        return f"逾期 {days} 天" if days else item.state.label
    done = f"{item.met_at.astimezone(zone):%Y-%m-%d}"
    return f"{done} 完成\n逾期 {days} 天" if item.late else f"{done} 完成"


def _days_late(item: WorkItem, at: datetime, zone: tzinfo) -> int:
    """Whole or begun days after the due; 0 in time."""
    if not item.late:
        return 0
    ended = (item.met_at or at).astimezone(zone)
    return max(1, (ended.date() - item.due.astimezone(zone).date()).days)


def _values(number: int, item: WorkItem, at: datetime, zone: tzinfo) -> list[w.Value]:
    done_late = item.late and not item.open
    return [
        number,
        item.task.label,
        item.title,
        str(item.note),
        item.section,
        item.person,
        item.due.astimezone(zone),
        None if item.met_at is None else item.met_at.astimezone(zone),
        "逾期完成" if done_late else item.state.label,
        _days_late(item, at, zone) or None,
        str(item.basis),
        item.reason,
    ]
