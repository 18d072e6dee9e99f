"""案卷评查情况表与评分表: one case of a round, what was deducted, and at which moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from archive_desk.domain.evaluation_sheet import (
    Answer,
    Deduction,
    Score,
    ScoreSheet,
    SheetItem,
    Verdict,
    points,
)
from archive_desk.domain.regulations import Regulation
from archive_desk.forms import blocks as b

FORM_NO = "AD-51"


@dataclass(frozen=True)
class CaseSheetData:
    """What stands on the paper. `settled` are pairs of item and how its difference was settled."""

    round_no: str
    round_name: str
    basis: str
    case_no: str
    case_name: str
    section: str
    kind: str
    officers: Sequence[str]
    reviewers: Sequence[tuple[str, str, str, date | None]]
    """Seat, name, opinion, and the day the sheet was handed in."""
    sheet: ScoreSheet
    answers: dict[str, Answer]
    deductions: Sequence[Deduction]
    settled: Sequence[tuple[str, str]]
    score: Score
    rectification: str = ""


def sheet(
    data: CaseSheetData,
    regulation: Regulation,
    *,
    organisation: str,
    operator: str,
    at: datetime,
) -> b.Sheet:
    """The form, ready to be drawn; `at` in the archive's zone gives the zone of all times."""
    rows = [row for item in data.sheet.items for row in _row(data, item, regulation, at)]
    printed = [[b.text_of(cell) for cell in row] for row in rows]
    return b.Sheet(
        title="行政执法案卷评查情况表",
        organisation=organisation,
        number=data.round_no,
        imprint=b.Imprint(
            FORM_NO,
            at,
            operator,
            template=f"{data.sheet.key} 第{data.sheet.version}版",
            list_digest=b.list_digest(printed),
        ),
        blocks=[
            _facts(data),
            b.Heading("评分表"),
            b.Table(
                (
                    b.Column("项目", weight=3),
                    b.Column("依据", 44),
                    b.Column("分值", 12, align=b.Align.CENTRE),
                    b.Column("扣分理由和证据", weight=3),
                    b.Column("扣分", 12, align=b.Align.CENTRE),
                ),
                rows,
                font_size=8.5,
            ),
            *_ending(data),
        ],
    )


def _facts(data: CaseSheetData) -> b.Block:
    return b.Fields(
        [
            ("案卷编号", data.case_no),
            ("案件名称", data.case_name),
            ("承办股室", data.section),
            ("执法类型", data.kind),
            ("承办人", "、".join(data.officers)),
            ("评查轮次", f"{data.round_no} {data.round_name}"),
            ("依据", data.basis),
            ("评分表", f"{data.sheet.title}（第{data.sheet.version}版）"),
            (
                "得分",
                b.Cell(
                    f"{points(data.score.tenths)} 分",
                    b.Tone.ALERT if data.score.vetoes else b.Tone.STRONG,
                ),
            ),
            ("等次", b.Cell(data.score.grade.name, b.Tone.STRONG)),
        ]
    )


def _row(
    data: CaseSheetData, item: SheetItem, regulation: Regulation, at: datetime
) -> list[list[b.CellText]]:
    answer = data.answers[item.key]
    basis = item.basis.under(regulation)
    reasons = [
        _reason(each, at, veto=item.veto) for each in data.deductions if each.item == item.key
    ]
    lost = points(answer.lost) if answer.lost else "—"
    tone = b.Tone.PLAIN
    if answer.verdict is Verdict.NOT_APPLICABLE:
        reasons, tone = ["不适用"], b.Tone.QUIET
    if answer.verdict is Verdict.VETOED:
        lost, tone = "否决", b.Tone.ALERT
    if answer.verdict is Verdict.DEDUCTED:
        tone = b.Tone.STRONG
    return [
        [
            f"【基本标准】{item.title}" if item.veto else item.title,
            b.Cell("" if basis is None else str(basis), b.Tone.QUIET),
            "否决" if item.veto else points(item.tenths),
            "\n".join(reasons),
            b.Cell(lost, tone),
        ]
    ]


def _reason(each: Deduction, at: datetime, *, veto: bool) -> str:
    """Why, and what shows it: the moment of the footage or the document."""
    words = each.text if veto else f"{each.text}（-{points(each.tenths)}）"
    if each.moment is not None:
        place = _position(each.moment.at_ms)
        when = ""
        if each.moment.wall_clock is not None:
            when = f"，{each.moment.wall_clock.astimezone(at.tzinfo):%Y-%m-%d %H:%M:%S}"
        if each.moment.noted is not None:
            when += f"（评查时显示 {each.moment.noted.astimezone(at.tzinfo):%H:%M:%S}，时间已更正）"
        words += f"\n音像：{each.moment.name} {place}{when}"
    if each.document:
        words += f"\n文书：{each.document}"
    return words


def _position(at_ms: int) -> str:
    seconds, rest = divmod(at_ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _ending(data: CaseSheetData) -> list[b.Block]:
    found: list[b.Block] = []
    if data.settled:
        found.append(b.Heading("评分分歧的处理"))
        columns = (b.Column("项目", weight=2), b.Column("处理", weight=3))
        found.append(b.Table(columns, [list(each) for each in data.settled], font_size=8.5))
    if data.rectification:
        found.append(b.Heading("整改"))
        found.append(b.Paragraph(data.rectification))
    found.append(b.Heading("评查意见"))
    found.append(
        b.Signatures(
            [
                b.Signature(f"{seat}\n评查员", opinion, name, day)
                for seat, name, opinion, day in data.reviewers
            ]
            + [b.Signature("评查单位", seal=True)]
        )
    )
    return found
