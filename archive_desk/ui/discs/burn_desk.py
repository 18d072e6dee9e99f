"""The burning desk (刻录台): all drives in one window, each with its own disc and its own job."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.discs import Disc
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.findings import Finding
from archive_desk.services.burning import Burning, BurnOptions, DriveReport
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.ui.discs.burn_station import BurnStation
from archive_desk.ui.discs.dialogs import FindingsDialog
from archive_desk.ui.discs.drive_card import DriveCard
from archive_desk.ui.jobs import Job
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.panels import Advice, EmptyState, scrolling
from archive_desk.ui.widgets.text import label

_LOOK_EVERY_MS = 2000


class BurnDesk(Dialog):
    """The drives of this workstation. Closing it stops nothing.

    Attributes:
        cards: by the drive's address.
        brand: the medium's brand, as it is registered with each disc.
        media_batch: the medium's batch.
    """

    def __init__(
        self,
        context: ScreenContext,
        burning: Burning,
        station: BurnStation,
        first: Disc | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, width=680)
        self.set_title(self.tr("刻录台"))
        self._context, self._burning, self._station = context, burning, station
        self._keeping = DiscKeeping(context.desk)
        self._first = first
        self._signs: Mapping[str, tuple[int, ...]] = {}
        self._asking = False
        self.cards: dict[str, DriveCard] = {}
        self._build()
        station.changed.connect(self._show_work)
        context.changes.discs_changed.connect(self._on_discs_changed)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._watch)
        self._timer.start(_LOOK_EVERY_MS)
        self.look()

    def _build(self) -> None:
        words = self.tr(
            "每台光驱一张：先核对映像，写完封口，随后整盘读检；读检通过才算完成。可以关闭本窗口继续工作。"
        )
        self.body.addWidget(label(words, "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        used = self._keeping.media_used(self._context.actor)
        self.brand = _remembering(self.tr("盘片品牌"), [brand for brand, _ in used])
        self.media_batch = _remembering(self.tr("盘片批次"), [batch for _, batch in used])
        for name, box in (
            (self.tr("盘片品牌(&P)"), self.brand),
            (self.tr("批次(&N)"), self.media_batch),
        ):
            said = label(name, "field")
            said.setBuddy(box)
            row.addWidget(said)
            row.addWidget(box, 1)
        self.body.addLayout(row)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(MEDIUM)
        for drive in self._burning.drives():
            card = DriveCard(self._burning, drive)
            card.start_wanted.connect(lambda card=card: self.start(card))
            card.stop_wanted.connect(lambda drive=drive: self._station.stop(drive))
            card.eject_wanted.connect(lambda card=card: self._eject(card))
            card.findings_wanted.connect(self._show_findings)
            card.disc_chosen.connect(self._offer)
            self.cards[drive.address] = card
            self._column.addWidget(card)
        if not self.cards:
            self._column.addWidget(
                EmptyState(
                    "disc-3",
                    self.tr("没有找到光驱"),
                    self.tr("接上光驱后重新打开本窗口；也可以用别的软件刻录映像，再登记已刻录。"),
                )
            )
        self._column.addStretch(1)
        area = scrolling(inner)
        area.setMinimumHeight(theme().px(min(420, 150 * max(1, len(self.cards)))))
        self.body.addWidget(area, 1)
        warning = self.tr("刻录中途停止，盘片就作废了，会登记为废盘。")
        self.body.addWidget(Advice(warning, Tone.WARN))
        self.add_left(button(self.tr("重新检查光驱"), "refresh-cw", kind="quiet", then=self.look))
        self.all_button = button(self.tr("全部开始(&A)"), kind="primary", then=self.start_all)
        close = button(self.tr("关闭"), then=self.close)
        self.add_right(close)
        self.add_right(self.all_button)

    # -- looking -----------------------------------------------------------------------------

    def look(self) -> None:
        """Ask the idle drives what lies in them."""
        idle = [card for card in self.cards.values() if card.drive.address not in self._busy]
        for card in idle:
            card.show_report(None)
        self._ask_drives([card.drive.address for card in idle])

    @property
    def _busy(self) -> Mapping[str, object]:
        return self._station.busy

    def _ask_drives(self, addresses: list[str]) -> None:
        if self._asking or not addresses:
            return
        self._asking = True
        burning, actor = self._burning, self._context.actor
        drives = [self.cards[address].drive for address in addresses]
        job = Job(
            self.tr("检查光驱"),
            lambda _monitor: (burning.signs(), [burning.look_into(actor, each) for each in drives]),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(self._on_looked)
        job.ended.connect(self._on_looking_ended)
        self._context.jobs.start(job)

    def _on_looking_ended(self) -> None:
        self._asking = False

    def _on_looked(self, seen: tuple[Mapping[str, tuple[int, ...]], list[DriveReport]]) -> None:
        self._signs, reports = seen
        for report in reports:
            self.cards[report.drive.address].show_report(report)
        self._offer()

    def _watch(self) -> None:
        """Ask a drive again when another disc lies in it."""
        now = self._burning.signs()
        fresh = [
            address
            for address in self.cards
            if address not in self._busy and now.get(address) != self._signs.get(address)
        ]
        if fresh:
            self._ask_drives(fresh)

    def _offer(self) -> None:
        """Offer each idle drive the discs that wait, a different one to each."""
        waiting = self._station.waiting()
        first = self._first
        if first is not None:
            waiting.sort(key=lambda disc: (disc.set_no != first.set_no, disc.no != first.no))
        free = list(waiting)
        idle = [card for card in self.cards.values() if card.drive.address not in self._busy]
        for card in idle:
            chosen = card.disc.value
            kept = next((disc for disc in free if chosen and disc.no == chosen.no), None)
            suggested = kept or (free[0] if free else None)
            if suggested is not None:
                free.remove(suggested)
            card.offer(waiting, suggested)
        self._show_work()

    def _on_discs_changed(self, _ids: object) -> None:
        self._offer()

    def _show_work(self) -> None:
        for address, card in self.cards.items():
            disc, job = self._station.busy.get(address, (None, None))
            card.show_work(disc, job, self._station.ending_of(address))
        ready = [card for card in self.cards.values() if self._may_start(card)]
        self.all_button.setEnabled(len({card.disc.value.no for card in ready}) == len(ready) > 0)

    def _may_start(self, card: DriveCard) -> bool:
        return card.ready and card.drive.address not in self._busy and card.disc.value is not None

    # -- doing -------------------------------------------------------------------------------

    def start(self, card: DriveCard) -> None:
        """Let one drive begin."""
        disc = card.disc.value
        if disc is None or not self._may_start(card):
            return
        options = BurnOptions(
            self.brand.currentText(),
            self.media_batch.currentText(),
            card.speed.value or 0.0,
            eject=card.drive.real,
        )
        self._station.start(card.drive, disc, options)
        self._offer()

    def start_all(self) -> None:
        """Let every drive begin that has a fitting disc in it."""
        for card in self.cards.values():
            self.start(card)

    def _eject(self, card: DriveCard) -> None:
        try:
            self._burning.eject(self._context.actor, card.drive.address)
        except ArchiveDeskError as error:
            self._context.notices.error(error)

    def _show_findings(self, findings: tuple[Finding, ...]) -> None:
        dialog = FindingsDialog(self.tr("读检发现的问题"), findings, self)
        dialog.exec()
        dialog.deleteLater()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Ask no drive any more; what burns goes on."""
        self._timer.stop()
        super().hideEvent(event)


def _remembering(name: str, known: list[str]) -> QComboBox:
    """A field to type in that offers what was typed before, the last already there."""
    box = QComboBox()
    box.setEditable(True)
    box.setAccessibleName(name)
    box.addItems(list(dict.fromkeys(word for word in known if word)))
    edit = box.lineEdit()
    if edit is not None:
        edit.setMaxLength(100)
    return box
