"""案卷评查情况报告: a round as a whole, with charts, agreement, rectification, and the draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.evaluation_results import Agreement
from archive_desk.domain.evaluation_sheet import points
from archive_desk.domain.evaluation_statistics import Changes, Figures, GroupFigure, change_words
from archive_desk.forms import blocks as b
from archive_desk.forms.evaluation_draw import DrawData, annex, explanation

FORM_NO = "AD-52"
_ITEMS_SHOWN = 12
_LOW = 700


@dataclass(frozen=True)
class CaseLine:
    """One case of the list: its number, name, section, score, grade, faults and rectification."""

    no: str
    name: str
    section: str
    tenths: int
    grade: str
    faults: int
    rectification: str
    failed: bool = False


@dataclass(frozen=True)
class RoundReportData:
    """What stands in the report; `facts` and `draw` are labelled lines in the archive's words."""

    no: str
    name: str
    basis: str
    facts: Sequence[tuple[str, str]]
    figures: Figures
    before: Changes | None
    lines: Sequence[CaseLine]
    agreement: Agreement | None
    notices: Sequence[tuple[str, str, str, str]]
    """Number, case, state, due."""
    draw: DrawData | None
    extra: Sequence[tuple[str, str]]
    recused: Sequence[tuple[str, str]]


def sheet(data: RoundReportData, *, organisation: str, operator: str, at: datetime) -> b.Sheet:
    """The report, ready to be drawn."""
    rows = [_line(number, line) for number, line in enumerate(data.lines, 1)]
    return b.Sheet(
        title="行政执法案卷评查情况报告",
        organisation=organisation,
        number=data.no,
        imprint=b.Imprint(
            FORM_NO,
            at,
            operator,
            list_digest=b.list_digest([[b.text_of(cell) for cell in row] for row in rows]),
        ),
        blocks=[
            b.Fields(list(data.facts), wide=frozenset({"评查名称", "依据", "评查范围"})),
            b.Heading("一、总体情况"),
            b.Paragraph(_summary(data.figures), indent=True),
            *_comparison(data.figures, data.before),
            _grades(data.figures),
            b.Heading("二、各部分得分率"),
            b.Bars(
                [
                    b.Bar(
                        each.part.title,
                        each.permille / 1000,
                        _rate(each.permille),
                        each.permille < _LOW,
                    )
                    for each in data.figures.parts
                ]
            ),
            b.Heading("三、失分项目"),
            *_items(data.figures),
            b.Heading("四、各股室、各类案件"),
            *_sections(data.figures),
            _groups([*data.figures.sections, *data.figures.kinds]),
            b.Heading("五、案卷评查结果"),
            b.Table(
                (
                    b.Column("序号", 11, align=b.Align.CENTRE),
                    b.Column("案卷编号", 36),
                    b.Column("案件名称", weight=2),
                    b.Column("股室", 24),
                    b.Column("得分", 13, align=b.Align.RIGHT),
                    b.Column("等次", 15, align=b.Align.CENTRE),
                    b.Column("问题", 11, align=b.Align.CENTRE),
                    b.Column("整改", 18, align=b.Align.CENTRE),
                ),
                rows,
                font_size=8.5,
            ),
            *_agreement(data.agreement),
            *_notices(data),
            *([] if data.draw is None else explanation(data.draw)),
            *_outside(data),
            b.Space(3),
            b.Signatures(
                [b.Signature("评查组长"), b.Signature("评查单位", seal=True)], height_mm=26
            ),
            *([] if data.draw is None else annex(data.draw)),
        ],
    )


def _summary(figures: Figures) -> str:
    if not figures.count:
        return "本轮评查尚无已评定的案卷。"
    failed = figures.grades[-1]
    return (
        f"本轮共评定案卷 {figures.count} 件，平均 {points(figures.average)} 分，"
        f"最高 {points(figures.best)} 分，最低 {points(figures.worst)} 分；"
        f"{failed.name} {len(failed.cases)} 件。"
    )


def _comparison(figures: Figures, before: Changes | None) -> list[b.Block]:
    """How it went compared with the last round by the same sheet."""
    if before is None or not figures.count:
        return []
    parts = "；".join(
        f"{each.part.title}得分率 {change_words(each.permille, before.parts.get(each.part.key))}%"
        for each in figures.parts
        if each.part.key in before.parts
    )
    failed = figures.grades[-1]
    words = (
        f"与上一轮 {before.no}（{before.count} 件，平均 {points(before.average)} 分）相比："
        f"平均分 {change_words(figures.average, before.average)}；"
        f"{failed.name}由 {before.failed} 件变为 {len(failed.cases)} 件；{parts}。"
    )
    return [b.Paragraph(words, indent=True)]


