"""The register screen: what is out, what is overdue, and every line there ever was."""

from dataclasses import asdict
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ledger import LedgerLine, LineState
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.people import Right
from archive_desk.services.ledger import Format, Ledger, LedgerFilter
from archive_desk.ui import wording
from archive_desk.ui.intentions import ShowLoan
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.ledger.correction import CorrectionDialog
from archive_desk.ui.ledger.details import LedgerDetails, Like
from archive_desk.ui.ledger.listing import columns, source
from archive_desk.ui.ledger.provisions import ProvisionsDialog
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import RowModel, Source
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.inputs import Choice, DatePicker, FilterBar
from archive_desk.ui.widgets.panels import Advice, EmptyState, NumberCard
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import zone

_KINDS = {
    Format.XLSX: "Excel (*.xlsx)",
    Format.PDF: "PDF (*.pdf)",
    Format.CSV: "CSV (*.csv)",
}


class LedgerScreen(Screen):
    """The lending register; its lines cannot be changed, only read and given out."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._ledger = Ledger(context.desk)
        self._like: Like | None = None
        self.cards = {
            LineState.OUT: NumberCard("hand-helping", self.tr("借出中")),
            LineState.OVERDUE: NumberCard("triangle-alert", self.tr("逾期")),
            LineState.WAITING: NumberCard("inbox", self.tr("待借出")),
            LineState.RETURNED: NumberCard("archive-restore", self.tr("已归还")),
        }
        for state, card in self.cards.items():
            card.clicked.connect(lambda state=state: self.show_state(state))
        self.filters = FilterBar(self.tr("搜索题名、借阅人、用途、批准人"))
        states = [Choice(state, wording.sentence(state.label)) for state in LineState]
        self._state_box = self.filters.add_filter("state", self.tr("全部状态"), states)
        self.filters.add_filter("section", self.tr("全部股室"))
        acts = [Choice(act, wording.sentence(act.label)) for act in LoanAct]
        self.filters.add_filter("act", self.tr("全部方式"), acts)
        self._since = DatePicker(self.tr("登记自"))
        self._until = DatePicker(self.tr("至"))
        self.filters.add_picker(self._since)
        self.filters.add_picker(self._until)
        self.export_button = button(self.tr("导出(&E)"), "download")
        self.export_button.setMenu(self._export_menu())
        self.provisions_button = button(
            self.tr("对外提供登记(&V)…"), "send", kind="quiet", then=self._show_provisions
        )
        self.filters.add_right(self.provisions_button)
        self.filters.add_right(self.export_button)
        self.table = Table(
            RowModel(columns(self._now()), self._source(), key=lambda line: line.no),
            name="ledger",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self.table.setAccessibleName(self.tr("借阅登记簿"))
        self.table.row_opened.connect(self._on_row_opened)
        self.table.rows_selected.connect(self._on_rows_selected)
        self.details = LedgerDetails(may_correct=context.actor.may(Right.CIRCULATE))
        self.details.hide()
        self.details.closed.connect(self._on_details_closed)
        self.details.likes_wanted.connect(self.show_likes)
        self.details.loan_wanted.connect(self._on_loan_wanted)
        self.details.correction_wanted.connect(self._on_correction_wanted)
        self.details.line_wanted.connect(self.show_line)
        self._like_bar = Advice("", Tone.ACCENT)
        self._like_bar.hide()
        self.all_button = button(self.tr("看全部登记(&L)"), kind="link", then=self._show_all)
        self._totals = label("", "caption")
        self.empty = EmptyState("book-marked", "")
        self._lay_out()
        self.filters.changed.connect(self._reload)
        context.changes.loans_changed.connect(self.set_stale)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        numbers = QHBoxLayout()
        numbers.setSpacing(MEDIUM)
        for card in self.cards.values():
            numbers.addWidget(card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addLayout(numbers)
        column.addWidget(self.filters)
        like = QHBoxLayout()
        like.addWidget(self._like_bar, 1)
        like.addWidget(self.all_button)
        self.all_button.hide()
        column.addLayout(like)
        left = QWidget()
        listed = QVBoxLayout(left)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(SMALL)
        listed.addWidget(self._stack, 1)
        listed.addWidget(self._totals)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self.details)
        splitter.setStretchFactor(0, 1)
        column.addWidget(splitter, 1)

    def _export_menu(self) -> QMenu:
        menu = QMenu(self)
        words = {
            Format.XLSX: self.tr("导出为 Excel 表格…"),
            Format.PDF: self.tr("导出为 PDF（横向登记簿）…"),
            Format.CSV: self.tr("导出为 CSV…"),
        }
        for kind, said in words.items():
            menu.addAction(said).triggered.connect(partial(self._on_export_chosen, kind))
        return menu

    # -- reading -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read numbers and lines again."""
        standing = self._ledger.standing(self.context.actor)
        sections = self._ledger.sections(self.context.actor)
        self.filters.offer("section", [Choice(each, each) for each in sections])
        notes = {
            LineState.OVERDUE: (self.tr("请催还"), Tone.BAD),
            LineState.WAITING: (self.tr("已批准，尚未领取"), Tone.ACCENT),
        }
        for state, card in self.cards.items():
            note, tone = notes.get(state, ("", Tone.ACCENT))
            card.show_number(standing[state], note if standing[state] else "", tone)
        self._reload()

    def show_state(self, state: LineState) -> None:
        """Show the lines in one state only."""
        self._state_box.choose(state)
        self.filters.set_text(self.filters.text)

    def _where(self) -> LedgerFilter:
        since, until = self._since.value, self._until.value
        day = timedelta(days=1)
        return LedgerFilter(
            state=self.filters.value("state"),
            at=self._now(),
            text=self.filters.text,
            section=self.filters.value("section") or "",
            act=self.filters.value("act"),
            **({} if self._like is None else asdict(self._like)),
            since=None if since is None else datetime.combine(since, time(), zone()),
            until=None if until is None else datetime.combine(until + day, time(), zone()),
        )

    def _source(self) -> Source[LedgerLine]:
        return source(self._ledger, self.context.actor, self._where())

    def _reload(self) -> None:
        self.table.rows.columns = tuple(columns(self._now()))
        self.table.rows.use(self._source())
        self._show_totals()
        if self.table.rows.rowCount():
            self._stack.setCurrentWidget(self.table)
            return
        if self.filters.narrowed or self._like is not None:
            self.empty.say(self.tr("没有符合条件的登记"), self.tr("换个词，或清除条件再看。"))
        else:
            self.empty.say(
                self.tr("登记簿还是空的"), self.tr("借阅申请批准后自动登记，登记后不能更改。")
            )
        self._stack.setCurrentWidget(self.empty)

    def _show_totals(self) -> None:
        """How many of the lines shown stand in which state."""
        standing = self._ledger.standing(self.context.actor, self._where())
        parts = [
            self.tr("{state} {count}").format(state=wording.sentence(state.label), count=count)
            for state, count in standing.items()
            if count
        ]
        words = self.tr("合计 {count} 条").format(count=sum(standing.values()))
        self._totals.setText("　".join([words, *parts]))

    def show_likes(self, like: Like) -> None:
        """Show only what concerns one person, one thing or one approval."""
        self._like = like
        name = like.borrower or like.item or like.loan
        self._like_bar.say(self.tr("只显示：{name}").format(name=name))
        self.all_button.show()
        self._reload()

    def _show_all(self) -> None:
        self._like = None
        self._like_bar.say("")
        self.all_button.hide()
        self._reload()

    def show_line(self, no: int) -> None:
        """Show one line beside the list, with its entries."""
        try:
            line, entries = self._ledger.line(self.context.actor, no)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self.details.show_line(line, entries, self._now())
        self.details.show()

    def _now(self) -> datetime:
        return self.context.desk.clock()

    # -- what happens ------------------------------------------------------------------------

    def _on_row_opened(self, line: LedgerLine) -> None:
        self.ask(ShowLoan(line.loan_id))

    def _on_rows_selected(self, rows: tuple[LedgerLine, ...]) -> None:
        if rows:
            self.show_line(rows[0].no)

    def _on_details_closed(self) -> None:
        self.details.hide()
        self.table.clearSelection()

    def _on_loan_wanted(self) -> None:
        if self.details.line is not None:
            self.ask(ShowLoan(self.details.line.loan_id))

    def _on_correction_wanted(self) -> None:
        if self.details.line is None:
            return
        dialog = CorrectionDialog(self.context, self.details.line, self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.new is not None:
            said = self.tr("已记入更正，第 {no} 号。").format(no=dialog.new.no)
            self.context.notices.success(said)
            self.refresh()
            self.show_line(dialog.new.no)
        dialog.deleteLater()

    def _show_provisions(self) -> None:
        dialog = ProvisionsDialog(self.context, self)
        dialog.exec()
        dialog.deleteLater()

    def _on_export_chosen(self, kind: Format, _checked: bool = False) -> None:
        self.export(kind)

    def export(self, kind: Format) -> None:
        """Write the lines shown to a file that the person chooses."""
        name = self._ledger.file_name(kind)
        title = self.tr("导出登记簿")
        out = save_file(self, self.context.remembered, "exports", title, name, _KINDS[kind])
        if out is not None:
            self.export_to(kind, out)

    def export_to(self, kind: Format, out: Path) -> None:
        """Write the lines shown to `out` in the background."""
        ledger, actor, where = self._ledger, self.context.actor, self._where()
        job = Job(
            self.tr("导出登记簿"),
            lambda _monitor: (ledger.export(actor, kind, out, where), out),
            parent=self,
        )
        job.succeeded.connect(self._on_export_succeeded)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_export_succeeded(self, done: tuple[int, Path]) -> None:
        count, out = done
        said = self.tr("已导出 {count} 条：{file}")
        self.context.notices.success(said.format(count=count, file=out.name))
