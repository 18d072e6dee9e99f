"""鉴定销毁清册: what is to be destroyed, who approved it, who witnessed it; kept for ever."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from archive_desk.domain.destruction import (
    DESTRUCTION_LAW,
    CarryingDisc,
    DestructionItem,
    DestructionList,
    ListState,
)
from archive_desk.domain.disc_catalogue import size_in_words
from archive_desk.forms import blocks as b

FORM_NO = "AD-62"
TITLE = "档案鉴定销毁清册"

_COLUMNS = (
    b.Column("序号", 11, align=b.Align.CENTRE),
    b.Column("档号", 17, align=b.Align.CENTRE),
    b.Column("题名（文件名）", weight=1.8),
    b.Column("案卷", 28),
    b.Column("日期", 20, align=b.Align.CENTRE),
    b.Column("光盘", 25),
    b.Column("原保管期限", weight=1.1),
    b.Column("到期日", 20, align=b.Align.CENTRE),
    b.Column("大小", 17, align=b.Align.RIGHT),
    b.Column("销毁理由", weight=1.0),
    b.Column("销毁时间", 20, align=b.Align.CENTRE),
)

_DIGESTS = (
    b.Column("序号", 11, align=b.Align.CENTRE),
    b.Column("SHA-256", weight=1.0),
    b.Column("SM3", weight=1.0),
)

_DISCS = (
    b.Column("光盘编号", 34),
    b.Column("存放位置", 40),
    b.Column("处理", weight=1.0),
    b.Column("登记", weight=1.0),
)


def sheet(
    found: DestructionList,
    items: Sequence[DestructionItem],
    discs: Sequence[CarryingDisc],
    on_discs: dict[int, Sequence[str]],
    *,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
) -> b.Sheet:
    """The list as a form; `on_discs` are the discs each recording is on. `at` is the print."""
    rows = [_row(item, on_discs.get(item.footage_id, ()), zone) for item in items]
    digests = [(str(item.position), item.sha256, item.sm3 or "—") for item in items]
    digest = b.list_digest([*rows, *digests])
    return b.Sheet(
        TITLE,
        organisation,
        b.Imprint(FORM_NO, at.astimezone(zone), operator, list_digest=digest),
        (
            b.Fields(_facts(found, zone), columns=3, label_mm=24, wide=frozenset({"依据"})),
            b.Heading("清册"),
            b.Table(_COLUMNS, rows, font_size=8.0),
            *_disc_part(discs, zone),
            b.Heading("校验值（留存备查）"),
            b.Table(_DIGESTS, digests, font_size=7.0),
            b.Space(2),
            b.Paragraph(
                "本清册永久保存。销毁后目录、校验值、清册编号和操作日志保留，音像内容不能恢复。",
                b.Tone.QUIET,
            ),
            b.Space(3),
            b.Signatures(_places(found, zone), columns=2, height_mm=28),
        ),
        number=found.no,
        page=b.A4_LANDSCAPE,
    )


def _facts(found: DestructionList, zone: tzinfo) -> list[tuple[str, b.CellText]]:
    done = found.state is ListState.DESTROYED
    ended = found.ended_at
    return [
        ("状态", b.Cell(found.state.label, b.Tone.STRONG if done else b.Tone.PLAIN)),
        ("鉴定报告", found.appraisal_no),
        ("件数", f"{found.items} 件，{size_in_words(found.size_bytes)}"),
        ("编制", f"{found.made_by}　{found.made_at.astimezone(zone).date().isoformat()}"),
        ("销毁方式", found.method or "—"),
        ("销毁地点", found.place or "—"),
        ("执行人", found.begun_by or "—"),
        ("销毁完成", b.moment_in_words(ended.astimezone(zone)) if ended else "—"),
        ("待毁光盘", f"{found.open_discs} 张"),
        ("依据", str(DESTRUCTION_LAW)),
    ]


def _row(item: DestructionItem, on_discs: Sequence[str], zone: tzinfo) -> tuple[b.CellText, ...]:
    return (
        str(item.position),
        str(item.footage_id),
        item.name,
        "\n".join(item.cases) or "—",
        _day(item.recorded_at, zone),
        "\n".join(on_discs) or "—",
        item.was,
        _day(item.until, zone),
        size_in_words(item.size_bytes),
        item.reason,
        _day(item.destroyed_at, zone),
    )


def _day(at: datetime | None, zone: tzinfo) -> str:
    return "—" if at is None else at.astimezone(zone).date().isoformat()


def _disc_part(discs: Sequence[CarryingDisc], zone: tzinfo) -> list[b.Block]:
    if not discs:
        return []
    rows = [
        (
            each.disc_no,
            each.location or "—",
            each.advice,
            f"{_day(each.settled_at, zone)}　{each.settled_by}　{each.note}"
            if each.settled_at
            else b.Cell("未销毁", b.Tone.ALERT),
        )
        for each in discs
    ]
    return [b.Heading("载有上列材料的光盘（不能擦除）"), b.Table(_DISCS, rows, font_size=8.5)]


def _places(found: DestructionList, zone: tzinfo) -> list[b.Signature]:
    decided = found.decided_at
    places = [
        b.Signature("编制人", "", found.made_by, found.made_at.astimezone(zone).date()),
        b.Signature(
            "单位负责人批示",
            found.opinion,
            found.decided_by,
            decided.astimezone(zone).date() if decided else None,
            seal=True,
        ),
    ]
    witnesses = [
        b.Signature("监销人", "现场监督，属实。", each.name, each.at.astimezone(zone).date())
        for each in found.witnesses
    ]
    return [*places, *(witnesses or [b.Signature("监销人"), b.Signature("监销人")])]
