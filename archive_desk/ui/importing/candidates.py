"""The files of a card as a list to tick: what the names say at once, the rest as it comes."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon, QPixmap
from typing_extensions import override

from archive_desk.domain.arrivals import Found
from archive_desk.domain.footage import Doubt, Kind, TimeSource
from archive_desk.ui import icons, wording
from archive_desk.ui.importing.card import Card
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, Side, Source

Index = QModelIndex | QPersistentModelIndex

KIND_ICONS = {
    Kind.VIDEO: "video",
    Kind.AUDIO: "mic",
    Kind.PHOTO: "image",
    Kind.SIDECAR: "file-text",
}

# What every copied file shows; worth a tool tip, not a warning in the list.
_MILD = {Doubt.TWO_SECONDS, Doubt.FROM_CLOSING, Doubt.UNCONFIRMED}


class CandidateModel(RowModel[Found]):
    """The files of a card, with a box to tick in the first column."""

    def __init__(self, card: Card) -> None:
        super().__init__(columns(card), _source(card), key=lambda item: item.raw)
        self.card = card

    def show_card(self, card: Card) -> None:
        """Show another card."""
        self.card = card
        self.columns = columns(card)
        self.use(_source(card))

    def repaint(self) -> None:
        """Paint all rows anew; the files are the same."""
        if self.rowCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole and index.isValid() and index.column() == 0:
            item = self.row(index.row())
            if item is None or item.skipped is not None:
                return None
            chosen = item.raw in self.card.chosen
            return Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked
        return super().data(index, role)


def columns(card: Card) -> tuple[Column[Found], ...]:
    """The columns of the list."""
    return (
        Column(
            "name",
            wording.tr("文件"),
            lambda item: item.name,
            width=340,
            stretch=True,
            subtitle=lambda item: item.folder,
            picture=lambda item: _picture(card, item),
            tone=lambda item: Tone.FAINT if item.skipped is not None else None,
            hint=lambda item: item.path,
        ),
        Column(
            "device",
            wording.tr("设备与人员"),
            _who,
            width=172,
            subtitle=_family,
            hint=_family_hint,
        ),
        Column(
            "start",
            wording.tr("摄录开始"),
            lambda item: wording.compact(card.start_of(item).at),
            width=176,
            subtitle=lambda item: _start_note(card, item),
            tone=lambda item: Tone.WARN if _doubts(card, item) else None,
            hint=lambda item: _start_hint(card, item),
        ),
        Column(
            "duration",
            wording.tr("时长"),
            lambda item: wording.duration(card.duration_ms(item)),
            side=Side.RIGHT,
            width=68,
        ),
        Column(
            "size",
            wording.tr("大小"),
            lambda item: wording.size(item.size_bytes) if item.size_bytes else "",
            side=Side.RIGHT,
            width=84,
        ),
        Column(
            "state",
            wording.tr("状态"),
            lambda item: _state(card, item).text,
            width=112,
            badge=lambda item: _state(card, item),
            hint=lambda item: _state_hint(card, item),
        ),
    )


def _source(card: Card) -> Source[Found]:
    keys: dict[str, Callable[[Found], Any]] = {
        "name": lambda item: item.path.lower(),
        "device": lambda item: (item.recognised.device, item.recognised.officer),
        "start": lambda item: _timestamp(card, item),
        "duration": lambda item: card.duration_ms(item) or 0,
        "size": lambda item: item.size_bytes,
        "state": lambda item: (item.skipped is not None, item.known_as is not None),
    }

    def page(offset: int, limit: int, sort: str, descending: bool) -> Sequence[Found]:
        rows = card.listing.found
        if sort:
            rows = tuple(sorted(rows, key=keys[sort], reverse=descending))
        return rows[offset : offset + limit]

    return Source(lambda: len(card.listing.found), page)


def _timestamp(card: Card, item: Found) -> float:
    at = card.start_of(item).at
    return 0.0 if at is None else at.timestamp()


def _picture(card: Card, item: Found) -> QIcon | QPixmap:
    picture = card.pictures.get(item.raw)
    if picture is not None:
        return picture
    return icons.icon(KIND_ICONS[item.kind], Tone.FAINT)


def _who(item: Found) -> str:
    seen = item.recognised
    return " · ".join(part for part in (seen.device, seen.officer) if part)


def _family(item: Found) -> str:
    if item.skipped is not None:
        return ""
    if item.recognised.family_title:
        return wording.tr(item.recognised.family_title)
    return wording.tr("未识别") if item.kind is not Kind.SIDECAR else wording.tr(item.kind.label)


def _family_hint(item: Found) -> str:
    layout = item.recognised.family_layout
    words = _family(item)
    return wording.with_note(words, wording.tr(layout)) if layout and words else words


def _doubts(card: Card, item: Found) -> list[Doubt]:
    if item.skipped is not None or item.kind is Kind.SIDECAR:
        return []
    return [doubt for doubt in card.start_of(item).doubts if doubt not in _MILD]


def _start_note(card: Card, item: Found) -> str:
    start = card.start_of(item)
    if item.skipped is not None or start.source is TimeSource.NONE:
        return ""
    doubts = _doubts(card, item)
    if doubts:
        return wording.tr(doubts[0].label)
    return wording.tr("来自{source}", source=wording.tr(start.source.label))


def _start_hint(card: Card, item: Found) -> str:
    start = card.start_of(item)
    lines = [
        f"{wording.tr(claim.source.label)}: {wording.compact(claim.at)}" for claim in start.claims
    ]
    return "\n".join([*lines, *(wording.tr(doubt.label) for doubt in start.doubts)])


def _state(card: Card, item: Found) -> Badge:
    if item.skipped is not None:
        return Badge(wording.tr("跳过"), Tone.FAINT)
    if item.known_as is not None:
        return Badge(wording.tr("已采集"), Tone.NEUTRAL)
    glance = card.seen.get(item.raw)
    if glance is not None and glance.facts.health.faulty:
        return Badge(wording.tr(glance.facts.health.label), Tone.WARN)
    if item.recognised.important:
        return Badge(wording.tr("重点文件"), Tone.ACCENT)
    return Badge(wording.tr("新"), Tone.GOOD)


def _state_hint(card: Card, item: Found) -> str:
    if item.skipped is not None:
        return wording.sentence(item.skipped)
    glance = card.seen.get(item.raw)
    note = "" if glance is None else glance.facts.health_note
    return wording.tr(note) if note else ""
