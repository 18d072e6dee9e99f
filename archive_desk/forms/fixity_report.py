"""档案库核对报告: what a check looked at, what it found, and what is to be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from archive_desk.domain.disc_catalogue import size_in_words
from archive_desk.forms import blocks as b
from archive_desk.forms import workbook

FORM_NO = "AD-41"
TITLE = "档案库核对报告"

_COLUMNS = (
    b.Column("序号", 11, align=b.Align.CENTRE),
    b.Column("结果", 22, align=b.Align.CENTRE),
    b.Column("对象", 30),
    b.Column("情况", weight=1.3),
    b.Column("处理办法", weight=1.0),
)


@dataclass(frozen=True)
class Line:
    """One trouble: the result, what it is about, what was seen and what to do."""

    result: str
    item: str
    words: str
    remedy: str


@dataclass(frozen=True)
class Check:
    """A check as it is reported. `counts` are pairs of what was looked at and how many."""

    no: int
    scope: str
    manner: str
    begun_by: str
    started_at: datetime
    ended_at: datetime | None
    read_bytes: int
    counts: Sequence[tuple[str, int]]
    states: Sequence[tuple[str, int]]
    lines: Sequence[Line]


def sheet(check: Check, *, organisation: str, operator: str, at: datetime, zone: tzinfo) -> b.Sheet:
    """The report as a form; `at` is when it is printed."""
    rows = [
        (str(number), line.result, line.item, line.words, line.remedy)
        for number, line in enumerate(check.lines, 1)
    ]
    digest = b.list_digest(rows)
    return b.Sheet(
        TITLE,
        organisation,
        b.Imprint(FORM_NO, at.astimezone(zone), operator, list_digest=digest),
        (
            b.Fields(_facts(check, zone), label_mm=28, wide=frozenset({"核对范围", "结论"})),
            b.Heading("核对了什么"),
            b.Fields([(name, f"{count:,}") for name, count in check.counts], columns=3),
            *_states(check),
            b.Heading("需要处理的问题"),
            *_troubles(rows),
            b.Space(4),
            b.Signatures(
                (b.Signature("核对人", "", check.begun_by), b.Signature("负责人", seal=True)),
                columns=2,
                height_mm=28,
            ),
        ),
        number=b.running_number(check.started_at.astimezone(zone).year, check.no),
    )


def _facts(check: Check, zone: tzinfo) -> list[tuple[str, b.CellText]]:
    sound = not check.lines
    words = "全部完好。" if sound else f"有 {len(check.lines)} 项需要处理，见下表。"
    ended = check.ended_at
    return [
        ("核对范围", check.scope),
        ("核对方式", check.manner),
        ("核对人", check.begun_by),
        ("开始时间", b.moment_in_words(check.started_at.astimezone(zone))),
        ("结束时间", b.moment_in_words(ended.astimezone(zone)) if ended else "未完成"),
        ("读取数据量", size_in_words(check.read_bytes)),
        ("问题数", str(len(check.lines))),
        ("结论", b.Cell(words, b.Tone.STRONG if sound else b.Tone.ALERT)),
    ]


def _states(check: Check) -> list[b.Block]:
    if not check.states:
        return []
    return [
        b.Heading("原件现状"),
        b.Fields([(name, f"{count:,}") for name, count in check.states], columns=3),
    ]


def _troubles(rows: Sequence[tuple[str, ...]]) -> list[b.Block]:
    if not rows:
        return [b.Paragraph("没有。")]
    return [b.Table(_COLUMNS, rows, font_size=8)]


def ledger(check: Check, *, organisation: str, operator: str, zone: tzinfo) -> workbook.Ledger:
    """The same troubles as a workbook."""
    began = f"{check.started_at.astimezone(zone):%Y-%m-%d %H:%M}"
    counted = "，".join(f"{name} {count}" for name, count in (*check.counts, *check.states))
    note = f"{organisation}　{check.scope}　{check.manner}　{began}　核对人 {check.begun_by}　"
    note += f"制表 {operator}　{counted}　问题 {len(check.lines)}"
    return workbook.Ledger(
        TITLE,
        note,
        (
            workbook.Column("序号", workbook.Type.NUMBER, 7),
            workbook.Column("结果", width=12),
            workbook.Column("对象", width=20),
            workbook.Column("情况", width=70),
            workbook.Column("处理办法", width=50),
        ),
        [
            (number, line.result, line.item, line.words, line.remedy)
            for number, line in enumerate(check.lines, 1)
        ],
    )
