"""The footage of a case by stage; recordings are dragged from stage to stage and onto documents."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.cases import STAGES, LinkedFootage
from archive_desk.domain.ids import FootageId
from archive_desk.ui import wording
from archive_desk.ui.cases.pictures import Pictures
from archive_desk.ui.cases.tiles import Tiles
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import FOOTAGE_MIME, Badge, dragged_ids
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, TIGHT, restyle
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.panels import Card, clear
from archive_desk.ui.widgets.text import label, muted


class DropCard(Card):
    """A card onto which recordings can be dropped, and files where it says so.

    Signals:
        dropped: the ids of the recordings.
        files_dropped: the paths of the files.
    """

    dropped = Signal(object)
    files_dropped = Signal(object)

    def __init__(self, *, open_to_drops: bool, takes_files: bool = False) -> None:
        super().__init__()
        self.setAcceptDrops(open_to_drops)
        self._takes_files = takes_files

    def _files(self, data: QMimeData) -> tuple[Path, ...]:
        """The files that are dragged, in the order of their names."""
        if not self._takes_files or not data.hasUrls():
            return ()
        return tuple(sorted(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()))

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dragged_ids(event.mimeData(), FOOTAGE_MIME) or self._files(event.mimeData()):
            event.acceptProposedAction()
            self._light(lit=True)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._light(lit=False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._light(lit=False)
        ids = tuple(FootageId(each) for each in dragged_ids(event.mimeData(), FOOTAGE_MIME))
        if ids:
            event.acceptProposedAction()
            self.dropped.emit(ids)
            return
        files = self._files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.files_dropped.emit(files)

    def _light(self, *, lit: bool) -> None:
        self.setProperty("drop", "true" if lit else None)
        restyle(self)


class StageBoard(QWidget):
    """One card for each stage, with the recordings made there.

    Signals:
        dropped: a stage (empty for none) and the ids of recordings dropped on it.
        opened: a `LinkedFootage` to be played.
        menu_wanted: the `LinkedFootage`s selected and the place for a menu.
    """

    dropped = Signal(str, object)
    opened = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        pictures.arrived.connect(self._on_pictures_arrived)
        self._tiles: list[Tiles] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(MEDIUM)

    @property
    def tiles(self) -> tuple[Tiles, ...]:
        """The lists of tiles, stage by stage."""
        return tuple(self._tiles)

    def show_footage(self, footage: Sequence[LinkedFootage], *, editable: bool) -> None:
        """Show the footage of a case; dragging is for those who may change the file."""
        self._pictures.want(footage)
        clear(self._column)
        self._tiles.clear()
        unknown = [each for each in footage if each.stage not in STAGES]
        if unknown:
            self._add("", self.tr("未注明环节"), unknown, editable=editable)
        for stage in STAGES:
            items = [each for each in footage if each.stage == stage]
            # An empty stage is a place to drop on; who cannot drop is spared it.
            if items or editable:
                self._add(stage, wording.sentence(stage), items, editable=editable)
        if not footage and not editable:
            self._column.addWidget(muted(self.tr("案卷里没有音像。")))

    def _on_pictures_arrived(self) -> None:
        for tiles in self._tiles:
            tiles.viewport().update()

    def _add(
        self, stage: str, words: str, items: Sequence[LinkedFootage], *, editable: bool
    ) -> None:
        card = DropCard(open_to_drops=editable)
        card.setObjectName(f"stage-{stage or 'unknown'}")
        card.setAccessibleName(words)
        card.body.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        card.body.setSpacing(TIGHT)
        card.dropped.connect(lambda ids: self.dropped.emit(stage, ids))
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(label(words, "strong"))
        if items:
            tone = Tone.WARN if not stage else Tone.NEUTRAL
            count = BadgeLabel()
            count.show_badge(Badge(str(len(items)), tone))
            head.addWidget(count)
        head.addStretch(1)
        card.body.addLayout(head)
        if items:
            card.body.addWidget(self._make_tiles(items, editable=editable))
        else:
            head.addWidget(label(self.tr("把音像拖到这里"), "faint"))
        self._column.addWidget(card)

    def _make_tiles(self, items: Sequence[LinkedFootage], *, editable: bool) -> Tiles:
        tiles = Tiles(items, self._pictures, draggable=editable)
        tiles.setAccessibleName(self.tr("音像"))
        tiles.opened.connect(self.opened)
        tiles.menu_wanted.connect(self.menu_wanted)
        tiles.picked.connect(lambda _rows: self._keep_one(tiles))
        self._tiles.append(tiles)
        return tiles

    def _keep_one(self, chosen: Tiles) -> None:
        """Recordings are selected in one stage at a time."""
        if not chosen.selected():
            return
        for tiles in self._tiles:
            if tiles is not chosen and tiles.selectionModel().hasSelection():
                tiles.clearSelection()

    def selected(self) -> tuple[LinkedFootage, ...]:
        """The recordings selected."""
        return next((rows for tiles in self._tiles if (rows := tiles.selected())), ())
