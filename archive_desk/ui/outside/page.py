"""A page of the screen: a register as a list, and the line chosen with what can be done to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.ui import wording
from archive_desk.ui.intentions import Intention
from archive_desk.ui.row_model import Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL
from archive_desk.ui.widgets.asking import Asking
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.inputs import SearchBox
from archive_desk.ui.widgets.list_and_details import ListAndDetails
from archive_desk.ui.widgets.panels import EmptyState, Facts, clear
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label, selectable

Row = TypeVar("Row")

EXPORT_KINDS = "Excel (*.xlsx);;PDF (*.pdf);;CSV (*.csv)"


@dataclass(frozen=True)
class Verb:
    """A button for the line chosen."""

    words: str
    icon: str
    then: Callable[[], object]
    kind: str = ""


@dataclass(frozen=True)
class Part:
    """A heading of the details with lines under it."""

    title: str
    lines: Sequence[str]


class RegisterPage(QWidget, Generic[Row]):
    """A register; each page says what its lines are, show and let do."""

    def __init__(
        self,
        context: ScreenContext,
        ask: Callable[[Intention], None],
        *,
        name: str,
        title: str,
        search: str,
        nothing: tuple[str, str],
    ) -> None:
        super().__init__()
        self.context = context
        self.ask = ask
        self.lines: Sequence[Row] = ()
        self._columns = self.make_columns()
        self._model: RowModel[Row] = RowModel(
            self._columns, listed((), self._columns), key=self.key_of
        )
        self.table = Table(
            self._model, name=name, remembered=context.remembered, row_height=52, single=True
        )
        self.table.setAccessibleName(title)
        self.table.rows_selected.connect(self._on_selected)
        self.search = SearchBox(search)
        self.search.searched.connect(lambda _text: self.refresh())
        self.nothing = EmptyState("send", *nothing)
        self.top = QHBoxLayout()
        self.top.setSpacing(SMALL)
        self.top.addWidget(self.search)
        self.top.addStretch(1)
        self._both = ListAndDetails(self.table, self.nothing, width=420)
        self.details = self._both.details
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addLayout(self.top)
        column.addWidget(self._both, 1)

    # -- what a page says --------------------------------------------------------------------

    def make_columns(self) -> Sequence[Column[Row]]:
        """The columns of the list."""
        raise NotImplementedError

    def read(self, text: str) -> Sequence[Row]:
        """The lines that hold `text`."""
        raise NotImplementedError

    def key_of(self, row: Row) -> str:
        """The number of a line."""
        raise NotImplementedError

    def facts_of(self, row: Row) -> list[tuple[str, str]]:
        """Names and values for the details."""
        raise NotImplementedError

    def parts_of(self, row: Row) -> Sequence[Part]:
        """What stands below them."""
        del row
        return ()

    def verbs_of(self, row: Row) -> Sequence[Verb]:
        """What can be done to the line now, the most likely first."""
        raise NotImplementedError

    # -- what all pages do -------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the register again."""
        kept = {self.key_of(row) for row in self.table.selected()}
        try:
            self.lines = self.read(self.search.text().strip())
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self._model.use(listed(self.lines, self._columns))
        self.table.select_keys(set(kept))
        self._both.show_list(some=bool(self.lines))
        self._on_selected(self.table.selected())

    def choose(self, key: str) -> None:
        """Bring one line forward."""
        self.table.choose(key)

    @property
    def chosen(self) -> Row | None:
        """The line chosen."""
        return next(iter(self.table.selected()), None)

    def _on_selected(self, rows: Sequence[Row]) -> None:
        self.details.setVisible(bool(rows))
        if rows:
            self._show(rows[0])

    def _show(self, row: Row) -> None:
        self.details.set_title(self.key_of(row))
        clear(self.details.body)
        facts = Facts()
        facts.show_facts(self.facts_of(row))
        self.details.body.addWidget(facts)
        for part in self.parts_of(row):
            self.details.body.addWidget(label(part.title, "strong"))
            for said in part.lines:
                self.details.body.addWidget(selectable(label(said, "caption", wrap=True)))
        self.details.body.addStretch(1)
        clear(self.details.foot)
        verbs = self.verbs_of(row)
        if verbs:
            holder = QWidget()
            flow = FlowLayout(holder)
            for each in verbs:
                flow.addWidget(button(each.words, each.icon, kind=each.kind, then=each.then))
            self.details.foot.addWidget(holder, 1)

    def add_top(self, *buttons: QWidget) -> None:
        """Put buttons above the list, at the right."""
        for each in buttons:
            self.top.addWidget(each)

    def run(self, dialog: Asking, said: str, key: Callable[[object], str]) -> bool:
        """Show a dialog; if its verb was done, say so and bring its line forward."""
        accepted, answer = bool(dialog.exec()), dialog.answer
        dialog.deleteLater()
        if accepted:
            self.done(key(answer), said)
        return accepted

    def done(self, key: str, said: str) -> None:
        """After a verb: read again, choose its line, say what happened."""
        self.refresh()
        self.choose(key)
        self.context.notices.success(said.format(no=key))

    def write(
        self, title: str, name: str, kinds: str, verb: Callable[[Path], object], said: str
    ) -> None:
        """Write a file that the person chooses."""
        out = save_file(self, self.context.remembered, "exports", title, name, kinds)
        if out is None:
            return
        try:
            verb(out)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self.context.notices.success(said.format(file=out.name))

    def export_button(self, name: Callable[[], str], verb: Callable[[Path], object]) -> QWidget:
        """A button that writes the register."""
        return button(
            wording.tr("导出登记簿(&E)…"),
            "download",
            then=lambda: self.write(
                wording.tr("导出登记簿"), name(), EXPORT_KINDS, verb, wording.tr("已保存 {file}。")
            ),
        )
