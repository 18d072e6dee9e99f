"""The left side of the desk: the documents of the case, and the scan of one of them, large."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from archive_desk.domain.cases import Document
from archive_desk.domain.completeness import Dossier
from archive_desk.domain.ids import FootageId
from archive_desk.ui.evaluation.documents import DocumentsPane, words_of
from archive_desk.ui.scan_pane import ScanPane
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.text import ElidedLabel

_LIST, _SCAN = 230, 440


class PapersPane(QStackedWidget):
    """What is in the file, beside the footage: a list, and the pages of what was scanned.

    Signals:
        play_wanted: a `FootageId` to be shown.
        cited: a `Document` that shows the fault on the item under review.
    """

    play_wanted = Signal(object)
    cited = Signal(object)

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._dossier: Dossier | None = None
        self._document: Document | None = None
        self._sizes: list[int] = []
        self.list = DocumentsPane()
        self.scan = ScanPane(context)
        self._name = ElidedLabel("", "strong", mode=Qt.TextElideMode.ElideRight)
        self.addWidget(self.list)
        self.addWidget(self._scan_page())
        self.setMinimumWidth(theme().px(_LIST))
        self.list.play_wanted.connect(self.play_wanted)
        self.list.cited.connect(self.cited)
        self.list.scan_wanted.connect(self.read)
        self.scan.failed.connect(lambda _words: self.go_back())

    def _scan_page(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        back = icon_button("arrow-left", self.tr("回到卷内文书"), then=self.go_back)
        back.setObjectName("scan-back")
        row.addWidget(back)
        row.addWidget(self._name, 1)
        cite = icon_button("link", self.tr("用作本项扣分的依据"), then=self._on_cite_wanted)
        cite.setObjectName("cite-scan")
        row.addWidget(cite)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, SMALL, SMALL)
        column.setSpacing(SMALL)
        column.addLayout(row)
        column.addWidget(self.scan, 1)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), page)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.go_back)
        return page

    @property
    def reading(self) -> Document | None:
        """The document whose scan is on the screen."""
        return self._document

    def show_dossier(self, dossier: Dossier) -> None:
        """Show documents and footage of a case."""
        self.go_back()
        self._dossier = dossier
        self.list.show_dossier(dossier)

    def show_playing(self, footage_id: FootageId | None) -> None:
        """Say which recording is on the screen."""
        self.list.show_playing(footage_id)

    def read(self, document: Document) -> None:
        """Show the scans of a document, with room to read them."""
        if self._dossier is None:
            return
        self._document = document
        self._name.setText(words_of(document))
        self.scan.show_scans(self._dossier.scans_of(document))
        self.setCurrentIndex(1)
        splitter = self.parentWidget()
        if isinstance(splitter, QSplitter):
            self._sizes = splitter.sizes()
        self.setMinimumWidth(theme().px(_SCAN))
        self.scan.view.setFocus()

    def go_back(self) -> None:
        """Show the list again, as wide as it was."""
        if self._document is None:
            return
        self._document = None
        self.setCurrentIndex(0)
        self.scan.show_scans(())
        self.setMinimumWidth(theme().px(_LIST))
        splitter = self.parentWidget()
        if isinstance(splitter, QSplitter) and self._sizes:
            splitter.setSizes(self._sizes)

    def _on_cite_wanted(self) -> None:
        if self._document is not None:
            self.cited.emit(self._document)
