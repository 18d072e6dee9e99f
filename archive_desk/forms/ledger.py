"""借阅登记簿: the lending register on landscape paper, as a workbook, and as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from archive_desk.domain.ledger import LedgerLine, LineState, SectionTotal
from archive_desk.forms import blocks as b
from archive_desk.forms import workbook as w
from archive_desk.forms.registers import plain

FORM_NO = "AD-21"
TITLE = "音像档案借阅登记簿"

_COLUMNS = (
    w.Column("序号", w.Type.NUMBER, 6),
    w.Column("登记日期", w.Type.DATE, 12),
    w.Column("借阅单号", width=15),
    w.Column("题名（案卷、音像、光盘）", width=40),
    w.Column("利用方式", width=14),
    w.Column("借阅人", width=12),
    w.Column("科室", width=14),
    w.Column("用途", width=24),
    w.Column("批准人", width=26),
    w.Column("借出时间", w.Type.MOMENT, 17),
    w.Column("借出经手人", width=12),
    w.Column("应还时间", w.Type.MOMENT, 17),
    w.Column("续借次数", w.Type.NUMBER, 9),
    w.Column("实还时间", w.Type.MOMENT, 17),
    w.Column("归还经手人", width=12),
    w.Column("归还检查", width=16),
    w.Column("利用效果", width=24),
    w.Column("状态", width=10),
    w.Column("备注", width=20),
)

_TOTALS = (
    w.Column("股室", width=24),
    w.Column("借阅（条）", w.Type.NUMBER, 14),
    w.Column("现借出（条）", w.Type.NUMBER, 14),
    w.Column("现逾期（条）", w.Type.NUMBER, 14),
    w.Column("逾期归还（条）", w.Type.NUMBER, 14),
)

_PAPER = (
    b.Column("序号", 11, align=b.Align.CENTRE),
    b.Column("登记", 19, align=b.Align.CENTRE),
    b.Column("借阅单号", 23),
    b.Column("题名", weight=1.7),
    b.Column("利用方式", 14),
    b.Column("借阅人", 20),
    b.Column("用途", weight=1.0),
    b.Column("批准人", 25),
    b.Column("借出", 19, align=b.Align.CENTRE),
    b.Column("应还", 19, align=b.Align.CENTRE),
    b.Column("实还", 19, align=b.Align.CENTRE),
    b.Column("归还检查", 18),
    b.Column("利用效果", weight=1.0),
    b.Column("状态", 16, align=b.Align.CENTRE),
)


def sheet(
    lines: Sequence[LedgerLine],
    *,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
) -> b.Sheet:
    """The register on paper; overdue lines in red."""
    rows = [_paper_row(line, at, zone) for line in lines]
    printed_at = at.astimezone(zone)
    imprint = b.Imprint(FORM_NO, printed_at, operator, list_digest=b.list_digest(rows))
    overdue = sum(line.state(at) is LineState.OVERDUE for line in lines)
    summary = f"截至 {b.moment_in_words(printed_at)}，共 {len(lines)} 条，逾期 {overdue} 条。"
    return b.Sheet(
        TITLE,
        organisation,
        imprint,
        (
            b.Table(_PAPER, rows, unused_rows=3, font_size=7.5),
            b.Paragraph(summary, b.Tone.QUIET),
        ),
        page=b.A4_LANDSCAPE,
    )


def workbooks(
    lines: Sequence[LedgerLine],
    totals: Sequence[SectionTotal],
    *,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
) -> tuple[w.Ledger, w.Ledger]:
    """The register as a workbook, and its totals: dates are dates, numbers are numbers."""
    printed = f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
    note = f"{organisation}　导出 {printed}　{operator}　共 {len(lines)} 条"
    overdue = frozenset(n for n, line in enumerate(lines) if line.state(at) is LineState.OVERDUE)
    register = w.Ledger(TITLE, note, _COLUMNS, (_values(line, at, zone) for line in lines), overdue)
    rows: list[list[w.Value]] = [
        [total.section or "（未注明）", total.lines, total.out, total.overdue, total.late]
        for total in totals
    ]
    sums: list[w.Value] = [sum(each[n] for each in map(_numbers, totals)) for n in range(4)]
    return register, w.Ledger("汇总", note, _TOTALS, [*rows, ["合计", *sums]])


def _numbers(total: SectionTotal) -> tuple[int, int, int, int]:
    return total.lines, total.out, total.overdue, total.late


def comma_separated(lines: Iterable[LedgerLine], *, at: datetime, zone: tzinfo) -> bytes:
    """The register as CSV that Chinese Excel and WPS open rightly: UTF-8 with its mark."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.title for column in _COLUMNS])
    for line in lines:
        writer.writerow([plain(value) for value in _values(line, at, zone)])
    return buffer.getvalue().encode("utf-8-sig")


def _values(line: LedgerLine, at: datetime, zone: tzinfo) -> list[w.Value]:
    return [
        line.no,
        line.registered_at.astimezone(zone).date(),
        line.loan_no,
        line.items,
        _acts(line),
        line.borrower,
        line.section,
        line.purpose,
        line.approvers,
        _local(line.handed_out_at, zone),
        line.handed_out_by,
        _local(line.due_at, zone),
        line.renewals,
        _local(line.returned_at, zone),
        line.returned_to,
        line.condition,
        line.effect,
        _state(line, at),
        _remark(line),
    ]


def _paper_row(line: LedgerLine, at: datetime, zone: tzinfo) -> list[b.CellText]:
    tone = b.Tone.ALERT if line.state(at) is LineState.OVERDUE else b.Tone.PLAIN
    borrower = f"{line.borrower}\n{line.section}".strip()
    cells = [
        str(line.no),
        _day(line.registered_at, zone),
        line.loan_no,
        line.items,
        _acts(line),
        borrower,
        line.purpose,
        line.approvers,
        f"{_day(line.handed_out_at, zone)}\n{line.handed_out_by}".strip(),
        _day(line.due_at, zone),
        f"{_day(line.returned_at, zone)}\n{line.returned_to}".strip(),
        line.condition,
        line.effect,
        "\n".join(filter(None, (_state(line, at), _pointing(line)))),
    ]
    return [b.Cell(text, tone) for text in cells]


def _pointing(line: LedgerLine) -> str:
    """Which line corrects this one, or is corrected by it."""
    if line.corrected_by is not None:
        return f"见第 {line.corrected_by} 号"
    return "" if line.corrects is None else f"更正第 {line.corrects} 号"


def _remark(line: LedgerLine) -> str:
    pointing = _pointing(line) if line.corrected_by is not None else ""
    return "；".join(filter(None, (line.remark, pointing)))


def _acts(line: LedgerLine) -> str:
    return "、".join(act.label for act in line.acts)


def _state(line: LedgerLine, at: datetime) -> str:
    if line.returned_late and line.corrected_by is None:
        return "逾期归还"
    return line.state(at).label


def _local(at: datetime | None, zone: tzinfo) -> datetime | None:
    return None if at is None else at.astimezone(zone)


def _day(at: datetime | None, zone: tzinfo) -> str:
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%d}"
