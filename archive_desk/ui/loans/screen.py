"""The loans screen: views of requests at the left, the chosen one at the right."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import LoanId
from archive_desk.domain.loans import ItemKind, Loan, LoanState
from archive_desk.domain.people import Right
from archive_desk.services.lending import Lending
from archive_desk.ui import wording
from archive_desk.ui.intentions import Intention, RequestLoan, ShowLoan
from archive_desk.ui.loans.actions import Action
from archive_desk.ui.loans.deputies import DeputiesDialog
from archive_desk.ui.loans.details import LoanDetails
from archive_desk.ui.loans.incidents import IncidentsDialog
from archive_desk.ui.loans.listing import columns, narrowed, source, views_of
from archive_desk.ui.loans.request_dialog import RequestDialog
from archive_desk.ui.loans.verbs import LoanVerbs
from archive_desk.ui.row_model import RowModel, Source
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, FilterBar
from archive_desk.ui.widgets.panels import EmptyState
from archive_desk.ui.widgets.tables import Table


class LoansScreen(Screen):
    """Requests: one's own, those to sign, those to hand out, and all of them."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._lending = Lending(context.desk)
        self.verbs = LoanVerbs(context, self)
        self._views = views_of(context.actor, self._lending.signer(context.actor))
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("借阅申请的范围"))
        self.tabs.setExpanding(False)
        for view in self._views:
            self.tabs.addTab(view.title)
        self.filters = FilterBar(self.tr("搜索单号、申请人、用途、案卷或光盘"))
        states = [Choice(state, wording.sentence(state.label)) for state in LoanState]
        self.filters.add_filter("state", self.tr("全部状态"), states)
        self.new_button = button(
            self.tr("申请借阅(&N)"),
            "plus",
            kind="primary",
            shortcut="Ctrl+N",
            then=self.request_loan,
        )
        self.new_button.setVisible(context.actor.may(Right.REQUEST_LOAN))
        self.several_button = button(
            self.tr("批量签署(&M)…"), "stamp", kind="quiet", then=self._sign_several
        )
        self.deputies_button = button(
            self.tr("审批代理(&G)…"), "users", kind="quiet", then=self._show_deputies
        )
        self.deputies_button.setVisible(context.actor.may(Right.SIGN))
        self.incidents_button = button(
            self.tr("损坏遗失(&Z)…"), "triangle-alert", kind="quiet", then=self._show_incidents
        )
        self.incidents_button.setVisible(context.actor.may(Right.READ_LEDGER))
        self.filters.add_right(self.incidents_button)
        self.filters.add_right(self.deputies_button)
        self.filters.add_right(self.several_button)
        self.filters.add_right(self.new_button)
        listed_columns = columns(context.desk.clock())
        self.table = Table(
            RowModel(listed_columns, self._source(), key=lambda loan: loan.id),
            name="loans",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self.table.setAccessibleName(self.tr("借阅申请"))
        self.empty = EmptyState("inbox", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.details = LoanDetails(context.actor, self._lending.deputyships(context.actor))
        self.details.hide()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(self.tabs)
        column.addWidget(self.filters)
        column.addWidget(self._stack, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self.details)
        self._splitter.setStretchFactor(0, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        whole.addWidget(self._splitter)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_view_changed)
        self.filters.changed.connect(self._on_filters_changed)
        self.table.rows_selected.connect(self._on_rows_selected)
        self.table.row_opened.connect(self._show)
        self.details.closed.connect(self._on_details_closed)
        self.details.wanted.connect(self._on_action_wanted)
        self.verbs.done.connect(self._changed)
        self.verbs.nothing_done.connect(self.refresh)
        self.verbs.gone.connect(self._on_draft_gone)
        self.details.opening.connect(self.ask)
        self.context.changes.loans_changed.connect(self.set_stale)

    # -- reading -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list again, the counts on the tabs, and the request beside it."""
        self._count()
        self._reload()
        loan = self.details.loan
        if loan is not None and not self.details.isHidden():
            self.show_loan(loan.id)

    def open_item(self, intention: Intention) -> None:
        """Show a request, or ask for new things."""
        if isinstance(intention, ShowLoan):
            self.show_loan(intention.loan_id)
        elif isinstance(intention, RequestLoan):
            self.request_loan(intention)

    def choose_view(self, key: str) -> None:
        """Show the view `key`, if this person has it."""
        for number, view in enumerate(self._views):
            if view.key == key:
                self.tabs.setCurrentIndex(number)

    def show_loan(self, loan_id: LoanId) -> None:
        """Show one request beside the list."""
        try:
            loan = self._lending.get(self.context.actor, loan_id)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self._show(loan)

    def _show(self, loan: Loan) -> None:
        self.details.show_loan(loan, self._now())
        self.details.show()

    def _source(self) -> Source[Loan]:
        view = self._views[max(0, self.tabs.currentIndex())]
        where = narrowed(view, self.filters.text, self.filters.value("state"))
        return source(self._lending, self.context.actor, where)

    def _reload(self) -> None:
        signing = self._views[max(0, self.tabs.currentIndex())].key == "sign"
        self.several_button.setVisible(signing and len(self._waiting()) > 1)
        self.table.rows.columns = tuple(columns(self._now()))
        self.table.rows.use(self._source())
        if self.table.rows.rowCount():
            self._stack.setCurrentWidget(self.table)
            return
        view = self._views[self.tabs.currentIndex()]
        if self.filters.narrowed:
            self.empty.say(self.tr("没有符合条件的申请"), self.tr("换个词，或清除条件再看。"))
        else:
            self.empty.say(view.nothing, view.advice)
        self._stack.setCurrentWidget(self.empty)

    def _count(self) -> None:
        for number, view in enumerate(self._views):
            if view.counted:
                count = self._lending.page(self.context.actor, view.where, 0, 1).total
                self.tabs.setTabText(number, f"{view.title} {count}" if count else view.title)

    def _now(self) -> datetime:
        return self.context.desk.clock()

    # -- what happens ------------------------------------------------------------------------

    def _on_view_changed(self, _number: int) -> None:
        self._on_filters_changed()

    def _on_filters_changed(self) -> None:
        self._on_details_closed()
        self._reload()

    def _on_rows_selected(self, rows: tuple[Loan, ...]) -> None:
        if rows:
            self._show(rows[0])

    def _on_details_closed(self) -> None:
        self.details.hide()
        self.details.loan = None
        self.table.clearSelection()

    def _on_action_wanted(self, action: Action) -> None:
        if self.details.loan is not None:
            self.verbs.act(self.details.loan, action)

    def _on_draft_gone(self) -> None:
        self._on_details_closed()
        self.context.changes.loans_changed.emit(())
        self.refresh()

    def _waiting(self) -> Sequence[Loan]:
        return self._lending.waiting_for(self.context.actor)

    def _sign_several(self) -> None:
        self.verbs.sign_several(self._waiting())

    def _show_deputies(self) -> None:
        dialog = DeputiesDialog(self.context, self)
        dialog.exec()
        dialog.deleteLater()

    def _show_incidents(self) -> None:
        dialog = IncidentsDialog(self.context, self)
        dialog.exec()
        dialog.deleteLater()

    # -- verbs -------------------------------------------------------------------------------

    def request_loan(self, intention: RequestLoan | None = None) -> None:
        """Ask for leave to use records."""
        items = () if intention is None else intention.items
        dialog = RequestDialog(self.context, items, self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.loan is not None:
            loan = dialog.loan
            said = self.verbs.handed_in(loan)
            self.choose_view("mine")
            self._changed(loan, said)
        dialog.deleteLater()

    def _changed(self, loan: Loan, said: str) -> None:
        self.context.notices.success(said)
        self.details.loan = loan
        self.context.changes.loans_changed.emit((loan.id,))
        if any(item.kind is ItemKind.DISC for item in loan.items):
            self.context.changes.discs_changed.emit(())
        self.show_loan(loan.id)
