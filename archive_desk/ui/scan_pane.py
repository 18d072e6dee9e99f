"""The scans of a document on a page or in a window: which scan, which page, how large."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from archive_desk.domain.attachments import Attachment
from archive_desk.domain.cases import Document
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.scans import OpenedScan, PagePicture, Scans
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.page_view import Fit, PageView
from archive_desk.ui.widgets.text import label


class ScanPane(QWidget):
    """Shows scans page by page, under the right of whoever is signed in.

    Signals:
        opened: an `OpenedScan` that is on the screen now.
        failed: why a scan could not be opened, in words.
    """

    opened = Signal(object)
    failed = Signal(str)

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._scans = Scans(context.desk)
        self._shown: OpenedScan | None = None
        self._drawing: Job | None = None
        self.view = PageView()
        self.choice = ChoiceBox(self.tr("扫描件"), width=160)
        self.number = QSpinBox()
        self.number.setAccessibleName(self.tr("页码"))
        self.number.setKeyboardTracking(False)
        self._of = label("", "muted")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.choice)
        row.addStretch(1)
        view = self.view
        back = icon_button(
            "chevron-left", self.tr("上一页"), then=lambda: view.turn_to(view.page - 1)
        )
        on = icon_button(
            "chevron-right", self.tr("下一页"), then=lambda: view.turn_to(view.page + 1)
        )
        for widget in (back, self.number, self._of, on):
            row.addWidget(widget)
        row.addStretch(1)
        for icon, name, act in (
            ("minus", self.tr("缩小"), view.zoom_out),
            ("plus", self.tr("放大"), view.zoom_in),
            ("move-horizontal", self.tr("适合宽度"), partial(view.fit, Fit.WIDTH)),
            ("maximize", self.tr("整页显示"), partial(view.fit, Fit.PAGE)),
            ("turn-right", self.tr("向右旋转"), partial(view.rotate, 90)),
        ):
            row.addWidget(icon_button(icon, name, then=act))
        column.addLayout(row)
        column.addWidget(self.view, 1)

    def _connect(self) -> None:
        self.view.wanted.connect(self._on_view_wanted)
        self.view.turned.connect(self._on_view_turned)
        self.number.valueChanged.connect(lambda page: self.view.turn_to(page - 1))
        self.choice.chosen.connect(self._open)

    @property
    def shown(self) -> OpenedScan | None:
        """The scan on the screen."""
        return self._shown

    def show_scans(self, scans: Sequence[Attachment]) -> None:
        """Show these scans of one document, the first at once; none empties the pane."""
        self.choice.offer([Choice(each, each.name) for each in scans])
        self.choice.setVisible(len(scans) > 1)
        if scans:
            self.choice.choose(scans[0])
            self._open(scans[0])
        else:
            self._shown = None
            self.view.show_pages(0)
            self._say_page()

    def _open(self, scan: Attachment) -> None:
        actor = self._context.actor
        job = Job(
            self.tr("打开扫描件"),
            lambda _monitor: self._scans.open(actor, scan.id),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_open_succeeded)
        job.failed.connect(self._on_open_failed)
        self._context.jobs.start(job, Lane.WATCH)

    def _on_open_succeeded(self, found: OpenedScan) -> None:
        self._shown = found
        now = self._context.desk.clock()
        actor = self._context.actor
        office = self._context.desk.office.organisation
        lines = (office, actor.name, wording.compact(now, seconds=False), found.access.approval)
        self.view.show_pages(found.pages, lines)
        self.opened.emit(found)

    def _on_open_failed(self, error: Exception) -> None:
        self._shown = None
        self.view.show_pages(0)
        self._say_page()
        if isinstance(error, ArchiveDeskError):
            words = wording.sentence(error.message)
            self.failed.emit(words)
            self._context.notices.error(error)

    def _on_view_turned(self, _page: int) -> None:
        self._say_page()

    def _say_page(self) -> None:
        count = self.view.count
        with QSignalBlocker(self.number):
            self.number.setRange(1 if count else 0, count)
            self.number.setValue(self.view.page + 1 if count else 0)
        self.number.setEnabled(count > 1)
        self._of.setText(self.tr("/ {n} 页").format(n=count))

    def _on_view_wanted(self, page: int, width: int) -> None:
        opened, actor = self._shown, self._context.actor
        if opened is None:
            return
        if self._drawing is not None:
            self._drawing.cancel()
        job = Job(
            self.tr("显示页面"),
            lambda _monitor: self._scans.page(actor, opened, page, width),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(lambda drawn: self._on_page_succeeded(opened, page, drawn))
        job.failed.connect(self._on_page_failed)
        self._drawing = job
        self._context.jobs.start(job, Lane.WATCH)

    def _on_page_succeeded(self, opened: OpenedScan, page: int, drawn: PagePicture) -> None:
        if opened is self._shown:
            image = QImage(
                drawn.rgb, drawn.width, drawn.height, 3 * drawn.width, QImage.Format.Format_RGB888
            )
            # The bytes go with the job; the picture must have its own.
            self.view.show_picture(page, image.copy())

    def _on_page_failed(self, error: Exception) -> None:
        if isinstance(error, ArchiveDeskError):
            self.view.show_fault(wording.sentence(error.message))


class ScanDialog(Dialog):
    """The scans of one document in a window of their own."""

    def __init__(
        self,
        context: ScreenContext,
        document: Document,
        scans: Sequence[Attachment],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, width=760)
        self.set_title(f"{wording.sentence(document.type)}  {document.number}".rstrip())
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.pane = ScanPane(context)
        self.pane.setMinimumHeight(theme().px(420))
        self.body.addWidget(self.pane, 1)
        self.set_buttons(None, self.tr("关闭"))
        self.resize(theme().px(860), theme().px(820))
        self.pane.failed.connect(lambda _words: self.reject())
        self.pane.show_scans(scans)
        self.pane.view.setFocus()
