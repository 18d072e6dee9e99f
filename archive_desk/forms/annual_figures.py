"""统计年报: the figures of a period with their counting rules, charts and weak points."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from archive_desk.domain.figures import Facet, Fault, Figure, Report, Weakness
from archive_desk.forms import blocks as b
from archive_desk.forms import workbook as w

FORM_NO = "AD-72"
TITLE = "行政执法和音像档案工作统计年报"
_MOST_GROUPS = 12
_MOST_WEAK = 200

_COLUMNS = (
    b.Column("项目", weight=1.1),
    b.Column("数量", 24, align=b.Align.RIGHT),
    b.Column("单位", 15, align=b.Align.CENTRE),
    b.Column("计数口径", weight=1.3),
)


def sheet(
    report: Report, *, organisation: str, operator: str, at: datetime, zone: tzinfo
) -> b.Sheet:
    """The report as a form; `at` is when it is printed."""
    rows = [_row(each) for table in report.tables for each in table.figures]
    blocks: list[b.Block] = [b.Fields(_facts(report, zone), wide=frozenset({"统计期间"}))]
    for table in report.tables:
        if table.figures:
            blocks.append(b.Heading(table.title))
            lines = [_row(each) for each in table.figures]
            blocks.append(b.Table(_COLUMNS, lines, font_size=8.5))
    blocks += _charts(report)
    blocks += _weak(report, zone)
    blocks += [
        b.Space(3),
        b.Signatures(
            (
                b.Signature("制表人", name=operator),
                b.Signature("审核人"),
                b.Signature("单位负责人", seal=True),
            ),
            3,
            26,
        ),
    ]
    return b.Sheet(
        TITLE,
        organisation,
        b.Imprint(FORM_NO, at.astimezone(zone), operator, list_digest=b.list_digest(rows)),
        blocks,
        number=report.title,
    )


def workbook(
    report: Report, *, organisation: str, operator: str, at: datetime, zone: tzinfo
) -> tuple[w.Ledger, ...]:
    """The report as a workbook: figures, weak points laid out, each weak point."""
    note = f"{organisation}　{report.title}　制表 {at.astimezone(zone):%Y-%m-%d %H:%M}　{operator}"
    return (
        w.Ledger(
            TITLE,
            note,
            (
                w.Column("表", width=34),
                w.Column("项目", width=34),
                w.Column("数量", w.Type.NUMBER, 14),
                w.Column("单位", width=8),
                w.Column("计数口径", width=60),
            ),
            [
                (table.title, each.title, _value(each), each.measure.label, each.rule)
                for table in report.tables
                for each in table.figures
            ],
        ),
        w.Ledger(
            "薄弱环节",
            note,
            (
                w.Column("分组", width=12),
                w.Column("名称", width=24),
                *(w.Column(fault.label, w.Type.NUMBER, 12) for fault in Fault),
                w.Column("合计", w.Type.NUMBER, 10),
            ),
            [
                (
                    facet.label,
                    name or "（未知）",
                    *(counts.get(fault, 0) for fault in Fault),
                    sum(counts.values()),
                )
                for facet in Facet
                for name, counts in report.weak_by(facet)
            ],
        ),
        w.Ledger(
            "薄弱环节明细",
            note,
            (
                w.Column("种类", width=12),
                w.Column("对象", width=26),
                w.Column("名称", width=44),
                w.Column("股室", width=16),
                w.Column("人员", width=12),
                w.Column("设备", width=16),
                w.Column("时间", w.Type.MOMENT, 17),
                w.Column("说明", width=40),
            ),
            [_weak_values(each, zone) for each in report.weak],
        ),
    )


def _facts(report: Report, zone: tzinfo) -> list[tuple[str, b.CellText]]:
    first = report.since.astimezone(zone)
    last = report.until.astimezone(zone)
    return [
        (
            "统计期间",
            f"{b.date_in_words(first.date())} 起，至 {b.date_in_words(last.date())} 零时止",
        ),
        ("报送", report.papers.get("handed_in", "未登记")),
        ("公开", report.papers.get("published", "未登记")),
    ]


def _row(figure: Figure) -> list[b.CellText]:
    missing = figure.asked and not figure.text
    number = b.Cell(figure.words, b.Tone.ALERT if missing else b.Tone.STRONG)
    return [figure.title, number, figure.measure.label, figure.rule]


def _charts(report: Report) -> list[b.Block]:
    if not any(report.months.values()):
        return []
    most = max(report.months.values())
    return [
        b.Heading("十、各月采集时长"),
        b.Bars(
            [
                b.Bar(month, hours / most, f"{hours:,.1f} 小时")
                for month, hours in report.months.items()
            ]
        ),
    ]


def _weak(report: Report, zone: tzinfo) -> list[b.Block]:
    blocks: list[b.Block] = [b.Heading("十一、薄弱环节")]
    if not report.weak:
        return [*blocks, b.Paragraph("期内没有超时、无音像、中断和逾期。")]
    counted = {fault: sum(each.fault is fault for each in report.weak) for fault in Fault}
    said = "，".join(f"{fault.label} {count} 件" for fault, count in counted.items() if count)
    blocks.append(b.Paragraph(f"期内共 {len(report.weak)} 件：{said}。", indent=True))
    for facet in Facet:
        groups = report.weak_by(facet)
        blocks += [b.Space(2), _group(facet, groups[:_MOST_GROUPS])]
        if len(groups) > _MOST_GROUPS:
            rest = f"另有 {len(groups) - _MOST_GROUPS} 项较少，见电子表格。"
            blocks.append(b.Paragraph(rest, b.Tone.QUIET))
    blocks += [b.Heading("十二、薄弱环节明细"), _details(report.weak[:_MOST_WEAK], zone)]
    if len(report.weak) > _MOST_WEAK:
        rest = f"另有 {len(report.weak) - _MOST_WEAK} 件，见电子表格。"
        blocks.append(b.Paragraph(rest, b.Tone.QUIET))
    return blocks


def _group(facet: Facet, groups: Sequence[tuple[str, Mapping[Fault, int]]]) -> b.Block:
    rows: list[list[b.CellText]] = []
    for name, counts in groups:
        numbers = [counts.get(fault, 0) for fault in Fault]
        cells: list[b.CellText] = [str(number) if number else "" for number in numbers]
        rows.append([name or "（未知）", *cells, b.Cell(str(sum(numbers)), b.Tone.STRONG)])
    return b.Table(
        (
            b.Column(facet.label),
            *(b.Column(fault.label, 19, align=b.Align.RIGHT) for fault in Fault),
            b.Column("合计", 16, align=b.Align.RIGHT),
        ),
        rows,
        font_size=8.5,
    )


def _details(weak: Sequence[Weakness], zone: tzinfo) -> b.Block:
    return b.Table(
        (
            b.Column("序号", 11, align=b.Align.CENTRE),
            b.Column("种类", 20),
            b.Column("对象", weight=1.4),
            b.Column("股室", 22),
            b.Column("人员", 18),
            b.Column("时间", 19, align=b.Align.CENTRE),
            b.Column("说明", weight=1.0),
        ),
        [
            [
                str(number),
                each.fault.label,
                each.row.title,
                each.row.section,
                each.row.person,
                "" if each.row.at is None else f"{each.row.at.astimezone(zone):%Y-%m-%d}",
                each.row.note,
            ]
            for number, each in enumerate(weak, 1)
        ],
        font_size=8,
    )


def _value(figure: Figure) -> w.Value:
    if not figure.asked:
        return None if figure.value is None else round(figure.value, 2)
    return float(figure.text) if figure.text else "待填"


def _weak_values(each: Weakness, zone: tzinfo) -> list[w.Value]:
    row = each.row
    return [
        each.fault.label,
        row.item,
        row.title,
        row.section,
        row.person,
        row.device,
        None if row.at is None else row.at.astimezone(zone),
        row.note,
    ]
