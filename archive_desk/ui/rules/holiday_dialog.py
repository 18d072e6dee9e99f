"""A year's days off and worked weekends in a table to be typed in, checked line by line."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.holiday_tables import WrongHolidays, table_of
from archive_desk.domain.holidays import HolidayYear
from archive_desk.services.holiday_keeping import HolidayKeeping
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.text import label, set_tone

_MOST_SHOWN = 4


class HolidayDialog(Dialog):
    """One year: a line for each day off and for each weekend day that is worked."""

    def __init__(
        self,
        context: ScreenContext,
        year: HolidayYear,
        *,
        source: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("放假安排"), parent, width=620)
        self._context = context
        self._keeping = HolidayKeeping(context.desk)
        self._source = source
        self.form = Form()
        self.year = QSpinBox()
        self.year.setRange(1990, 2100)
        self.year.setValue(year.year)
        self.document_no = QLineEdit(year.document_no)
        self.why = QLineEdit()
        self.days = QTableWidget(0, 3)
        self.days.setAccessibleName(self.tr("放假和上班的日子"))
        self.days.setHorizontalHeaderLabels([self.tr("日期"), self.tr("休/班"), self.tr("名称")])
        self.days.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.days.setMinimumHeight(theme().px(320))
        for row in table_of(year):
            self._add(*row)
        if not year.holidays:
            self._add("", "", "")
        self.state = label("", "muted", wrap=True)
        self.days.itemChanged.connect(lambda _item: self.check())
        self.year.valueChanged.connect(lambda _year: self.check())
        self._lay_out()
        self.check()

    def _lay_out(self) -> None:
        self.form.add(self.tr("年度(&Y)"), self.year, needed=True)
        self.form.add(self.tr("通知文号(&D)"), self.document_no)
        self.body.addWidget(self.form)
        self.body.addWidget(
            label(
                self.tr("每行一天，如 2027-02-06、休、春节；调休上班的周末写“班”。"),
                "muted",
                wrap=True,
            )
        )
        self.body.addWidget(self.days, 1)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(button(self.tr("添加一行(&A)"), "plus", then=lambda: self.add_line()))
        row.addWidget(button(self.tr("删除所选行(&L)"), "trash-2", then=self.remove_lines))
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.state)
        below = Form()
        below.add(self.tr("原因和依据(&R)"), self.why, needed=True)
        self._below = below
        self.body.addWidget(below)
        self.confirm = button(self.tr("保存(&S)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    def _add(self, *cells: str) -> None:
        at = self.days.rowCount()
        self.days.insertRow(at)
        for column, text in enumerate(cells):
            self.days.setItem(at, column, QTableWidgetItem(text))

    def add_line(self) -> None:
        """Add an empty line and go there."""
        self._add("", "", "")
        self.days.setCurrentCell(self.days.rowCount() - 1, 0)
        self.days.scrollToBottom()

    def remove_lines(self) -> None:
        """Take the chosen lines out."""
        for row in sorted({index.row() for index in self.days.selectedIndexes()}, reverse=True):
            self.days.removeRow(row)
        self.check()

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """What is typed in."""
        return [
            (self._cell(row, 0), self._cell(row, 1), self._cell(row, 2))
            for row in range(self.days.rowCount())
        ]

    def _cell(self, row: int, column: int) -> str:
        item = self.days.item(row, column)
        return "" if item is None else item.text()

    def check(self) -> HolidayYear | None:
        """The year as it is typed, if it can be used; else what is wrong is said."""
        self._mark(set())
        try:
            found = self._keeping.checked(self.lines, self.document_no.text(), self.year.value())
        except WrongHolidays as error:
            faults = [
                self.tr("第 {line} 行：").format(line=fault.line) * bool(fault.line)
                + wording.sentence(fault.expected)
                for fault in error.faults
            ]
            more = ["…"] if len(faults) > _MOST_SHOWN else []
            self.state.setText("\n".join([*faults[:_MOST_SHOWN], *more]))
            set_tone(self.state, Tone.BAD)
            self._mark({fault.line for fault in error.faults})
            return None
        changes = self._keeping.changes(self._context.actor, found)
        self.state.setText(
            self.tr("没有错误，与现行日历相差 {count} 天。").format(count=len(changes))
        )
        set_tone(self.state, Tone.GOOD)
        return found

    def _mark(self, lines: set[int]) -> None:
        colours = theme().colours
        with QSignalBlocker(self.days):
            for row in range(self.days.rowCount()):
                colour = QColor(colours.bad if row + 1 in lines else colours.text)
                for column in range(3):
                    item = self.days.item(row, column)
                    if item is not None:
                        item.setForeground(colour)

    @override
    def accept(self) -> None:
        self._below.forgive()
        found = self.check()
        if found is None:
            return
        try:
            if self._source:
                self._keeping.enter(
                    self._context.actor, found, self.why.text(), source=self._source
                )
            else:
                self._keeping.enter(self._context.actor, found, self.why.text())
        except ArchiveDeskError as error:
            self._below.complain(self.why, wording.sentence(error.message))
            return
        super().accept()


class WithdrawDialog(Dialog):
    """Why the office's own table of a year is withdrawn."""

    def __init__(self, context: ScreenContext, year: int, *, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("撤回 {year} 年的放假安排").format(year=year), parent, width=480)
        self._context = context
        self._year = year
        self.form = Form()
        self.why = QLineEdit()
        self.form.add(self.tr("原因和依据(&R)"), self.why, needed=True)
        self.body.addWidget(
            label(self.tr("撤回后按软件附带的放假安排；没有的按“预计”。"), "muted", wrap=True)
        )
        self.body.addWidget(self.form)
        self.set_buttons(button(self.tr("撤回(&S)"), kind="primary"), self.tr("取消"))

    @override
    def accept(self) -> None:
        try:
            HolidayKeeping(self._context.desk).withdraw(
                self._context.actor, self._year, self.why.text()
            )
        except ArchiveDeskError as error:
            self.form.complain(self.why, wording.sentence(error.message))
            return
        super().accept()