def _grades(figures: Figures) -> b.Block:
    most = max(1, figures.count)
    worst = figures.grades[-1].name
    return b.Bars(
        [
            b.Bar(each.name, len(each.cases) / most, f"{len(each.cases)} 件", each.name == worst)
            for each in figures.grades
        ]
    )


def _items(figures: Figures) -> list[b.Block]:
    if not figures.items:
        return [b.Paragraph("各项均未失分。")]
    most = max(1, *(each.lost for each in figures.items))
    shown = figures.items[:_ITEMS_SHOWN]
    chart = b.Bars(
        [
            b.Bar(
                each.item.title,
                1.0 if each.item.veto else each.lost / most,
                f"否决 {len(each.cases)} 件"
                if each.item.veto
                else f"{points(each.lost)} 分 / {len(each.cases)} 件",
                each.item.veto,
            )
            for each in shown
        ]
    )
    if len(figures.items) == len(shown):
        return [chart]
    rest = len(figures.items) - len(shown)
    return [chart, b.Paragraph(f"另有 {rest} 个项目失分较少，见电子表格。", b.Tone.QUIET)]


def _sections(figures: Figures) -> list[b.Block]:
    """The sections' averages as bars, where there is something to compare."""
    if len(figures.sections) < 2:
        return []
    worst = min(each.average for each in figures.sections)
    return [
        b.Bars(
            [
                b.Bar(
                    each.name,
                    each.average / 1000,
                    f"{points(each.average)} 分 / {len(each.cases)} 件",
                    each.failed > 0 or each.average == worst < _LOW,
                )
                for each in figures.sections
            ]
        ),
        b.Space(3),
    ]


def _groups(groups: Sequence[GroupFigure]) -> b.Block:
    return b.Table(
        (
            b.Column("股室或者类型"),
            b.Column("案卷", 24, align=b.Align.RIGHT),
            b.Column("平均分", 28, align=b.Align.RIGHT),
            b.Column("不合格", 24, align=b.Align.RIGHT),
        ),
        [
            (each.name, str(len(each.cases)), points(each.average), str(each.failed))
            for each in groups
        ],
    )


def _line(number: int, line: CaseLine) -> list[b.CellText]:
    tone = b.Tone.ALERT if line.failed else b.Tone.PLAIN
    return [
        str(number),
        line.no,
        line.name,
        line.section,
        b.Cell(points(line.tenths), tone),
        b.Cell(line.grade, tone),
        str(line.faults),
        line.rectification,
    ]


def _agreement(found: Agreement | None) -> list[b.Block]:
    if found is None:
        return []
    kappa = "—" if found.kappa is None else f"{found.kappa:.2f}"
    words = (
        f"两名评查员互不知情，逐项比较 {found.items} 项，一致 {found.same} 项，"
        f"一致率 {points(found.percent_tenths)}%；扣除偶然一致后的 Kappa 系数为 {kappa}。"
        f"{found.words}"
    )
    return [b.Heading("六、评查一致性"), b.Paragraph(words, indent=True)]


def _notices(data: RoundReportData) -> list[b.Block]:
    if not data.notices:
        return []
    columns = (
        b.Column("通知编号", 34),
        b.Column("案卷"),
        b.Column("状态", 26, align=b.Align.CENTRE),
        b.Column("期限", 30, align=b.Align.CENTRE),
    )
    return [b.Heading("整改情况"), b.Table(columns, [list(each) for each in data.notices])]


def _outside(data: RoundReportData) -> list[b.Block]:
    """What came into the round or went out of it without a draw."""
    found: list[b.Block] = []
    for title, pairs, head in (
        ("抽样之外增加的案卷", data.extra, "理由"),
        ("回避", data.recused, "案卷和理由"),
    ):
        if pairs:
            columns = (b.Column(title, 70), b.Column(head))
            found += [b.Space(2), b.Table(columns, [list(each) for each in pairs])]
    return found


def _rate(permille: int) -> str:
    return f"{points(permille)}%"
