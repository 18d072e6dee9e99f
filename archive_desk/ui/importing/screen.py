"""The import screen (采集): from a card to its receipt, in four steps."""

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout
from typing_extensions import override

from archive_desk.domain.arrivals import HandOver, Listing, Receipt
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.footage import Batch
from archive_desk.domain.ids import FootageId
from archive_desk.services.handing_over import HandingOver
from archive_desk.services.importing import Importing
from archive_desk.ui import wording
from archive_desk.ui.importing.choose import ChoosePage
from archive_desk.ui.importing.result import ResultPage
from archive_desk.ui.importing.review import ReviewPage
from archive_desk.ui.importing.running import RunningPage
from archive_desk.ui.intentions import Intention, PlayFootage, ShowBatch, ShowFootage, TakeIn
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.files import choose_folder, save_file
from archive_desk.ui.widgets.steps import Steps

_CHOOSE, _REVIEW, _RUN, _RESULT = range(4)


class ImportScreen(Screen):
    """Takes footage in.

    Attributes:
        job: the import under way, if any.
    """

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._importing = Importing(context.desk)
        self._source: Path | None = None
        self._scanning: Job | None = None
        self.job: Job | None = None
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
        self.running.stop_wanted.connect(self._on_stop_wanted)
        self.result.form_wanted.connect(self._on_form_wanted)
        self.result.more_wanted.connect(self._on_more_wanted)
        self.result.footage_wanted.connect(self._on_footage_wanted)
        self.result.footage_opened.connect(self._on_footage_opened)
        self.context.changes.footage_changed.connect(self.set_stale)

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
        return self.job is not None

    @override
    def shut(self) -> None:
        self.review.stop()
        if self.job is not None:
            self.job.cancel()

    # -- the steps ---------------------------------------------------------------------------

    def look_over(self, source: Path) -> None:
        """List what lies on a card or in a folder."""
        if self.job is not None:
            self.context.notices.info(self.tr("正在采集，请等它完成后再选择下一张卡。"))
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
        """Take in what was ticked."""
        importing, actor = self._importing, self.context.actor
        job = Job(
            self.tr("采集音像"),
            lambda monitor: importing.take_in(actor, listing, monitor, stated),
            parent=self,
        )
        job.progressed.connect(self.running.show_pace)
        job.succeeded.connect(self._on_import_succeeded)
        job.failed.connect(self._on_import_failed)
        job.cancelled.connect(self._on_import_cancelled)
        self.job = job
        self.running.begin(listing.source)
        self._go_to(_RUN)
        self.context.jobs.start(job, Lane.WRITE)

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
        self.result.show_receipt(receipt)
        self._go_to(_RESULT)

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

    def _on_stop_wanted(self) -> None:
        if self.job is not None:
            self.job.cancel()

    def _on_import_succeeded(self, receipt: Receipt) -> None:
        self._conclude(receipt, stopped=False)
        if self.isVisible():
            return
        if receipt.releasable:
            self.context.notices.success(self.tr("采集完成，可以交还存储卡。"))
        else:
            self.context.notices.warn(self.tr("有文件没有入库，请先不要清空存储卡。"))

    def _on_import_failed(self, _error: BaseException) -> None:
        self.job = None
        self._go_to(_REVIEW)
        self.context.changes.footage_changed.emit(())

    def _on_import_cancelled(self) -> None:
        receipt = self._importing.latest(self.context.actor)
        if receipt is None:
            self.job = None
            self._go_to(_CHOOSE)
            return
        self._conclude(receipt, stopped=True)

    def _conclude(self, receipt: Receipt, *, stopped: bool) -> None:
        self.job = None
        self.result.show_receipt(receipt, stopped=stopped)
        self._go_to(_RESULT)
        self.context.changes.footage_changed.emit(())

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
        if _dropped_folder(event) is not None and self.job is None:
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
