"""The discs of a plan as a board: recordings are dragged from one disc to another, or to a new one.

What does not fit is refused where it would be dropped, and every move can be taken back.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QMenu, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import FootageId
from archive_desk.services.disc_proposals import Proposal, ProposedDisc
from archive_desk.ui import wording
from archive_desk.ui.discs.picture import DiscPicture, arcs_of
from archive_desk.ui.theme import SMALL, TIGHT, restyle
from archive_desk.ui.widgets.panels import Card
from archive_desk.ui.widgets.text import label

_MIME = "application/x-archive-desk-planned"
_ACROSS = 3
_DRAWN = 60
_SIDE = 132
_LONGEST_NAME = 36

Fits = Callable[[Sequence[FootageId], int, int], bool]


class _Target(Card):
    """Where recordings may be dropped.

    Signals:
        dropped(ids, source, target): recordings are to come here.
    """

    dropped = Signal(object, int, int)

    def __init__(self, number: int, fits: Fits) -> None:
        super().__init__(panel="row")
        self.number = number
        self._fits = fits
        self.setAcceptDrops(True)
        self.body.setContentsMargins(TIGHT, SMALL, TIGHT, SMALL)
        self.body.setSpacing(TIGHT)

    def _light(self, *, on: bool) -> None:
        self.setProperty("drop", "true" if on else None)
        restyle(self)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        carried = _carried(event.mimeData())
        if carried is not None and self._fits(carried[1], carried[0], self.number):
            self._light(on=True)
            event.acceptProposedAction()

    @override
    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._light(on=False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._light(on=False)
        carried = _carried(event.mimeData())
        if carried is not None:
            event.acceptProposedAction()
            self.dropped.emit(carried[1], carried[0], self.number)


class DiscTile(_Target):
    """One disc of the plan. Its recordings are chosen with the mouse or the arrow keys.

    Signals:
        asked(number, point): a menu for the chosen recording is wanted at a place of the screen.
    """

    asked = Signal(int, QPoint)

    def __init__(self, number: int, disc: ProposedDisc, capacity_bytes: int, fits: Fits) -> None:
        super().__init__(number, fits)
        self.disc = disc
        self._pressed: QPoint | None = None
        self.setProperty("clickable", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.picture = DiscPicture(_SIDE)
        self.picture.show_disc(arcs_of(disc.entries), disc.used_bytes, capacity_bytes)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.picture)
        row.addStretch(1)
        self.body.addLayout(row)
        words = self.tr("第 {number} 盘　{count} 件　{size}").format(
            number=number + 1, count=len(disc.entries), size=wording.size(disc.used_bytes)
        )
        caption = label(words, "caption")
        caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(caption)
        self.setAccessibleName(words)

    @property
    def chosen(self) -> int | None:
        """The place of the chosen recording on this disc."""
        return self.picture.chosen

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        point = self.picture.mapFrom(self, event.position().toPoint())
        self.picture.choose(self.picture.arc_at(point))
        pressed = event.button() is Qt.MouseButton.LeftButton and self.chosen is not None
        self._pressed = event.position().toPoint() if pressed else None

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        moved = (event.position().toPoint() - self._pressed).manhattanLength()
        if moved < QApplication.startDragDistance():
            return
        self._pressed = None
        alone = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        drag = QDrag(self)
        drag.setMimeData(self.carried(alone=alone))
        drag.exec(Qt.DropAction.MoveAction)

    def carried(self, *, alone: bool) -> QMimeData:
        """The chosen recording as something to drag: with its whole take, or `alone`."""
        entry = self.disc.entries[self.chosen or 0]
        ids = [entry.footage_id] if alone else list(self.disc.together(entry.footage_id))
        data = QMimeData()
        words = f"{self.number}:{','.join(map(str, ids))}"
        data.setData(_MIME, words.encode())
        return data

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.chosen is not None:
            self.asked.emit(self.number, event.globalPos())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self.disc.entries:
            before = -1 if self.chosen is None else self.chosen
            self.picture.choose((before + step) % len(self.disc.entries))
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.chosen is not None:
            self.asked.emit(self.number, self.mapToGlobal(self.rect().center()))
        else:
            super().keyPressEvent(event)


class DiscBoard(QWidget):
    """All discs of a proposal, and what a person has moved on them.

    Signals:
        moved: recordings lie on other discs now.
        refused(sentence): why they do not.
    """

    moved = Signal()
    refused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._history: list[Proposal] = []
        self.tiles: list[DiscTile] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SMALL)

    @property
    def proposal(self) -> Proposal | None:
        """The discs as they are arranged now."""
        return self._history[-1] if self._history else None

    @property
    def rearranged(self) -> bool:
        """Whether a person has moved anything."""
        return len(self._history) > 1

    def show_proposal(self, proposal: Proposal | None) -> None:
        """Show another proposal; what was moved on the one before is forgotten."""
        self._history = [] if proposal is None else [proposal]
        self._draw()

    def shift(self, footage_ids: Sequence[FootageId], source: int, target: int) -> None:
        """Move recordings from one disc to another, or to a new one behind the last."""
        if self.proposal is None or source == target:
            return
        try:
            self._history.append(self.proposal.moved(footage_ids, source, target))
        except ArchiveDeskError as error:
            self.refused.emit(error.message)
            return
        self._draw()
        self.moved.emit()

    def undo(self) -> None:
        """Take the last move back."""
        if self.rearranged:
            self._history.pop()
            self._draw()
            self.moved.emit()

    def _fits(self, footage_ids: Sequence[FootageId], source: int, target: int) -> bool:
        if self.proposal is None or source == target:
            return False
        try:
            self.proposal.moved(footage_ids, source, target)
        except ArchiveDeskError as error:
            self.refused.emit(error.message)
            return False
        return True

    def _draw(self) -> None:
        self.tiles = []
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self.proposal is None:
            return
        discs, capacity = self.proposal.discs, self.proposal.medium.capacity_bytes
        for number, disc in enumerate(discs[:_DRAWN]):
            tile = DiscTile(number, disc, capacity, self._fits)
            tile.dropped.connect(self.shift)
            tile.asked.connect(self._on_tile_asked)
            self.tiles.append(tile)
            self._grid.addWidget(tile, number // _ACROSS, number % _ACROSS)
        if len(discs) <= _DRAWN and sum(len(disc.entries) for disc in discs) > 1:
            place = len(discs)
            self._grid.addWidget(self._new_disc(place), place // _ACROSS, place % _ACROSS)
        for column in range(_ACROSS):
            self._grid.setColumnStretch(column, 1)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _new_disc(self, number: int) -> _Target:
        made = _Target(number, self._fits)
        made.dropped.connect(self.shift)
        words = label(self.tr("拖到这里\n另放一张光盘"), "faint")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        made.body.addStretch(1)
        made.body.addWidget(words)
        made.body.addStretch(1)
        return made

    def menu_for(self, tile: DiscTile) -> QMenu:
        """Where the chosen recording of a disc, or its take, may go."""
        menu = QMenu(self)
        entry = tile.disc.entries[tile.chosen or 0]
        together = tile.disc.together(entry.footage_id)
        choices: list[tuple[str, tuple[FootageId, ...]]] = [
            (self.tr("“{name}”移到").format(name=cut(entry.name)), (entry.footage_id,))
        ]
        if len(together) > 1:
            words = self.tr("同一段摄录 {count} 件移到").format(count=len(together))
            choices.append((words, together))
        for words, ids in choices:
            to = menu.addMenu(words)
            for target in range(len(self.tiles) + 1):
                if target == tile.number:
                    continue
                name = (
                    self.tr("第 {number} 盘").format(number=target + 1)
                    if target < len(self.tiles)
                    else self.tr("新的光盘")
                )
                to.addAction(name, partial(self.shift, ids, tile.number, target))
        return menu

    def _on_tile_asked(self, number: int, point: QPoint) -> None:
        self.menu_for(self.tiles[number]).popup(point)


def cut(name: str) -> str:
    """A name short enough for a menu."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _carried(data: QMimeData) -> tuple[int, list[FootageId]] | None:
    """The disc and the recordings that are dragged, if it is ours."""
    if not data.hasFormat(_MIME):
        return None
    source, _, ids = bytes(data.data(_MIME).data()).decode().partition(":")
    return int(source), [FootageId(int(each)) for each in ids.split(",")]
