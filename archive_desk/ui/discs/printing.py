"""Takes what is to be printed of a disc from the dialog to the PDF, and the PDF to the system."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QWidget

from archive_desk.domain.discs import Disc
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.disc_papers import DiscPapers, FaceOptions, Paper
from archive_desk.services.imaging import DiscFilter, Imaging
from archive_desk.ui import wording
from archive_desk.ui.discs.print_dialog import CalibrationDialog, PrintDialog
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.files import save_file


class Printing(QObject):
    """Prints for the screen of the discs."""

    def __init__(self, context: ScreenContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._papers = DiscPapers(context.desk)
        self._imaging = Imaging(context.desk)

    def print(self, disc: Disc) -> None:
        """Ask what to print of `disc`, and do it."""
        dialog = PrintDialog(disc, self._window)
        dialog.calibration_wanted.connect(self.calibrate)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._make(disc, dialog)
        dialog.deleteLater()

    def _make(self, disc: Disc, dialog: PrintDialog) -> None:
        paper: Paper = dialog.paper.value
        what = wording.sentence(paper.label)
        title = self.tr("打印{what}").format(what=what)
        name = f"{disc.no} {what}.pdf"
        out = self._temporary(name) if dialog.opened else self._chosen(title, name)
        if out is None:
            return
        work = self._work(disc, paper, out, dialog)
        job = Job(title, lambda _monitor: work(), parent=self)
        job.succeeded.connect(self._open if dialog.opened else self._on_saved)
        self._context.jobs.start(job, Lane.WRITE)

    def _work(self, disc: Disc, paper: Paper, out: Path, dialog: PrintDialog) -> Callable[[], Path]:
        actor, papers = self._context.actor, self._papers
        options: FaceOptions = dialog.options
        if paper is Paper.LABEL:
            numbers = self._set_of(disc) if dialog.whole_set.isChecked() else [disc.no]
            start = dialog.start.value()
            return lambda: papers.labels(actor, numbers, out, start=start)
        return lambda: papers.write(actor, paper, disc.no, out, options)

    def _set_of(self, disc: Disc) -> list[str]:
        where = DiscFilter(text=disc.set_no)
        found = self._imaging.page(self._context.actor, where, 0, 500).discs
        mates = [each for each in found if each.set_no == disc.set_no]
        return [
            each.no for each in sorted(mates, key=lambda each: (each.copy_set.value, each.number))
        ]

    def _chosen(self, title: str, name: str) -> Path | None:
        remembered = self._context.remembered
        return save_file(self._window, remembered, "forms", title, name, "PDF (*.pdf)")

    @staticmethod
    def _temporary(name: str) -> Path:
        """Where a print is shown from; the system clears it away."""
        return Path(tempfile.mkdtemp(prefix="archive-desk-print-")) / name

    def _open(self, file: Path) -> None:
        """Show a PDF in the system's reader, which prints it."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            words = self.tr("没有能打开 PDF 的程序，文件在 {file}。").format(file=file)
            self._context.notices.warn(words)

    def _on_saved(self, out: Path) -> None:
        self._context.notices.success(self.tr("已保存：{file}").format(file=out.name))

    # -- the printer -------------------------------------------------------------------------

    def calibrate(self) -> None:
        """Ask for what was measured on the proof page."""
        actor = self._context.actor
        dialog = CalibrationDialog(self._papers.calibration(actor), self._window)
        dialog.page_wanted.connect(self._save_page)
        dialog.reset_wanted.connect(lambda: self._reset(dialog))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            try:
                self._papers.calibrate(actor, *dialog.measured)
            except ArchiveDeskError as error:
                self._context.notices.error(error)
            else:
                self._context.notices.success(self.tr("已按量得的数校准，可再印一次校准页核对。"))
        dialog.deleteLater()

    def _save_page(self) -> None:
        out = self._chosen(self.tr("保存校准页"), self.tr("打印校准页") + ".pdf")
        if out is None:
            return
        try:
            self._papers.proof_page(self._context.actor, out)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self._on_saved(out)

    def _reset(self, dialog: CalibrationDialog) -> None:
        self._papers.uncalibrate(self._context.actor)
        dialog.reject()
        self._context.notices.success(self.tr("已取消校准，按原样打印。"))
