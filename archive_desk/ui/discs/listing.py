"""The list of the disc register: its columns, and how states look."""

from collections.abc import Sequence

from PySide6.QtGui import QIcon

from archive_desk.domain.discs import Disc, DiscState
from archive_desk.domain.people import Person
from archive_desk.services.imaging import DiscFilter, Imaging
from archive_desk.ui import icons, wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, Source

STATE_TONES = {
    DiscState.PLANNED: Tone.NEUTRAL,
    DiscState.BUILT: Tone.ACCENT,
    DiscState.BURNED: Tone.WARN,
    DiscState.VERIFIED: Tone.GOOD,
    DiscState.SHELVED: Tone.GOOD,
    DiscState.LENT: Tone.WARN,
    DiscState.RETIRED: Tone.FAINT,
}
_DATE_LENGTH = len("2026-11-20")


def source(imaging: Imaging, actor: Person, where: DiscFilter) -> Source[Disc]:
    """The discs that `where` selects, the newest first."""

    def page(offset: int, limit: int, _sort: str, _descending: bool) -> Sequence[Disc]:
        return imaging.page(actor, where, offset, limit).discs

    return Source(lambda: imaging.page(actor, where, 0, 1).total, page)


def badge(disc: Disc) -> Badge:
    """The state of a disc as a pill."""
    return Badge(wording.sentence(disc.state.label), STATE_TONES[disc.state])


def place_in_set(disc: Disc) -> str:
    """`A 封存 · 1/3`."""
    return (
        f"{disc.copy_set.value} {wording.sentence(disc.copy_set.label)} · {disc.number}/{disc.of}"
    )


def share(disc: Disc) -> str:
    """How much of the disc is used: `4.2 GB · 91 %`."""
    percent = -(-disc.used_bytes * 100 // disc.medium.capacity_bytes)
    return f"{wording.size(disc.used_bytes)} · {percent} %"


def columns() -> list[Column[Disc]]:
    """The columns of the list."""

    def picture(disc: Disc) -> QIcon:
        return icons.icon("disc-3", STATE_TONES[disc.state])

    def below(disc: Disc) -> str:
        return wording.tr("{count} 件", count=disc.item_count) + (
            f" · {'、'.join(disc.cases)}" if disc.cases else ""
        )

    return [
        Column(
            "no",
            wording.tr("光盘"),
            lambda disc: disc.no,
            subtitle=place_in_set,
            picture=picture,
            sortable=False,
            bold=True,
            width=150,
        ),
        Column(
            "title",
            wording.tr("题名"),
            lambda disc: disc.title,
            subtitle=below,
            hint=lambda disc: disc.title,
            sortable=False,
            width=240,
            stretch=True,
        ),
        Column(
            "medium",
            wording.tr("介质"),
            lambda disc: disc.medium.label,
            subtitle=share,
            sortable=False,
            width=132,
        ),
        Column(
            "state", wording.tr("状态"), lambda _disc: "", badge=badge, sortable=False, width=104
        ),
        Column(
            "location",
            wording.tr("存放位置"),
            lambda disc: disc.location,
            sortable=False,
            width=104,
        ),
        Column(
            "planned",
            wording.tr("计划日期"),
            lambda disc: wording.compact(disc.planned_at)[:_DATE_LENGTH],
            sortable=False,
            width=110,
            hidden=True,
        ),
    ]
