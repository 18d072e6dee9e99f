"""The figures of a round: cards and bars, each of which opens into the cases behind it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.evaluation_sheet import points
from archive_desk.domain.evaluation_statistics import change_words
from archive_desk.services.evaluation_papers import RoundFigures
from archive_desk.ui import wording
from archive_desk.ui.evaluation.charts import BarChart, BarRow
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import Card, SectionHead, scrolling
from archive_desk.ui.widgets.text import label, muted

_LOW = 700
_ITEMS = 10


class FiguresPanel(QWidget):
    """How the round went.

    Signals:
        opened: the numbers of the cases behind a figure.
        report_wanted, tables_wanted: the papers.
    """

    opened = Signal(object)
    report_wanted = Signal()
    tables_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.summary = label("", "heading", wrap=True)
        self.agreement = muted("")
        self.before = muted("")
        self.before.setObjectName("figures-before")
        self.grades = BarChart(self.tr("等次"))
        self.parts = BarChart(self.tr("各部分得分率"))
        self.items = BarChart(self.tr("失分项目"))
        self.sections = BarChart(self.tr("各股室平均分"))
        self.report_button = button(
            self.tr("评查报告 PDF(&P)"), "printer", then=self.report_wanted.emit
        )
        self.tables_button = button(
            self.tr("电子表格(&T)"), "file-down", then=self.tables_wanted.emit
        )
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SMALL, 0)
        column.setSpacing(MEDIUM)
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self.summary, 1)
        top.addWidget(self.report_button)
        top.addWidget(self.tables_button)
        column.addLayout(top)
        column.addWidget(self.before)
        column.addWidget(self.agreement)
        rows = QHBoxLayout()
        rows.setSpacing(LARGE)
        for charts in ((self.grades, self.parts), (self.sections, self.items)):
            side = QVBoxLayout()
            side.setSpacing(MEDIUM)
            for chart in charts:
                card = Card()
                card.body.addWidget(SectionHead(chart.accessibleName()))
                card.body.addWidget(chart)
                side.addWidget(card)
                chart.opened.connect(lambda row: self.opened.emit(row.cases))
            side.addStretch(1)
            rows.addLayout(side, 1)
        column.addLayout(rows)
        column.addWidget(muted(self.tr("点任何一条，列出它所统计的案卷。")))
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inner))

    def show_figures(self, found: RoundFigures, *, may_print: bool) -> None:
        """Show what there is so far."""
        figures, sheet = found.figures, found.results.sheet
        self.report_button.setVisible(may_print and figures.count > 0)
        self.tables_button.setVisible(may_print and figures.count > 0)
        if not figures.count:
            self.summary.setText(self.tr("还没有评定的案卷，评定后这里显示得分和失分情况。"))
        else:
            self.summary.setText(
                self.tr("已评定 {count} 件，平均 {average} 分，{worst}–{best} 分").format(
                    count=figures.count,
                    average=points(figures.average),
                    worst=points(figures.worst),
                    best=points(figures.best),
                )
            )
        self.agreement.setText(self._agreement_words(found))
        self.before.setText(self._comparison(found))
        self.before.setVisible(found.before is not None and figures.count > 0)
        earlier_parts = {} if found.before is None else found.before.parts
        earlier_sections = {} if found.before is None else found.before.sections
        most = max(1, figures.count)
        worst = sheet.grades[-1].name
        self.grades.show_rows(
            [
                BarRow(
                    wording.sentence(each.name),
                    len(each.cases) / most,
                    self.tr("{count} 件").format(count=len(each.cases)),
                    each.cases,
                    Tone.BAD if each.name == worst else Tone.GOOD,
                )
                for each in figures.grades
            ]
        )
        self.parts.show_rows(
            [
                BarRow(
                    each.part.title,
                    each.permille / 1000 if figures.count else 0.0,
                    _with_change(
                        f"{points(each.permille)}%",
                        each.permille,
                        earlier_parts.get(each.part.key),
                    )
                    if figures.count
                    else "",
                    each.cases,
                    Tone.WARN if each.permille < _LOW else Tone.ACCENT,
                )
                for each in figures.parts
            ]
        )
        self.sections.show_rows(
            [
                BarRow(
                    each.name,
                    each.average / 1000,
                    _with_change(
                        points(each.average), each.average, earlier_sections.get(each.name)
                    ),
                    each.cases,
                )
                for each in figures.sections
            ]
        )
        lost = max((each.lost for each in figures.items), default=1) or 1
        self.items.show_rows(
            [
                BarRow(
                    each.item.title,
                    1.0 if each.item.veto else each.lost / lost,
                    self.tr("否决") if each.item.veto else f"-{points(each.lost)}",
                    each.cases,
                    Tone.BAD if each.item.veto else Tone.WARN,
                )
                for each in figures.items[:_ITEMS]
            ]
        )

    def _agreement_words(self, found: RoundFigures) -> str:
        agreed = found.results.agreement
        if not found.results.round.plan.second_review:
            return self.tr("本轮不设复评。")
        if not agreed.items:
            return wording.sentence(agreed.words)
        kappa = "—" if agreed.kappa is None else f"{agreed.kappa:.2f}"
        words = self.tr("评查一致性：{items} 项中 {same} 项一致（{percent}%），Kappa {kappa}。")
        return words.format(
            items=agreed.items,
            same=agreed.same,
            percent=points(agreed.percent_tenths),
            kappa=kappa,
        ) + wording.sentence(agreed.words)

    def _comparison(self, found: RoundFigures) -> str:
        before, figures = found.before, found.figures
        if before is None:
            return ""
        words = self.tr(
            "与上轮 {no}（{count} 件，平均 {average} 分）相比："
            "平均分 {change}，不合格 {old} → {new} 件。"
        )
        return words.format(
            no=before.no,
            count=before.count,
            average=points(before.average),
            change=change_words(figures.average, before.average),
            old=before.failed,
            new=len(figures.grades[-1].cases),
        )


def _with_change(words: str, now: int, before: int | None) -> str:
    """A figure and, where the round before had one, how it has changed."""
    change = change_words(now, before)
    return f"{words}  {change}" if change else words
