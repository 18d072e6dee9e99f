"""The loans screen: views of requests at the left, the chosen one at the right."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import LoanId
from archive_desk.domain.loans import ItemKind, Loan, LoanItem, LoanState
from archive_desk.domain.people import Right, Role
from archive_desk.services.lending import Lending
from archive_desk.services.loan_papers import LoanPapers
from archive_desk.services.reminding import Reminding
from archive_desk.services.scanning import Scanning
from archive_desk.ui import wording
from archive_desk.ui.intentions import Intention, RequestLoan, ShowLoan
from archive_desk.ui.loans.actions import Action
from archive_desk.ui.loans.deputies import DeputiesDialog
from archive_desk.ui.loans.details import LoanDetails
from archive_desk.ui.loans.incidents import IncidentsDialog
from archive_desk.ui.loans.listing import columns, narrowed, source, views_of
from archive_desk.ui.loans.overview import OverviewDialog
from archive_desk.ui.loans.request_dialog import RequestDialog
from archive_desk.ui.loans.scan_field import ScanField
from archive_desk.ui.loans.signers import SignersDialog
from archive_desk.ui.loans.verbs import LoanVerbs
from archive_desk.ui.loans.view_here import ViewHere
from archive_desk.ui.loans.volumes import VolumesDialog
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
        self.more_button = button(self.tr("更多(&H)"), "ellipsis", kind="quiet")
        self.more_button.setMenu(self._more_menu())
        self.scan = ScanField()
        self.scan.setVisible(context.actor.may(Right.CIRCULATE))
        self.filters.add_right(self.more_button)
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
        self.view: ViewHere | None = None
        self._fresh = True
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        top = QHBoxLayout()
        top.addWidget(self.tabs, 1)
        top.addWidget(self.scan)
        column.addLayout(top)
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

    def _more_menu(self) -> QMenu:
        menu, actor = QMenu(self), self.context.actor
        offers = [
            (self.tr("审批代理…"), actor.may(Right.SIGN), self._show_deputies),
            (self.tr("损坏遗失…"), actor.may(Right.READ_LEDGER), self._show_incidents),
            (self.tr("纸质卷册…"), actor.may(Right.BROWSE), self._show_volumes),
            (self.tr("各股室概况…"), actor.may(Right.READ_LEDGER), self._show_overview),
            (self.tr("指定签署人…"), actor.role is Role.AGENCY_HEAD, self._show_signers),
        ]
        for words, wanted, verb in offers:
            if wanted:
                menu.addAction(words).triggered.connect(verb)
        return menu

    def _connect(self) -> None:
        self.scan.listen_to(self, self.table, self.tabs)
        self.scan.scanned.connect(self.take_code)
        self.details.looking.connect(self._on_looking)
        self.details.paper_wanted.connect(self.verbs.open_paper)
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
        elif self._fresh and self._signing and self.table.rows.rowCount():
            # Whoever signs comes for what waits for him.
            self.table.select_row(0)
        self._fresh = False

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
        actor = self.context.actor
        if loan.state is LoanState.DRAFT:
            self.details.show_papers({}, ())
            return
        papers = LoanPapers(self.context.desk).of_loan(actor, loan.id)
        self.details.show_papers(papers, Reminding(self.context.desk).sent(actor, loan.id))

    @property
    def _signing(self) -> bool:
        return self._views[max(0, self.tabs.currentIndex())].key == "sign"

    def _source(self) -> Source[Loan]:
        view = self._views[max(0, self.tabs.currentIndex())]
        where = narrowed(view, self.filters.text, self.filters.value("state"))
        return source(self._lending, self.context.actor, where)

    def _reload(self) -> None:
        self.several_button.setVisible(self._signing and len(self._waiting()) > 1)
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

    def take_code(self, code: str) -> None:
        """Do what a scanned code asks for: show its loan, and take back what is out."""
        try:
            found = Scanning(self.context.desk).find(self.context.actor, code)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        words = wording.sentence(found.words)
        if found.loan is None:
            self.context.notices.warn(words)
            return
        self.show_loan(found.loan.id)
        if found.item is not None and found.loan.state is LoanState.LENT:
            self.verbs.take_back(found.loan, found.item)
        else:
            self.context.notices.info(words)

    def _on_looking(self, item: LoanItem) -> None:
        loan = self.details.loan
        if loan is None:
            return
        found = self._lending.recordings(self.context.actor, loan.id)
        first = next((each for each, _ in found if each == item.item_id), None)
        if item.kind is not ItemKind.FOOTAGE or first is None:
            first = found[0][0] if found else None
        if first is None:
            self.context.notices.warn(self.tr("这里面没有音像。"))
            return
        if self.view is None:
            self.view = ViewHere(self.context)
            self.view.closed.connect(self._on_view_closed)
            self._stack.addWidget(self.view)
        self._stack.setCurrentWidget(self.view)
        self.view.show_recordings(found, first)

    def _on_view_closed(self) -> None:
        self._reload()

    def set_locked(self, *, locked: bool) -> None:
        """Stop what plays while the desk is locked."""
        if self.view is not None:
            self.view.player.set_locked(locked=locked)

    def in_use(self) -> bool:
        """Whether something plays."""
        return self.view is not None and self.view.player.playing

    def shut(self) -> None:
        """Let go of the player."""
        if self.view is not None:
            self.view.player.shut()
        super().shut()

    def _show_volumes(self) -> None:
        self._run(VolumesDialog(self.context, self))

    def _show_overview(self) -> None:
        self._run(OverviewDialog(self.context, self))

    def _show_signers(self) -> None:
        self._run(SignersDialog(self.context, self))

    def _run(self, dialog: QDialog) -> None:
        dialog.exec()
        dialog.deleteLater()

    def _sign_several(self) -> None:
        self.verbs.sign_several(self._waiting())

    def _show_deputies(self) -> None:
        self._run(DeputiesDialog(self.context, self))

    def _show_incidents(self) -> None:
        self._run(IncidentsDialog(self.context, self))

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
