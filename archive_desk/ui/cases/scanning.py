"""Scans of a case's documents: chosen, added beside the window, looked at."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from archive_desk.domain.attachments import SCANS, Attachment, page_total
from archive_desk.domain.cases import CaseFile, Document
from archive_desk.domain.completeness import Dossier
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import DocumentId
from archive_desk.services.scans import Scans
from archive_desk.ui import icons
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.scan_pane import ScanDialog
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.files import choose_files

Changed = Callable[[CaseFile], None]


class DocumentScans(QWidget):
    """What the page of a case does with scans; it has nothing to show itself."""

    def __init__(self, context: ScreenContext, changed: Changed, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._context = context
        self._changed = changed
        self._scans = Scans(context.desk)

    def choose(self, case: CaseFile, document: Document) -> None:
        """Ask for files and add them to the document."""
        kinds = " ".join(f"*{ending} *{ending.upper()}" for ending in SCANS)
        files = choose_files(
            self,
            self._context.remembered,
            "scans",
            self.tr("选择扫描件"),
            self.tr("扫描件") + f" ({kinds})",
        )
        if files:
            self.add(case, document.id, files)

    def add(self, case: CaseFile, document_id: DocumentId, files: Sequence[Path]) -> None:
        """Add files to the document, beside the window."""
        actor = self._context.actor
        job = Job(
            self.tr("添加扫描件"),
            lambda monitor: self._scans.add(actor, case.no, document_id, files, monitor),
            parent=self,
        )
        job.succeeded.connect(partial(self._on_added, case))
        self._context.jobs.start(job, Lane.WRITE)

    def _on_added(self, case: CaseFile, scans: Sequence[Attachment]) -> None:
        self._context.notices.success(
            self.tr("文书现有 {n} 个扫描件，共 {pages} 页。").format(
                n=len(scans), pages=page_total(scans)
            )
        )
        self._changed(case)

    def look(self, dossier: Dossier, document: Document) -> None:
        """Show the scans of the document in a window of their own."""
        dialog = ScanDialog(self._context, document, dossier.scans_of(document), self.window())
        dialog.exec()
        dialog.deleteLater()

    def removal_menu(self, case: CaseFile, scans: Sequence[Attachment]) -> QMenu:
        """A menu that takes single scans off a document."""
        menu = QMenu(self)
        for scan in scans:
            words = self.tr("移除扫描件 {name}…").format(name=scan.name)
            icons.put(menu.addAction(words, partial(self.remove, case, scan)), "trash-2")
        return menu

    def remove(self, case: CaseFile, scan: Attachment) -> None:
        """Take a scan off its document, after asking."""
        if not self._context.notices.ask(
            self.tr("移除扫描件“{name}”吗？").format(name=scan.name),
            self.tr("文件仍保存在档案库里，移除会记入操作日志。"),
            self.tr("移除扫描件"),
            danger=True,
        ):
            return
        try:
            self._scans.remove(self._context.actor, scan.id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
        self._changed(case)
