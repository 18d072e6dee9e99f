"""Choosing what to ask for: case files, footage or discs, found by their names."""

from collections.abc import Sequence

from PySide6.QtWidgets import QTabBar, QWidget

from archive_desk.domain.loans import ItemKind, LoanItem
from archive_desk.services.lending import Lending
from archive_desk.ui import icons, wording
from archive_desk.ui.loans.listing import KIND_ICONS
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import SearchBox
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class ItemPicker(Dialog):
    """A searchable list of each kind of thing; several may be chosen.

    Attributes:
        chosen: what was chosen when the dialog was confirmed.
    """

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=620)
        self.setWindowTitle(self.tr("选择借阅内容"))
        self.heading.setText(self.tr("选择借阅内容"))
        self._context = context
        self._lending = Lending(context.desk)
        self.chosen: Sequence[LoanItem] = ()
        self._kinds = tuple(ItemKind)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        for kind in self._kinds:
            self.tabs.addTab(icons.icon(KIND_ICONS[kind]), wording.sentence(kind.label))
        self.tabs.currentChanged.connect(self._search)
        self.body.addWidget(self.tabs)
        self.search = SearchBox(self.tr("输入编号、名称、当事人或人员"))
        self.search.searched.connect(self._search)
        self.body.addWidget(self.search)
        self._columns = [
            Column[LoanItem](
                "label",
                self.tr("名称"),
                lambda item: item.label,
                picture=lambda item: icons.icon(KIND_ICONS[item.kind], Tone.NEUTRAL),
                stretch=True,
                sortable=False,
            )
        ]
        self.table = Table(
            RowModel(self._columns, listed((), self._columns), key=lambda i: (i.kind, i.item_id)),
            name="loan-picker",
            remembered=context.remembered,
            row_height=36,
        )
        self.table.setAccessibleName(self.tr("可借阅的内容"))
        self.table.setMinimumHeight(theme().px(260))
        self.table.row_opened.connect(lambda _row: self.accept())
        self.table.rows_selected.connect(self._on_rows_selected)
        self.body.addWidget(self.table, 1)
        self._note = label("", "caption", wrap=True)
        self.body.addWidget(self._note)
        self.confirm = button(self.tr("添加(&S)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))
        self._search()
        self.search.setFocus()

    def _search(self, _changed: object = None) -> None:
        kind = self._kinds[self.tabs.currentIndex()]
        found = self._lending.candidates(self._context.actor, kind, self.search.text())
        self.table.rows.use(listed(found, self._columns))
        self._note.setText("" if found else self.tr("没有找到。请换个词，或看看另外两类。"))
        self._on_rows_selected(())

    def _on_rows_selected(self, rows: Sequence[LoanItem]) -> None:
        self.confirm.setEnabled(bool(rows))
        if rows:
            notes = self._lending.notes_on(self._context.actor, rows[0]) if len(rows) == 1 else ()
            self._note.setText("".join(wording.sentence(note) for note in notes))

    def accept(self) -> None:
        """Take what is selected."""
        self.chosen = self.table.selected()
        if self.chosen:
            super().accept()
