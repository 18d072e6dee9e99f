"""交接登记表: what was handed in, by whom to whom, with the digests both sides sign for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from archive_desk.domain.arrivals import Arrival, HandedItem, Outcome, Receipt
from archive_desk.domain.disc_catalogue import duration_in_words, size_in_words
from archive_desk.domain.footage import Batch, Kind
from archive_desk.domain.hand_ins import BatchClock, HandInState
from archive_desk.forms import blocks as b

FORM_NO = "AD-11"
TITLE = "执法音像交接登记表"

_COLUMNS = (
    b.Column("序号", 10, align=b.Align.CENTRE),
    b.Column("来源文件", weight=1.0),
    b.Column("设备编号\n执法人员", 23),
    b.Column("摄录开始", 20, align=b.Align.CENTRE),
    b.Column("时长", 14, align=b.Align.CENTRE),
    b.Column("大小\n（字节）", 22, align=b.Align.RIGHT),
    b.Column("检验", 17, align=b.Align.CENTRE),
    b.Column("校验值（SHA-256 / SM3）", 104),
)
_LEFT_OUT = (
    b.Column("来源文件", weight=1.2),
    b.Column("处理", 24, align=b.Align.CENTRE),
    b.Column("原因", weight=1.0),
)
_CHECKS = (
    ("真实性", "来源与入库文件的 SHA-256 逐一相同"),
    ("完整性", "件数、大小与清单相同"),
    ("可用性", "逐件打开检验，有问题的已注明"),
    ("安全性", "存储卡只读，未写入、未删除"),
    ("载体外观", ""),
)


def sheet(
    receipt: Receipt,
    items: Sequence[HandedItem],
    *,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
    names: Mapping[str, str] | None = None,
    cases: Sequence[str] = (),
    clock: BatchClock | None = None,
) -> b.Sheet:
    """The hand-over form of one import; `at` is when it is printed.

    `names` are the people behind certificate numbers, as far as the office knows them,
    `cases` the case files that hold some of the items, `clock` how the hand-in stands to its time.
    """
    names = names or {}
    receipt = replace(receipt, batch=_with_names(receipt.batch, names))
    items = [replace(item, officer=_named(item.officer, names)) for item in items]
    batch = receipt.batch
    rows = [_row(number, item, zone) for number, item in enumerate(items, start=1)]
    year, _, number = batch.no.partition("-")
    return b.Sheet(
        TITLE,
        organisation,
        b.Imprint(FORM_NO, at.astimezone(zone), operator, list_digest=b.list_digest(rows)),
        (
            b.Fields(
                _facts(receipt, items, cases, clock, zone), columns=3, label_mm=24, wide=_WIDE
            ),
            b.Heading("一、移交清单"),
            b.Table(_COLUMNS, rows, font_size=7.2),
            *_left_out(receipt),
            b.Heading("检验与签收"),
            b.Table(
                (
                    b.Column("检验项目", 28, align=b.Align.CENTRE),
                    b.Column("内容", weight=1.0),
                    b.Column("交存方", 50),
                    b.Column("接收方", 50),
                ),
                [(name, what, "", "") for name, what in _CHECKS],
            ),
            b.Space(3),
            b.Signatures(
                (
                    b.Signature("交存人", "以上音像已交存，校验值无误。", batch.officer),
                    b.Signature("接收人", "以上音像已接收入库，校验值无误。", seal=True),
                ),
                columns=2,
                height_mm=32,
            ),
        ),
        number=b.running_number(int(year), int(number)),
        page=b.A4_LANDSCAPE,
    )


def _with_names(batch: Batch, names: Mapping[str, str]) -> Batch:
    return replace(batch, officer=_named(batch.officer, names))


def _named(officer: str, names: Mapping[str, str]) -> str:
    name = names.get(officer)
    return officer if name is None else f"{name}（{officer}）"


_WIDE = frozenset({"来源", "迟交原因", "案件名称编号", "移交时限"})


def _facts(
    receipt: Receipt,
    items: Sequence[HandedItem],
    cases: Sequence[str],
    clock: BatchClock | None,
    zone: tzinfo,
) -> list[tuple[str, b.CellText]]:
    batch = receipt.batch
    # A recorder that lost its clock would stretch the period over years.
    starts = [item.started_at for item in items if item.started_at and not item.doubted]
    period = ""
    if starts:
        first, last = (_local(moment, zone) for moment in (min(starts), max(starts)))
        period = f"{b.moment_in_words(first)} 至 {b.moment_in_words(last)}"
    makers = sorted({item.officer for item in items if item.officer})
    facts: list[tuple[str, b.CellText]] = [
        ("批次", b.Cell(batch.no, b.Tone.STRONG)),
        ("执法单位", batch.section),
        ("交接时间", b.moment_in_words(_local(batch.finished_at or batch.started_at, zone))),
        ("交存人", batch.officer),
        ("接收人", batch.clerk),
        ("制作人", "、".join(makers)),
        ("制作时间", period),
        ("移交数量", f"{_counted(items)}"),
        ("数据量", size_in_words(sum(item.size_bytes for item in items))),
        ("案件名称编号", "；".join(cases)),
        ("来源", batch.source),
    ]
    if batch.returned_at is not None:
        facts.append(("返回单位时间", b.moment_in_words(_local(batch.returned_at, zone))))
        facts.append(("迟交原因", batch.return_reason))
    if clock is not None:
        facts.append(("移交时限", _clock_words(clock, zone)))
    return facts


def _clock_words(clock: BatchClock, zone: tzinfo) -> b.CellText:
    """How the hand-in stands to its time, by which rule, and if it was late why."""
    words = clock.state.label
    if clock.due is not None:
        words += f"（最早应于 {b.moment_in_words(_local(clock.due, zone))} 前"
        words += f"，{clock.late} 件超过）" if clock.late else "）"
    if clock.basis is not None:
        words += f"　依据：{clock.basis}"
    if clock.reason:
        words += f"　原因：{clock.reason}"
    return b.Cell(words, b.Tone.ALERT) if clock.state is HandInState.LATE else words


def _counted(items: Sequence[HandedItem]) -> str:
    counts = {kind: sum(item.kind is kind for item in items) for kind in Kind}
    parts = "、".join(f"{kind.label} {number}" for kind, number in counts.items() if number)
    return f"{len(items)} 件（{parts}）" if parts else "0 件"


def _row(number: int, item: HandedItem, zone: tzinfo) -> tuple[b.CellText, ...]:
    begun = item.started_at
    start = "不详" if begun is None else f"{_local(begun, zone):%Y-%m-%d\n%H:%M:%S}"
    if item.doubted:
        start += "\n（存疑）"
    who = "\n".join(part for part in (item.device, item.officer) if part)
    health = b.Cell(item.health.label, b.Tone.ALERT) if item.health.faulty else item.health.label
    return (
        str(number),
        f"{item.source}\n（重点文件）" if item.important else item.source,
        who,
        "" if item.kind is Kind.SIDECAR else start,
        duration_in_words(item.duration_ms),
        f"{item.size_bytes:,}",
        health,
        f"{item.sha256}\n{item.sm3}",
    )


def _left_out(receipt: Receipt) -> tuple[b.Block, ...]:
    """What is on the card and is not among the items, so that nothing is passed over."""
    shown = (
        Outcome.FAILED,
        Outcome.PLANNED,
        Outcome.SET_ASIDE,
        Outcome.DUPLICATE,
        Outcome.SKIPPED,
    )
    rows = [_left_out_row(line) for outcome in shown for line in receipt.of(outcome)]
    if not rows:
        return ()
    return (
        b.Heading("二、未列入清单的文件"),
        b.Table(_LEFT_OUT, rows, font_size=7.5),
    )


def _left_out_row(line: Arrival) -> tuple[b.CellText, ...]:
    failed = line.outcome in {Outcome.FAILED, Outcome.PLANNED}
    outcome = b.Cell(line.outcome.label, b.Tone.ALERT) if failed else line.outcome.label
    return (line.source, outcome, str(line.reason))


def _local(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone)
