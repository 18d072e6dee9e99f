"""四性检测报告: what the test found, item by item, and what a person confirmed."""

from datetime import datetime, tzinfo

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.four_natures import NatureReport, Outcome, Result
from archive_desk.forms import blocks as b

FORM_NO = "AD-46"
TITLE = "电子档案四性检测报告"

_COLUMNS = (
    b.Column("项目", 13, align=b.Align.CENTRE),
    b.Column("四性", 18, align=b.Align.CENTRE),
    b.Column("检测内容", weight=1.3),
    b.Column("方式", 14, align=b.Align.CENTRE),
    b.Column("结果", 22, align=b.Align.CENTRE),
    b.Column("说明", weight=1.0),
)


def sheet(
    report: NatureReport,
    case: CaseFile,
    *,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
) -> b.Sheet:
    """The form of one report; `at` is when it is printed."""
    rows = [_row(each, zone) for each in report.results]
    return b.Sheet(
        TITLE,
        organisation,
        b.Imprint(FORM_NO, at.astimezone(zone), operator, list_digest=b.list_digest(rows)),
        (
            b.Fields(
                (
                    ("案件名称", case.name),
                    ("案件编号", case.no),
                    ("检测环节", report.occasion.label),
                    ("检测结论", _loud(report.outcome)),
                    ("检测人", report.made_by),
                    ("检测时间", b.moment_in_words(report.made_at.astimezone(zone))),
                ),
                label_mm=24,
                wide=frozenset({"案件名称"}),
            ),
            b.Space(2),
            b.Table(_COLUMNS, rows, font_size=8),
            b.Paragraph(
                "★ 为否决项，不合格时整份不合格。“待人工确认”的由人检查后填写，软件不代为认定。",
                b.Tone.QUIET,
            ),
            b.Signatures(
                (b.Signature("检测人", "", report.made_by), b.Signature("审核人", seal=True)),
                columns=2,
                height_mm=24,
            ),
        ),
        number=f"第 {report.id} 号",
    )


def _loud(outcome: Outcome) -> b.Cell:
    tone = b.Tone.ALERT if outcome in {Outcome.FAILED, Outcome.PENDING} else b.Tone.STRONG
    return b.Cell(outcome.label, tone)


def _row(result: Result, zone: tzinfo) -> tuple[b.CellText, ...]:
    item = result.item
    loud = result.outcome in {Outcome.FAILED, Outcome.PENDING}
    outcome = b.Cell(result.outcome.label, b.Tone.ALERT) if loud else result.outcome.label
    note = result.note
    if result.by and result.at is not None:
        note = f"{note}\n" if note else ""
        note += f"{result.by}　{result.at.astimezone(zone):%Y-%m-%d %H:%M}"
    return (
        f"{item.code}{' ★' if item.veto else ''}",
        item.nature.label,
        item.title,
        "人工" if item.manual else "自动",
        outcome,
        note,
    )
