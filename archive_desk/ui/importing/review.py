"""The second page: everything on the card, to be looked over and ticked before it is copied."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.arrivals import Found, Glance, HandOver, Listing
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.footage import Kind
from archive_desk.domain.work import Monitor
from archive_desk.services.importing import Importing
from archive_desk.ui import wording
from archive_desk.ui.importing.candidates import CandidateModel
from archive_desk.ui.importing.card import Card
from archive_desk.ui.importing.handing_in import HandingInForm
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import Advice, SectionHead
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label

_LOOKS_AT_ONCE = 6
_ROW = 60


class CandidateTable(Table[Found]):
    """The list of files; a click on the box or the space bar ticks.

    Signals:
        ticked: the files whose box was pressed.
    """

    ticked = Signal(object)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.selected():
            self.ticked.emit(self.selected())
            return
        super().keyPressEvent(event)


class ReviewPage(QWidget):
    """The list of a card, the statement beside it, and what will be copied.

    Signals:
        confirmed: the `Listing` to take in and the `HandOver` stated.
        left: back to choosing.
        scan_wanted: look over the same source again.
    """

    confirmed = Signal(object, object)
    left = Signal()
    scan_wanted = Signal()

    def __init__(self, context: ScreenContext, importing: Importing) -> None:
        super().__init__()
        self._context = context
        self._importing = importing
        self._card = Card(Listing("", ()))
        self._looking: Job | None = None
        self.model = CandidateModel(self._card)
        self.table = CandidateTable(
            self.model, name="candidates", remembered=context.remembered, row_height=_ROW
        )
        self.table.setAccessibleName(self.tr("来源中的文件"))
        self.form = HandingInForm()
        self.again = QCheckBox(self.tr("已采集过的也重新读取核对(&V)"))
        self.again.setToolTip(self.tr("清空存储卡之前，建议重新核对一遍。"))
        self.room = Advice("", Tone.WARN)
        self.room.hide()
        self.summary = label("", "strong")
        self.start_button = button(
            self.tr("开始采集(&I)"), "hard-drive-download", kind="primary", then=self._on_start
        )
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(30)
        self._soon.timeout.connect(self._look_at_more)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._head = SectionHead("")
        self._head.add(
            button(self.tr("重新查看(&R)"), "refresh-cw", kind="quiet", then=self.scan_wanted.emit)
        )
        self._note = label("", "muted", wrap=True)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        foot.addWidget(button(self.tr("返回(&B)"), "arrow-left", then=self.left.emit))
        foot.addWidget(self.again)
        foot.addStretch(1)
        foot.addWidget(self.summary)
        foot.addWidget(self.start_button)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SMALL)
        page.addWidget(self._head)
        page.addWidget(self._note)
        page.addWidget(self.form)
        page.addWidget(self.room)
        page.addWidget(self.table, 1)
        page.addSpacing(SMALL)
        page.addLayout(foot)

    def _connect(self) -> None:
        self.table.clicked.connect(self._on_table_clicked)
        self.table.ticked.connect(self._on_table_ticked)
        self.table.verticalScrollBar().valueChanged.connect(lambda _place: self._soon.start())
        self.again.toggled.connect(self._on_again_toggled)

    # -- what is shown -----------------------------------------------------------------------

    def show_card(self, listing: Listing) -> None:
        """Show a card that was just scanned."""
        self._card = Card(listing)
        # A card of which everything is known is inserted again to be proved, not to be skipped.
        wanted = listing.wanted
        everything = bool(wanted) and self._card.known == len(wanted)
        self.again.setChecked(everything)
        self._card.choose_usual(again=everything)
        self.again.setVisible(bool(self._card.known))
        self.model.show_card(self._card)
        self.form.propose(self._card, self._importing.officers(self._context.actor))
        name = Path(listing.source).name or listing.source
        self._head.set_words(name)
        self._head.set_note(listing.source)
        self._note.setText(self._found_words())
        self._show_chosen()
        self.table.scrollToTop()
        self._soon.start()

    def stop(self) -> None:
        """Look into no more files."""
        if self._looking is not None:
            self._looking.cancel()
        self._soon.stop()

    def _found_words(self) -> str:
        card, kinds = self._card, []
        for kind in Kind:
            count = sum(item.kind is kind for item in card.listing.wanted)
            if count:
                kinds.append(wording.tr("{kind} {n} 件", kind=wording.tr(kind.label), n=count))
        parts = [wording.listing(kinds) if kinds else self.tr("没有可以采集的文件")]
        if card.known:
            parts.append(wording.tr("其中 {n} 件以前采集过", n=card.known))
        if card.skipped:
            parts.append(wording.tr("{n} 个文件不采集，原因见列表末尾", n=card.skipped))
        if card.unreadable:
            parts.append(wording.tr("{n} 处读不出来，存储卡可能已损坏", n=card.unreadable))
        if card.devices:
            parts.append(wording.tr("设备 {devices}", devices=wording.listing(card.devices[:6])))
        return "　".join(parts)

    def _show_chosen(self) -> None:
        chosen = self._card.chosen_files
        size = self._card.chosen_bytes
        self.summary.setText(
            wording.tr(
                "已选 {n} 件，{size}", n=wording.number(len(chosen)), size=wording.size(size)
            )
        )
        self.start_button.setEnabled(bool(chosen))
        try:
            room = self._importing.room_bytes(self._context.actor)
        except ArchiveDeskError as error:
            self.room.say(wording.sentence(error.message))
            return
        short = wording.tr(
            "档案库所在磁盘还能存放 {room}，放不下所选的 {size}。请先腾出空间，或减少所选文件。",
            room=wording.size(room),
            size=wording.size(size),
        )
        self.room.say(short if size > room else "")

    # -- looking into files ------------------------------------------------------------------

    def _look_at_more(self) -> None:
        """Look into the files in view, then into the rest, a few at a time."""
        if self._looking is not None or not self.isVisible():
            return
        items = self._unseen()
        if not items:
            return
        card, importing, actor = self._card, self._importing, self._context.actor
        source = Path(card.listing.source)

        def look(monitor: Monitor) -> list[tuple[bytes, Glance | None]]:
            seen: list[tuple[bytes, Glance | None]] = []
            for number, item in enumerate(items):
                monitor.report(number, len(items))
                try:
                    seen.append((item.raw, importing.look(actor, source, item)))
                except ArchiveDeskError:
                    # The import will say what is wrong with it.
                    seen.append((item.raw, None))
            return seen

        job = Job(self.tr("查看文件"), look, parent=self, unit=Unit.ITEMS, quiet=True)
        job.succeeded.connect(lambda seen: self._on_look_succeeded(card, seen))
        job.ended.connect(self._on_look_ended)
        self._looking = job
        self._context.jobs.start(job, Lane.READ)

    def _unseen(self) -> list[Found]:
        first = max(0, self.table.rowAt(0))
        last = self.table.rowAt(self.table.viewport().height() - 1)
        shown = range(first, self.model.rowCount() if last < 0 else last + 1)
        in_view = [item for number in shown if (item := self.model.row(number)) is not None]
        found: list[Found] = []
        for item in (*in_view, *self._card.listing.wanted):
            if len(found) == _LOOKS_AT_ONCE:
                break
            recorded = item.kind is not Kind.SIDECAR and item.skipped is None
            if recorded and item.raw not in self._card.seen and item not in found:
                found.append(item)
        return found

    def _on_look_succeeded(self, card: Card, seen: Iterable[tuple[bytes, Glance | None]]) -> None:
        for raw, glance in seen:
            card.seen[raw] = glance
            picture = QPixmap()
            if glance is not None and glance.picture and picture.loadFromData(glance.picture):
                card.pictures[raw] = picture.scaledToHeight(
                    theme().px(_ROW) * 2, Qt.TransformationMode.SmoothTransformation
                )
        if card is self._card:
            self.model.repaint()

    def _on_look_ended(self) -> None:
        self._looking = None
        self._soon.start()

    # -- what the person does ----------------------------------------------------------------

    def _on_table_clicked(self, index: QModelIndex) -> None:
        item = self.model.row(index.row())
        if item is None or index.column() != 0:
            return
        place = self.table.viewport().mapFromGlobal(self.table.cursor().pos())
        if place.x() <= self.table.columnViewportPosition(0) + theme().px(44):
            self._on_table_ticked((item,))

    def _on_table_ticked(self, items: Iterable[Found]) -> None:
        if self._card.toggle(items):
            self.model.repaint()
            self._show_chosen()

    def _on_again_toggled(self, again: bool) -> None:
        self._card.choose_usual(again=again)
        self.model.repaint()
        self._show_chosen()

    def _on_start(self) -> None:
        if not self.form.complete():
            return
        statement: HandOver = self.form.statement
        self.stop()
        self.confirmed.emit(self._card.chosen_listing, statement)
