"""The figures screen: a year's numbers at the left, charts and weak points at the right."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.figures import Facet, Figure, FigureRow, Report
from archive_desk.domain.people import Right
from archive_desk.services.figure_entry import Rows
from archive_desk.services.figure_papers import FORMATS, FigurePapers
from archive_desk.services.figures import Figures
from archive_desk.ui import wording
from archive_desk.ui.figures.charts import Legend, MonthBars, WeakBars
from archive_desk.ui.figures.inputs_dialog import HandInDialog, InputsDialog
from archive_desk.ui.figures.rows_dialog import RowsDialog, intention_of
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Column, RowModel, Side, listed
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.panels import Card, scrolling
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label, muted
from archive_desk.ui.zones import local

_YEARS = 10
_SHOWN_GROUPS = 10


@dataclass(frozen=True)
class _Line:
    """A line of the list: a figure and the table it stands in."""

    table: str
    figure: Figure


class FiguresScreen(Screen):
    """The annual figures; every number opens into its rows."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._figures = Figures(context.desk)
        self.report: Report | None = None
        this_year = local(context.desk.clock()).year
        years = [Choice(year, str(year)) for year in range(this_year, this_year - _YEARS, -1)]
        self.year = ChoiceBox(self.tr("年度"), years)
        self.year.chosen.connect(self.set_stale)
        self._said = muted("", wrap=False)
        self.table = self._make_table()
        self.months = MonthBars()
        self.facet = ChoiceBox(
            self.tr("薄弱环节分组"),
            [Choice(facet, wording.sentence(facet.label)) for facet in Facet],
        )
        self.facet.chosen.connect(self._show_weak)
        self.weak = WeakBars()
        self.weak.chosen.connect(self._on_weak_chosen)
        self._weak_said = muted("", wrap=True)
        may_write = context.actor.may(Right.EDIT_CASES)
        self.fill_button = button(
            self.tr("填写年报(&F)…"), "pencil", kind="quiet", then=self._fill_in
        )
        self.hand_in_button = button(
            self.tr("登记报送(&H)…"), "send", kind="quiet", then=self._hand_in
        )
        for made in (self.fill_button, self.hand_in_button):
            made.setVisible(may_write)
        self.rows_button = button(self.tr("打开明细(&D)…"), "list", then=self._open_selected)
        self.rows_button.setEnabled(False)
        self.export_button = button(
            self.tr("导出年报(&E)…"), "download", kind="primary", then=self._export
        )
        self._lay_out()
        changes = context.changes
        for fact in (
            changes.footage_changed,
            changes.cases_changed,
            changes.discs_changed,
            changes.loans_changed,
            changes.evaluations_changed,
        ):
            fact.connect(self.set_stale)

    @override
    def refresh(self) -> None:
        year, actor = self.year.value, self.context.actor
        job = Job(
            self.tr("统计"),
            lambda _monitor: self._figures.year(actor, year),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(self._on_report_succeeded)
        self._said.setText(self.tr("正在统计…"))
        self.context.jobs.start(job, Lane.READ)

    def open_figure(self, figure: Figure) -> None:
        """Show the rows behind `figure`."""
        report, actor = self.report, self.context.actor
        if report is None:
            return
        if figure.asked:
            self._fill_in()
            return
        job = Job(
            self.tr("读取明细"),
            lambda _monitor: self._figures.rows(actor, report, figure.key),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(lambda rows: self._on_rows_succeeded(figure, rows))
        self.context.jobs.start(job, Lane.READ)

    # -- arrangement -------------------------------------------------------------------------

    def _make_table(self) -> Table[_Line]:
        columns = (
            Column[_Line](
                "title",
                self.tr("统计项目"),
                lambda line: wording.sentence(line.figure.title),
                subtitle=lambda line: wording.sentence(line.table),
                hint=lambda line: wording.sentence(line.figure.rule),
                stretch=True,
                sortable=False,
            ),
            Column[_Line](
                "number",
                self.tr("数量"),
                lambda line: _number(line.figure),
                side=Side.RIGHT,
                width=110,
                tone=_tone,
                bold=True,
                sortable=False,
            ),
            Column[_Line](
                "unit",
                self.tr("单位"),
                lambda line: wording.sentence(line.figure.measure.label),
                width=80,
                sortable=False,
            ),
        )
        self._columns = columns
        table = Table(
            RowModel(columns, listed((), columns), key=lambda line: line.figure.key, parent=self),
            name="figures",
            remembered=self.context.remembered,
            row_height=46,
            single=True,
        )
        table.setAccessibleName(self.tr("统计项目"))
        table.row_opened.connect(lambda line: self.open_figure(line.figure))
        table.rows_selected.connect(lambda rows: self.rows_button.setEnabled(bool(rows)))
        return table

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self.year)
        top.addWidget(self._said, 1)
        for made in (
            self.fill_button,
            self.hand_in_button,
            self.rows_button,
            self.export_button,
        ):
            top.addWidget(made)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(LARGE)
        column.addWidget(_card(label(self.tr("各月采集时长（小时）"), "strong"), self.months))
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(self.tr("薄弱环节"), "strong"), 1)
        row.addWidget(self.facet)
        column.addWidget(_card(head, Legend(), self.weak, self._weak_said))
        column.addStretch(1)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(scrolling(side))
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        page = QVBoxLayout(self)
        page.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        page.setSpacing(MEDIUM)
        page.addLayout(top)
        page.addWidget(split, 1)

    # -- what is shown -----------------------------------------------------------------------

    def _on_report_succeeded(self, report: Report) -> None:
        self.report = report
        lines = [_Line(table.title, each) for table in report.tables for each in table.figures]
        self.table.rows.use(listed(lines, self._columns))
        self.months.show_months(report.months)
        missing = sum(line.figure.asked and not line.figure.text for line in lines)
        words = self.tr("{count} 项待填，薄弱环节 {weak} 件。").format(
            count=missing, weak=len(report.weak)
        )
        self._said.setText(words)
        self._show_weak()

    def _show_weak(self, _facet: object = None) -> None:
        if self.report is None:
            return
        groups = self.report.weak_by(self.facet.value)
        shown = groups if self.facet.value is Facet.MONTH else groups[:_SHOWN_GROUPS]
        self.weak.show_groups(shown)
        if not groups:
            self._weak_said.setText(self.tr("没有超时、无音像、中断和逾期。"))
        elif len(groups) > len(shown):
            rest = self.tr("另有 {count} 项较少，见导出的表格。")
            self._weak_said.setText(rest.format(count=len(groups) - len(shown)))
        else:
            self._weak_said.setText(self.tr("点按一条，看其中的每一件。"))

    def _on_weak_chosen(self, name: str) -> None:
        report, facet = self.report, self.facet.value
        if report is None:
            return
        rows = [
            FigureRow(
                each.row.item,
                each.row.item_id,
                f"{wording.sentence(each.fault.label)}　{each.row.title}",
                each.row.section,
                each.row.person,
                each.row.device,
                each.row.at,
                each.row.note,
            )
            for each in report.weak
            if each.of(facet) == name
        ]
        title = self.tr("薄弱环节：{name}").format(name=name or self.tr("（未知）"))
        self._show_rows(title, "", Rows(rows, len(rows)))

    def _on_rows_succeeded(self, figure: Figure, rows: Rows) -> None:
        title, rule = wording.sentence(figure.title), wording.sentence(figure.rule)
        self._show_rows(title, rule, rows)

    def _show_rows(self, title: str, rule: str, rows: Rows) -> None:
        dialog = RowsDialog(self.context, title, rule, rows.rows, rows.total, self)
        dialog.exec()
        if dialog.chosen is not None:
            self.ask(intention_of(dialog.chosen))

    def _open_selected(self) -> None:
        selected = self.table.selected()
        if selected:
            self.open_figure(selected[0].figure)

    # -- the annual report -------------------------------------------------------------------

    def _fill_in(self) -> None:
        if self.report is None or not self.context.actor.may(Right.EDIT_CASES):
            return
        if InputsDialog(self.context, self.report, self.year.value, self).exec():
            self.set_stale()

    def _hand_in(self) -> None:
        if HandInDialog(self.context, self.year.value, self).exec():
            self.context.notices.success(self.tr("已登记，期限停止。"))
            self.set_stale()

    def _export(self) -> None:
        if self.report is None:
            return
        papers = FigurePapers(self.context.desk)
        name = f"{papers.file_name(self.report)}.pdf"
        kinds = self.tr("年报 (*.pdf *.xlsx)")
        out = save_file(self, self.context.remembered, "figures", self.tr("导出年报"), name, kinds)
        if out is not None:
            self.export_to(out)

    def export_to(self, out: Path) -> None:
        """Write the report to `out`, as PDF and as a workbook beside it."""
        report, actor = self.report, self.context.actor
        if report is None:
            return
        papers = FigurePapers(self.context.desk)
        job = Job(
            self.tr("导出年报"),
            lambda _monitor: papers.write(actor, report, out, FORMATS),
            parent=self,
        )
        job.succeeded.connect(self._on_export_succeeded)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_export_succeeded(self, written: list[Path]) -> None:
        names = self.tr("、").join(each.name for each in written)
        self.context.notices.success(self.tr("已导出：{names}").format(names=names))


def _card(*widgets: QWidget) -> Card:
    card = Card()
    for widget in widgets:
        card.body.addWidget(widget)
    return card


def _number(figure: Figure) -> str:
    if figure.asked and not figure.text:
        return wording.tr("待填")
    return figure.words


def _tone(line: _Line) -> Tone | None:
    return Tone.WARN if line.figure.asked and not line.figure.text else None
