"""The screen of case files: the list, and one case file."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.completeness import Shortfall
from archive_desk.domain.ids import CaseId, FootageId
from archive_desk.domain.people import Right
from archive_desk.services.casework import Casework
from archive_desk.services.register_export import Exported, RegisterExport
from archive_desk.ui.cases.case_dialog import CaseDialog
from archive_desk.ui.cases.duties import DutiesPage
from archive_desk.ui.cases.duty_table import DutyTable
from archive_desk.ui.cases.link_dialog import LinkDialog
from archive_desk.ui.cases.list_dialog import ListDialog
from archive_desk.ui.cases.listing import CaseList
from archive_desk.ui.cases.missing import Remedy
from archive_desk.ui.cases.page import CasePage, loan_item
from archive_desk.ui.cases.transfer_dialog import TransferDialog
from archive_desk.ui.intentions import (
    Intention,
    LinkFootage,
    MakeDisc,
    NewCase,
    RequestLoan,
    ShowCase,
)
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.widgets.files import choose_folder


class CasesScreen(Screen):
    """Case files (案卷)."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        casework = Casework(context.desk)
        self.list = CaseList(context, casework)
        self.page = CasePage(context, casework)
        self.duties = DutiesPage(context, casework)
        self.duty_table = DutyTable(context, casework)
        self._before_duties: QWidget = self.list
        self._pile = QStackedWidget()
        for part in (self.list, self.page, self.duties, self.duty_table):
            self._pile.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pile)
        self.list.opened.connect(self._open)
        self.list.new_wanted.connect(self.register_case)
        self.list.loan_wanted.connect(self._on_list_loan_wanted)
        self.list.disc_wanted.connect(self._on_list_disc_wanted)
        self.list.duties_wanted.connect(self.show_duty_table)
        self.list.import_wanted.connect(self.import_list)
        self.list.transfer_wanted.connect(self._on_list_transfer_wanted)
        self.list.export_wanted.connect(self._choose_export)
        self.page.left.connect(self._show_list)
        self.page.duties_wanted.connect(self.show_duties)
        self.duties.left.connect(self._leave_duties)
        self.duties.case_wanted.connect(self._show_case)
        self.duties.remedy_wanted.connect(self._on_duties_remedy_wanted)
        self.duty_table.left.connect(self._show_list)
        self.duty_table.opened.connect(self.show_duties)
        self.page.requested.connect(self.requested)
        changes = context.changes
        for changed in (changes.cases_changed, changes.footage_changed, changes.discs_changed):
            changed.connect(self.set_stale)
        changes.office_changed.connect(self.set_stale)

    @override
    def refresh(self) -> None:
        self.list.refresh()
        shown = self._pile.currentWidget()
        if shown in (self.page, self.duties, self.duty_table):
            shown.refresh()

    @override
    def open_item(self, intention: Intention) -> None:
        if isinstance(intention, ShowCase):
            self._show_case(intention.case_id)
        elif isinstance(intention, NewCase):
            self.register_case(intention.footage_ids)
        elif isinstance(intention, LinkFootage):
            self._link(intention.footage_ids)

    def register_case(self, footage_ids: Sequence[FootageId] = ()) -> None:
        """Ask for the facts of a new case file, then show it, with the recordings in it."""
        if not self._may_edit():
            return
        dialog = CaseDialog(self.context, parent=self)
        dialog.registered.connect(self._on_case_registered)
        accepted = dialog.exec()
        case = dialog.case
        dialog.deleteLater()
        if not accepted or case is None:
            return
        if footage_ids:
            self._link(footage_ids, case)
        self._open(case)

    def import_list(self) -> None:
        """Take a list of case files in."""
        if not self._may_edit():
            return
        dialog = ListDialog(self.context, self)
        dialog.taken.connect(lambda _result: self.context.changes.cases_changed.emit(()))
        dialog.exec()
        dialog.deleteLater()

    def _choose_export(self) -> None:
        title = self.tr("选择空文件夹")
        folder = choose_folder(self, self.context.remembered, "exports", title)
        if folder is not None:
            self.export_registers(folder)

    def export_registers(self, folder: Path) -> None:
        """Write all registers and the list of files into a folder, beside the window."""
        actor, service = self.context.actor, RegisterExport(self.context.desk)
        job = Job(
            self.tr("导出全部登记簿"),
            lambda monitor: service.write(actor, folder, monitor),
            parent=self,
            unit=Unit.ITEMS,
        )
        job.succeeded.connect(self._on_registers_exported)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_registers_exported(self, done: Exported) -> None:
        words = self.tr("已导出 {tables} 个登记簿和 {files} 个文件的清单。")
        self.context.notices.success(words.format(tables=len(done.registers), files=done.files))

    def _link(self, footage_ids: Sequence[FootageId], case: CaseFile | None = None) -> None:
        if not self._may_edit():
            return
        dialog = LinkDialog(self.context, footage_ids, case, parent=self)
        dialog.exec()
        linked = dialog.case
        dialog.deleteLater()
        if linked is None:
            return
        self.context.changes.cases_changed.emit((linked.id,))
        self.context.notices.success(
            self.tr("已把 {n} 个音像关联到案卷 {no}。").format(n=len(footage_ids), no=linked.no)
        )
        self._open(linked)

    def _may_edit(self) -> bool:
        if self.context.actor.may(Right.EDIT_CASES):
            return True
        self.context.notices.warn(self.tr("当前角色不能登记和整理案卷，请联系档案员。"))
        return False

    def _open(self, case: CaseFile) -> None:
        self._show_case(case.id)

    def _show_case(self, case_id: CaseId) -> None:
        self.page.show_case(case_id)
        self._pile.setCurrentWidget(self.page)

    def show_duties(self, case_id: CaseId) -> None:
        """Show what a case file lacks, on a page of its own."""
        before = self._pile.currentWidget()
        if before is not None and before is not self.duties:
            self._before_duties = before
        self._pile.setCurrentWidget(self.duties)
        self.duties.show_case(case_id)

    def show_duty_table(self) -> None:
        """Show the duties of all case files."""
        self._pile.setCurrentWidget(self.duty_table)
        self.duty_table.refresh()

    def _leave_duties(self) -> None:
        if self._before_duties is self.page and self.duties.case is not None:
            self._show_case(self.duties.case.id)
        else:
            self._pile.setCurrentWidget(self._before_duties)

    def _on_duties_remedy_wanted(
        self, case_id: CaseId, remedy: Remedy, shortfall: Shortfall
    ) -> None:
        self._show_case(case_id)
        self.page.mend(remedy, shortfall)

    def _show_list(self) -> None:
        self._pile.setCurrentWidget(self.list)
        self.list.refresh()
        self.list.table.setFocus()

    def _on_case_registered(self, case: CaseFile) -> None:
        self.context.changes.cases_changed.emit((case.id,))
        self.context.notices.success(self.tr("已登记案卷 {no}。").format(no=case.no))

    def _on_list_transfer_wanted(self, cases: Sequence[CaseFile]) -> None:
        dialog = TransferDialog(self.context, cases, self)
        dialog.exec()
        dialog.deleteLater()

    def _on_list_loan_wanted(self, cases: Sequence[CaseFile]) -> None:
        self.ask(RequestLoan(tuple(loan_item(case) for case in cases)))

    def _on_list_disc_wanted(self, cases: Sequence[CaseFile]) -> None:
        self.ask(MakeDisc(case_ids=tuple(case.id for case in cases)))
