"""What is done with a whole case file: changed, bound, tested, archived."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.four_natures import NatureReport
from archive_desk.services.casework import CaseReport
from archive_desk.ui.cases.archive_dialog import ArchiveDialog
from archive_desk.ui.cases.binding_dialog import BindingDialog
from archive_desk.ui.cases.case_dialog import CaseDialog
from archive_desk.ui.cases.certificate_dialog import CertificateDialog
from archive_desk.ui.cases.natures_dialog import NaturesDialog
from archive_desk.ui.screen import ScreenContext

Changed = Callable[[CaseFile], None]


class FileActions(QWidget):
    """Runs the dialogs of the page of a case; it has nothing to show itself."""

    def __init__(self, context: ScreenContext, changed: Changed, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._context = context
        self._changed = changed

    def edit(self, case: CaseFile) -> None:
        """Change the facts of an open file."""
        if self._run(CaseDialog(self._context, case, self.parentWidget())):
            self._changed(case)

    def note_certificate(self, case: CaseFile) -> None:
        """Write down when the certificates of its officers are valid."""
        if self._run(CertificateDialog(self._context, case, self.parentWidget())):
            self._changed(case)

    def bind(self, case: CaseFile) -> None:
        """Fill in the cover and print the papers."""
        self._run(BindingDialog(self._context, case, self.parentWidget()))

    def test(self, case: CaseFile) -> None:
        """Show the four-nature test, or run it."""
        self._run(NaturesDialog(self._context, case, self.parentWidget()))

    def archive(self, report: CaseReport) -> None:
        """Archive a file, after its test."""
        case = report.dossier.case
        dialog = ArchiveDialog(self._context, report, self.parentWidget())
        dialog.exec()
        if dialog.archived:
            self._context.notices.success(self.tr("案卷 {no} 已归档。").format(no=case.no))
            self._changed(case)
            self._tell(dialog.test)
        dialog.deleteLater()

    def _tell(self, report: NatureReport | None) -> None:
        """Tell what the test before archiving left to a person."""
        pending = 0 if report is None else len(report.pending)
        if pending:
            words = self.tr("四性检测有 {n} 项待人工确认，请在“四性检测”里填写。")
            self._context.notices.info(words.format(n=pending))

    def _run(self, dialog: QDialog) -> bool:
        accepted = bool(dialog.exec())
        dialog.deleteLater()
        return accepted
