"""The import screen (采集): from a card to its receipt, in four steps."""

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout
from typing_extensions import override

from archive_desk.domain.arrivals import HandOver, Listing, Receipt
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.footage import Batch
from archive_desk.domain.ids import FootageId
from archive_desk.domain.takes import Gap
from archive_desk.domain.work import Monitor
from archive_desk.services.explaining import Explaining
from archive_desk.services.hand_ins import HandIns
from archive_desk.services.handing_over import HandingOver
from archive_desk.services.importing import Importing
from archive_desk.services.releasing import Releasing
from archive_desk.ui import wording
from archive_desk.ui.importing.choose import ChoosePage
from archive_desk.ui.importing.late import LateDialog
from archive_desk.ui.importing.result import ResultFacts, ResultPage
from archive_desk.ui.importing.review import ReviewPage
from archive_desk.ui.importing.running import CardTile, RunningPage
from archive_desk.ui.intentions import Intention, PlayFootage, ShowBatch, ShowFootage, TakeIn
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.note_dialog import NoteDialog
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.files import choose_folder, save_file
from archive_desk.ui.widgets.steps import Steps

_CHOOSE, _REVIEW, _RUN, _RESULT = range(4)


class ImportScreen(Screen):
    """Takes footage in.

    Attributes:
        cards: the imports under way.
    """

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._importing = Importing(context.desk)
        self._releasing = Releasing(context.desk)
        self._hand_ins = HandIns(context.desk)
        self._explaining = Explaining(context.desk)
        self._source: Path | None = None
        self._scanning: Job | None = None
        self.cards: list[Job] = []
        self.steps = Steps(
            (self.tr("选择来源"), self.tr("核对清单"), self.tr("复制核对"), self.tr("完成"))
        )
        self.choose = ChoosePage(context, self._importing)
        self.review = ReviewPage(context, self._importing)
        self.running = RunningPage()
        self.result = ResultPage(context.remembered)
        self._stack = QStackedWidget()
        for page in (self.choose, self.review, self.running, self.result):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addWidget(self.steps)
        column.addSpacing(SMALL)
        column.addWidget(self._stack, 1)
        self.setAcceptDrops(True)
        self._connect()

    def _connect(self) -> None:
        self.choose.source_chosen.connect(self.look_over)
        self.choose.folder_wanted.connect(self._on_folder_wanted)
        self.choose.batch_opened.connect(self._on_batch_opened)
        self.review.left.connect(self._on_review_left)
        self.review.scan_wanted.connect(self._on_scan_wanted)
        self.review.confirmed.connect(self.take_in)
        self.running.more_wanted.connect(self._on_more_wanted)
        self.choose.running_wanted.connect(self._on_running_wanted)
        self.result.reason_wanted.connect(self._on_reason_wanted)
        self.result.note_wanted.connect(self._on_note_wanted)
        self.result.form_wanted.connect(self._on_form_wanted)
        self.result.more_wanted.connect(self._on_more_wanted)
        self.result.footage_wanted.connect(self._on_footage_wanted)
        self.result.footage_opened.connect(self._on_footage_opened)
        self.context.changes.footage_changed.connect(self.set_stale)
        self.context.changes.copies_changed.connect(self._on_copies_changed)

    @property
    def job(self) -> Job | None:
        """The import that was begun last and is still under way."""
        return self.cards[-1] if self.cards else None

    # -- for the main window -----------------------------------------------------------------

    @override
    def refresh(self) -> None:
        self.choose.refresh()

    @override
    def open_item(self, intention: Intention) -> None:
        if isinstance(intention, TakeIn) and intention.source is not None:
            self.look_over(intention.source)
        elif isinstance(intention, ShowBatch):
            self._show_batch(self._importing.batch(self.context.actor, intention.batch_id).no)

    @override
    def in_use(self) -> bool:
        return bool(self.cards)

    @override
    def shut(self) -> None:
        self.review.stop()
        for job in self.cards:
            job.cancel()

    # -- the steps ---------------------------------------------------------------------------

    def look_over(self, source: Path) -> None:
        """List what lies on a card or in a folder."""
        if any(tile.going and tile.source == str(source) for tile in self.running.tiles):
            self._go_to(_RUN)
            return
        if self._scanning is not None:
            self._scanning.cancel()
        self._source = source
        importing, actor = self._importing, self.context.actor
        job = Job(
            self.tr("查看存储卡"),
            lambda monitor: importing.scan(actor, source, monitor),
            parent=self,
            unit=Unit.ITEMS,
        )
        job.succeeded.connect(self._on_scan_succeeded)
        job.ended.connect(self._on_scan_ended)
        self._scanning = job
        self.context.jobs.start(job, Lane.READ)

    def take_in(self, listing: Listing, stated: HandOver) -> None:
        """Take in what was ticked, beside whatever is being taken in already."""
        importing, actor = self._importing, self.context.actor
        numbers: list[str] = []

        def work(monitor: Monitor) -> tuple[Receipt, ResultFacts]:
            receipt = importing.take_in(actor, listing, monitor, stated, begun=numbers.append)
            # Of ten thousand files this takes a moment, in which the window should stay alive.
            return receipt, self._facts_of(receipt)

        title = wording.tr("采集 {source}", source=Path(listing.source).name or listing.source)
        job = Job(title, work, parent=self)
        tile = self.running.begin(listing.source)
        tile.stop_wanted.connect(job.cancel)
        tile.result_wanted.connect(lambda: self._show_tile(tile))
        job.progressed.connect(tile.show_pace)
        job.succeeded.connect(lambda taken: self._on_import_succeeded(job, tile, *taken))
        job.failed.connect(lambda error: self._on_import_failed(job, tile, error))
        job.cancelled.connect(lambda: self._on_import_cancelled(job, tile, numbers))
        self.cards.append(job)
        self._tell_running()
        self._go_to(_RUN)
        self.context.jobs.start(job, Lane.IMPORT)

    def _tell_running(self) -> None:
        self.running.tell()
        self.choose.show_running(len(self.cards))

    def _go_to(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self.steps.go_to(step)

    # -- what happens ------------------------------------------------------------------------

    def _on_folder_wanted(self) -> None:
        title = self.tr("选择存储卡或文件夹")
        folder = choose_folder(self, self.context.remembered, "import", title)
        if folder is not None:
            self.look_over(folder)

    def _on_batch_opened(self, batch: Batch) -> None:
        self._show_batch(batch.no)

    def _show_batch(self, no: str) -> None:
        try:
            receipt = self._importing.receipt(self.context.actor, no)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self._show_receipt(receipt)

    def _on_scan_succeeded(self, listing: Listing) -> None:
        self.review.show_card(listing)
        self._go_to(_REVIEW)

    def _on_scan_ended(self) -> None:
        self._scanning = None

    def _on_review_left(self) -> None:
        self.review.stop()
        self._go_to(_CHOOSE)

    def _on_scan_wanted(self) -> None:
        if self._source is not None:
            self.look_over(self._source)

    def _on_import_succeeded(
        self, job: Job, tile: CardTile, receipt: Receipt, facts: ResultFacts
    ) -> None:
        self._conclude(job, tile, receipt, facts, stopped=False)
        if self.isVisible():
            return
        if receipt.releasable:
            words = wording.tr("批次 {no} 采集完成，文件已全部入库。", no=receipt.batch.no)
            self.context.notices.success(words)
        else:
            self.context.notices.warn(self.tr("有文件没有入库，请先不要清空存储卡。"))

    def _on_import_failed(self, job: Job, tile: CardTile, error: BaseException) -> None:
        self.cards.remove(job)
        words = error.message if isinstance(error, ArchiveDeskError) else ""
        tile.show_failure(wording.sentence(words) if words else self.tr("程序出错，没有采完。"))
        self._tell_running()
        if len(self.running.tiles) == 1 and self._stack.currentIndex() == _RUN:
            self._go_to(_REVIEW)
        self.context.changes.footage_changed.emit(())

    def _on_import_cancelled(self, job: Job, tile: CardTile, numbers: list[str]) -> None:
        if not numbers:
            self.cards.remove(job)
            tile.show_failure(self.tr("已取消，没有采集。"))
            self._tell_running()
            if not self.cards:
                self._go_to(_CHOOSE)
            return
        receipt = self._importing.receipt(self.context.actor, numbers[0])
        self._conclude(job, tile, receipt, self._facts_of(receipt), stopped=True)

    def _conclude(
        self, job: Job, tile: CardTile, receipt: Receipt, facts: ResultFacts, *, stopped: bool
    ) -> None:
        self.cards.remove(job)
        tile.show_end(receipt, facts.release, stopped=stopped)
        self._tell_running()
        if len(self.running.tiles) == 1 and self._stack.currentIndex() == _RUN:
            self.result.show_receipt(receipt, facts, stopped=stopped)
            self._go_to(_RESULT)
        self.context.changes.footage_changed.emit(())

    def _show_tile(self, tile: CardTile) -> None:
        if tile.receipt is not None:
            self._show_receipt(tile.receipt, stopped=tile.stopped)

    def _show_receipt(self, receipt: Receipt, *, stopped: bool = False) -> None:
        try:
            facts = self._facts_of(receipt)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self.result.show_receipt(receipt, facts, stopped=stopped)
        self._go_to(_RESULT)

    def _facts_of(self, receipt: Receipt) -> ResultFacts:
        """What is known of a batch beside its receipt; asked on any thread."""
        actor, no = self.context.actor, receipt.batch.no
        return ResultFacts(
            self._releasing.of_receipt(actor, receipt),
            self._hand_ins.of_batch(actor, no),
            self._explaining.gaps_of_batch(actor, no),
            self._importing.names(actor, no),
        )

    def _on_copies_changed(self) -> None:
        """The mirror caught up, or something was healed: what may be released is new."""
        self.set_stale()
        receipt = self.result.receipt
        if receipt is not None and self._stack.currentIndex() == _RESULT:
            self._show_receipt(receipt, stopped=self.result.stopped)

    def _on_running_wanted(self) -> None:
        self._go_to(_RUN)

    def _on_reason_wanted(self, no: str) -> None:
        dialog = LateDialog(self.context, self._hand_ins.of_batch(self.context.actor, no), no, self)
        if dialog.exec() and self.result.receipt is not None:
            self._show_receipt(self.result.receipt, stopped=self.result.stopped)
            self.choose.refresh()

    def _on_note_wanted(self, gaps: tuple[Gap, ...]) -> None:
        dialog = NoteDialog(self.context, gaps=gaps, parent=self)
        if dialog.exec() and self.result.receipt is not None:
            self.context.changes.footage_changed.emit(())
            self._show_receipt(self.result.receipt, stopped=self.result.stopped)

    def _on_more_wanted(self) -> None:
        self._go_to(_CHOOSE)

    def _on_footage_wanted(self, footage_ids: tuple[FootageId, ...]) -> None:
        self.ask(ShowFootage(footage_ids))

    def _on_footage_opened(self, footage_id: FootageId) -> None:
        self.ask(PlayFootage(footage_id))

    def _on_form_wanted(self, no: str) -> None:
        title = self.tr("保存交接登记表")
        name = wording.tr("交接登记表 {no}.pdf", no=no)
        target = save_file(self, self.context.remembered, "form", title, name, "PDF (*.pdf)")
        if target is None:
            return
        handing_over, actor = HandingOver(self.context.desk), self.context.actor
        job = Job(
            title,
            lambda _monitor: handing_over.form(actor, no, target),
            parent=self,
            unit=Unit.ITEMS,
            quiet=True,
        )
        job.succeeded.connect(self._on_form_succeeded)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_form_succeeded(self, target: Path) -> None:
        self.context.notices.success(wording.tr("已保存：{file}", file=str(target)))

    # -- dragging a folder in ----------------------------------------------------------------

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_folder(event) is not None:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        folder = _dropped_folder(event)
        if folder is not None:
            event.acceptProposedAction()
            self.look_over(folder)


def _dropped_folder(event: QDropEvent) -> Path | None:
    """The one folder that is dragged; None for anything else."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_dir() else None
