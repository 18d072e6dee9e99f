"""The working calendar: each year's days off and worked weekends, entered or imported."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.holiday_tables import HEADINGS, OFF, table_of
from archive_desk.domain.holidays import HolidayYear
from archive_desk.domain.people import Right
from archive_desk.domain.rule_versions import HolidayTable
from archive_desk.services.holiday_keeping import HolidayKeeping
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, Side, listed
from archive_desk.ui.rules.holiday_dialog import HolidayDialog, WithdrawDialog
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import choose_file, save_file
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.tables import Table

_Day = tuple[str, str, str]


class HolidaysPage(QWidget):
    """The years of the calendar at the left, the days of the chosen one at the right."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._keeping = HolidayKeeping(context.desk)
        actor = context.actor
        self._may = actor.may(Right.KEEP_RULES) or actor.may(Right.CONFIGURE)
        self.advice = Advice("", Tone.WARN)
        self._columns = self._make_columns()
        self._model: RowModel[HolidayTable] = RowModel(
            self._columns, listed((), self._columns), key=lambda row: row.year.year
        )
        self.years = Table(
            self._model,
            name="holiday-years",
            remembered=context.remembered,
            single=True,
            row_height=52,
        )
        self.years.setAccessibleName(self.tr("年度"))
        self.years.rows_selected.connect(lambda _rows: self._show_days())
        self._day_columns = self._make_day_columns()
        self._days: RowModel[_Day] = RowModel(
            self._day_columns, listed((), self._day_columns), key=lambda row: row[0]
        )
        self.days = Table(
            self._days, name="holiday-days", remembered=context.remembered, single=True
        )
        self.days.setAccessibleName(self.tr("放假和上班的日子"))
        self.withdraw_button = button(self.tr("撤回(&Z)…"), "undo-2", then=self.withdraw)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        for words, icon, kind, verb in (
            (self.tr("导入通知(&I)…"), "file-text", "primary", self.take_in),
            (self.tr("录入新的一年(&N)…"), "plus", "plain", self.add),
            (self.tr("更改(&E)…"), "pencil", "plain", self.edit),
        ):
            made = button(words, icon, kind=kind, then=verb)
            made.setVisible(self._may)
            top.addWidget(made)
        self.withdraw_button.setVisible(self._may)
        top.addWidget(self.withdraw_button)
        top.addStretch(1)
        top.addWidget(button(self.tr("导出(&X)…"), "file-down", then=self.export))
        split = QSplitter()
        split.addWidget(self.years)
        split.addWidget(self.days)
        split.setSizes([560, 520])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addLayout(top)
        column.addWidget(self.advice)
        column.addWidget(split, 1)

    def _make_columns(self) -> Sequence[Column[HolidayTable]]:
        own, shipped = self.tr("单位录入"), self.tr("软件附带")
        return (
            Column(
                "year",
                self.tr("年度"),
                lambda row: str(row.year.year),
                side=Side.RIGHT,
                bold=True,
                width=70,
            ),
            Column(
                "document",
                self.tr("通知文号"),
                lambda row: row.year.document_no,
                subtitle=lambda row: wording.sentence(row.why),
                stretch=True,
                width=220,
            ),
            Column(
                "source",
                self.tr("来源"),
                lambda row: shipped if row.shipped else own,
                badge=lambda row: Badge(
                    shipped if row.shipped else own, Tone.NEUTRAL if row.shipped else Tone.ACCENT
                ),
                width=110,
            ),
            Column(
                "made_at",
                self.tr("录入"),
                lambda row: "" if row.made_at is None else wording.moment(row.made_at),
                subtitle=lambda row: row.by,
                width=160,
            ),
        )

    def _make_day_columns(self) -> Sequence[Column[_Day]]:
        off, worked = self.tr("放假"), self.tr("上班")
        return (
            Column(
                "day",
                self.tr("日期"),
                lambda row: wording.day_of_week(date.fromisoformat(row[0])),
                width=200,
            ),
            Column(
                "kind",
                self.tr("安排"),
                lambda row: off if row[1] == OFF else worked,
                badge=lambda row: (
                    Badge(off, Tone.GOOD) if row[1] == OFF else Badge(worked, Tone.WARN)
                ),
                width=90,
            ),
            Column(
                "name",
                self.tr("名称"),
                lambda row: wording.sentence(row[2]),
                stretch=True,
                width=160,
            ),
        )

    def refresh(self) -> None:
        """Read the calendar again."""
        tables = self._keeping.tables(self._context.actor)
        kept = {row.year.year for row in self.years.selected()}
        self._model.use(listed(tables, self._columns))
        if kept:
            self.years.select_keys(set(kept))
        else:
            self.years.select_row(0)
        last = max((table.year.year for table in tables), default=0)
        self.advice.say(
            self.tr(
                "放假安排录到 {year} 年。之后的日期只按周末和法定节日推算，标为“预计”；"
                "国务院办公厅发布通知后导入，自动重算。"
            ).format(year=last)
        )
        self._show_days()

    @property
    def chosen(self) -> HolidayTable | None:
        """The year chosen in the list."""
        return next(iter(self.years.selected()), None)

    def _show_days(self) -> None:
        table = self.chosen
        self._days.use(listed([] if table is None else table_of(table.year), self._day_columns))
        self.withdraw_button.setEnabled(table is not None and not table.shipped)

    # -- verbs -------------------------------------------------------------------------------

    def take_in(self) -> None:
        """Read a notice from a file and look at it before it holds."""
        file = choose_file(
            self,
            self._context.remembered,
            "holidays",
            self.tr("选择放假通知"),
            self.tr("放假通知 (*.csv *.xlsx *.toml *.txt)"),
        )
        if file is None:
            return
        try:
            year = self._keeping.read(file)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self._enter(year, source=file.name)

    def add(self) -> None:
        """Type a year that is not there yet."""
        tables = self._keeping.tables(self._context.actor)
        last = max((table.year.year for table in tables), default=self._today().year)
        self._enter(HolidayYear(last + 1, "", ()))

    def edit(self) -> None:
        """Change the chosen year."""
        table = self.chosen
        if table is not None:
            self._enter(table.year)

    def _enter(self, year: HolidayYear, *, source: str = "") -> None:
        dialog = HolidayDialog(self._context, year, source=source, parent=self)
        if dialog.exec():
            self._on_changed(dialog.year.value())

    def withdraw(self) -> None:
        """Go back to the program's own table of the chosen year."""
        table = self.chosen
        if table is not None and WithdrawDialog(self._context, table.year.year, parent=self).exec():
            self._on_changed(table.year.year)

    def export(self) -> None:
        """Write the chosen year as a table, to be filled for the next or given to others."""
        table = self.chosen
        if table is None:
            return
        file = save_file(
            self,
            self._context.remembered,
            "holidays",
            self.tr("导出放假安排"),
            f"{table.year.year}.csv",
            "CSV (*.csv)",
        )
        if file is None:
            return
        lines = [",".join(row) for row in (HEADINGS, *table_of(table.year))]
        try:
            file.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
        except OSError as error:
            self._context.notices.warn(
                self.tr("无法写入 {name}：{reason}").format(name=file.name, reason=str(error))
            )
            return
        self._context.notices.success(self.tr("已导出 {name}。").format(name=file.name))

    def _on_changed(self, year: int) -> None:
        self.refresh()
        self.years.select_keys({year}, current=year)
        self._context.changes.office_changed.emit()

    def _today(self) -> date:
        return self._context.desk.clock().astimezone(self._context.desk.office.zone).date()
