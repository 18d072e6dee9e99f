"""鉴定工作报告: what was appraised, by whom, what was said of each, and what stays how long."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo

from archive_desk.domain.appraisal import (
    APPRAISAL_LAW,
    DISPUTE_LAW,
    Appraisal,
    AppraisalItem,
    Opinion,
    in_dispute,
)
from archive_desk.domain.disc_catalogue import size_in_words
from archive_desk.forms import blocks as b

FORM_NO = "AD-61"
TITLE = "档案鉴定工作报告"

_COLUMNS = (
    b.Column("序号", 11, align=b.Align.CENTRE),
    b.Column("题名", weight=1.5),
    b.Column("案卷", 30),
    b.Column("形成日期", 21, align=b.Align.CENTRE),
    b.Column("原保管期限", weight=1.4),
    b.Column("到期日", 21, align=b.Align.CENTRE),
    b.Column("复议诉讼期", 20, align=b.Align.CENTRE),
    b.Column("鉴定意见", 26, align=b.Align.CENTRE),
    b.Column("理由", weight=1.2),
)


def sheet(
    found: Appraisal,
    items: Sequence[AppraisalItem],
    *,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
) -> b.Sheet:
    """The report of a round; `at` is when it is printed."""
    rows = [_row(number, item, at, zone) for number, item in enumerate(items, 1)]
    imprint = b.Imprint(FORM_NO, at.astimezone(zone), operator, list_digest=b.list_digest(rows))
    return b.Sheet(
        TITLE,
        organisation,
        imprint,
        (
            b.Fields(_facts(found, items, zone), label_mm=28, wide=frozenset({"鉴定小组", "依据"})),
            b.Heading("鉴定情况说明"),
            b.Paragraph(found.report or "（尚未填写）", indent=True),
            b.Heading("鉴定意见一览"),
            b.Table(_COLUMNS, rows, font_size=8.5),
            b.Space(2),
            b.Paragraph(
                "复议诉讼期：自期限起算之日起五年内仍可能依法提起复议或诉讼"
                f"（{DISPUTE_LAW}），标“是”的应从严掌握。"
                "保留的档案已按本报告划定新的保管期限并作标识；"
                "拟销毁的另列销毁清册，经批准、两人监销后方可销毁。",
                b.Tone.QUIET,
            ),
            b.Space(3),
            b.Signatures(_places(found), columns=2, height_mm=26),
        ),
        number=found.no,
        page=b.A4_LANDSCAPE,
    )


def _facts(
    found: Appraisal, items: Sequence[AppraisalItem], zone: tzinfo
) -> list[tuple[str, b.CellText]]:
    counts = Counter(each.opinion for each in items)
    ended = found.concluded_at
    size = sum(each.candidate.size_bytes for each in items)
    told = "　".join(f"{each.label} {counts[each]} 件" for each in Opinion if counts[each])
    return [
        ("鉴定名称", b.Cell(found.title, b.Tone.STRONG)),
        ("状态", found.state.label),
        ("鉴定小组", f"组长 {found.group.leader}；成员 {'、'.join(found.group.members)}"),
        ("开始", b.moment_in_words(found.begun_at.astimezone(zone))),
        ("形成意见", b.moment_in_words(ended.astimezone(zone)) if ended else "未完成"),
        ("鉴定件数", f"{len(items)} 件，{size_in_words(size)}"),
        ("意见汇总", told or "—"),
        ("销毁清册", found.list_no or "无"),
        ("依据", str(APPRAISAL_LAW)),
    ]


def _row(number: int, item: AppraisalItem, at: datetime, zone: tzinfo) -> tuple[b.CellText, ...]:
    about = item.candidate
    recorded = about.recorded_at
    doomed = item.opinion is Opinion.DESTROY
    return (
        str(number),
        about.name,
        "\n".join(about.cases) or "—",
        recorded.astimezone(zone).date().isoformat() if recorded else "—",
        item.was,
        item.until.astimezone(zone).date().isoformat() if item.until else "—",
        "是" if in_dispute(about.keep, at) else "否",
        b.Cell(_opinion(item), b.Tone.ALERT if doomed else b.Tone.PLAIN),
        item.reason or "—",
    )


def _opinion(item: AppraisalItem) -> str:
    if item.opinion is None:
        return "—"
    if item.opinion is Opinion.EXTEND:
        return f"延长 {item.years} 年"
    return item.opinion.label


def _places(found: Appraisal) -> list[b.Signature]:
    members = [b.Signature("鉴定小组成员", "", name) for name in found.group.members]
    return [
        b.Signature("鉴定小组组长", "", found.group.leader),
        *members,
        b.Signature("单位负责人", seal=True),
    ]
