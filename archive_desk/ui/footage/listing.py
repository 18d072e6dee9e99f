"""Recordings as rows: their words, states and columns, and where the rows come from."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QPixmap

from archive_desk.domain.footage import Doubt, Footage, TimeSource
from archive_desk.domain.people import Person
from archive_desk.services.catalogue import Catalogue, FootageFilter, FootageSort
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, Side, Source

MOST_ROWS = 10_000
"""More than this nobody scrolls through; the filters narrow further."""

Names = Mapping[str, str]
"""Names of people by what recorders have for them."""


def source(
    catalogue: Catalogue, actor: Person, shown: Callable[[], FootageFilter | None]
) -> Source[Footage]:
    """The first `MOST_ROWS` recordings that `shown` selects, the newest first by itself.

    `shown` may answer with nothing as long as nothing is to be read.
    """

    def count() -> int:
        where = shown()
        return 0 if where is None else catalogue.count(actor, where, MOST_ROWS)

    def page(offset: int, limit: int, sort: str, descending: bool) -> Sequence[Footage]:
        where = shown()
        if where is None:
            return ()
        order = FootageSort(sort) if sort else FootageSort.STARTED
        return catalogue.page(
            actor,
            where,
            offset,
            min(limit, MOST_ROWS - offset),
            sort=order,
            descending=descending if sort else True,
        )

    return Source(count, page)


def officer(item: Footage, names: Names) -> str:
    """Who filmed: by name where the accounts know the number."""
    return names.get(item.officer, item.officer)


def badge(item: Footage) -> Badge | None:
    """The one thing about a recording that a person should see first."""
    if item.destroyed_at is not None:
        return Badge(wording.tr("已销毁"), Tone.NEUTRAL)
    if item.media.health.faulty:
        return Badge(wording.sentence(item.media.health.label), Tone.BAD)
    if item.doubts:
        return Badge(wording.tr("时间存疑"), Tone.WARN)
    if item.sensitive:
        return Badge(wording.sentence(item.sensitive[0].label), Tone.WARN)
    if item.important:
        return Badge(wording.tr("重点"), Tone.ACCENT)
    return None


def doubts(item: Footage) -> list[str]:
    """The doubts about the time in words."""
    return [wording.sentence(doubt.label) for doubt in Doubt if doubt.value in item.doubts]


def filed(item: Footage) -> str:
    """The case files it belongs to, in few words."""
    if not item.cases:
        return wording.tr("未入卷")
    if len(item.cases) == 1:
        return item.cases[0]
    return wording.tr("{no} 等 {n} 卷", no=item.cases[0], n=len(item.cases))


def began_by(item: Footage) -> str:
    """Where the start was found."""
    if item.started_by is TimeSource.NONE:
        return ""
    return wording.tr("据{source}", source=wording.sentence(item.started_by.label))


def what_it_is(item: Footage) -> str:
    """The second line of a recording: what it is and how large."""
    parts = [wording.sentence(item.kind.label)]
    if item.media.width and item.media.height:
        parts.append(f"{item.media.width}×{item.media.height}")
    parts.append(wording.size(item.size_bytes))
    return " · ".join(parts)


def columns(picture: Callable[[Footage], QPixmap], names: Names) -> list[Column[Footage]]:
    """The columns of the list."""
    return [
        Column(
            "name",
            wording.tr("名称"),
            lambda item: item.name,
            subtitle=what_it_is,
            picture=picture,
            hint=lambda item: item.name,
            cut_middle=True,
            width=320,
        ),
        Column(
            "started_at",
            wording.tr("摄录时间"),
            lambda item: wording.compact(item.started_at) or wording.tr("时间不明"),
            subtitle=began_by,
            tone=lambda item: None if item.started_at else Tone.FAINT,
            hint=lambda item: "\n".join(doubts(item)),
            width=162,
        ),
        Column(
            "duration_ms",
            wording.tr("时长"),
            lambda item: wording.duration(item.media.duration_ms),
            side=Side.RIGHT,
            width=70,
        ),
        Column(
            "health",
            wording.tr("状态"),
            lambda item: "" if (state := badge(item)) is None else state.text,
            badge=badge,
            hint=lambda item: item.media.health_note or "\n".join(doubts(item)),
            width=116,
        ),
        Column(
            "officer",
            wording.tr("执法人员"),
            lambda item: officer(item, names),
            subtitle=lambda item: item.section,
            hint=lambda item: item.officer,
            width=112,
        ),
        Column(
            "cases",
            wording.tr("案卷"),
            filed,
            tone=lambda item: None if item.cases else Tone.FAINT,
            hint=lambda item: "\n".join(item.cases),
            sortable=False,
            width=150,
        ),
        Column("device", wording.tr("设备编号"), lambda item: item.device, width=112),
        Column(
            "take",
            wording.tr("摄录组"),
            lambda item: "" if item.take is None else str(item.take),
            side=Side.RIGHT,
            sortable=False,
            width=72,
            hidden=True,
        ),
        Column("section", wording.tr("股室"), lambda item: item.section, width=112, hidden=True),
        Column(
            "kind",
            wording.tr("类型"),
            lambda item: wording.sentence(item.kind.label),
            width=72,
            hidden=True,
        ),
        Column(
            "size_bytes",
            wording.tr("大小"),
            lambda item: wording.size(item.size_bytes),
            side=Side.RIGHT,
            width=88,
            hidden=True,
        ),
        Column(
            "imported",
            wording.tr("采集时间"),
            lambda item: wording.compact(item.imported_at, seconds=False),
            subtitle=lambda item: item.batch,
            width=140,
            hidden=True,
        ),
    ]
