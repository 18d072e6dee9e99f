"""Both sheets of a case beside each other: where they differ, and how that is settled."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.evaluation import Seat
from archive_desk.domain.evaluation_results import Choice, Comparison, Settlement
from archive_desk.domain.evaluation_sheet import Moment, Verdict, points
from archive_desk.domain.ids import RoundCaseId
from archive_desk.services.evaluation_results import CaseResult, Results
from archive_desk.ui import wording
from archive_desk.ui.evaluation.words import moment_words, noted_words, score_words, verdict_badge
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, WIDE, theme
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.panels import Advice, Card, clear, scrolling
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import ElidedLabel, label, muted


class ComparePage(QWidget):
    """The result of a case, item by item.

    Signals:
        left: back to the round.
        settled: something was decided; the `RoundCaseId`.
        play_wanted: a `Moment` to be looked at.
    """

    left = Signal()
    settled = Signal(object)
    play_wanted = Signal(object)

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._results = Results(context.desk)
        self.result: CaseResult | None = None
        self._key = ""
        self.title = ElidedLabel("", "heading", mode=Qt.TextElideMode.ElideRight)
        self.score = label("", "strong")
        self.only_open = QCheckBox(self.tr("只看有分歧的项目"))
        self.only_open.setChecked(True)
        self._columns = self._make_columns()
        self.table = Table(
            RowModel(self._columns, listed([], self._columns), key=lambda row: row.item.key),
            name="evaluation-compare",
            remembered=context.remembered,
            row_height=44,
            single=True,
        )
        self.table.setAccessibleName(self.tr("两人评分对照"))
        self.reason = QLineEdit()
        self.reason.setObjectName("settle-reason")
        self.reason.setAccessibleName(self.tr("处理理由"))
        self.reason.setPlaceholderText(self.tr("处理理由"))
        self.amount = QDoubleSpinBox()
        self.amount.setAccessibleName(self.tr("另定扣分"))
        self.amount.setDecimals(1)
        self.amount.setSingleStep(0.5)
        self.amount.setPrefix("-")
        self._panel = QVBoxLayout()
        self._lay_out()
        self.table.rows_selected.connect(self._on_rows_selected)
        self.only_open.toggled.connect(lambda _on: self._show_rows())

    def _make_columns(self) -> list[Column[Comparison]]:
        return [
            Column(
                "item",
                self.tr("评查项目"),
                lambda row: row.item.title,
                hint=lambda row: row.item.title,
                sortable=False,
                stretch=True,
            ),
            Column(
                "first",
                self.tr("初评"),
                lambda row: verdict_badge(row.first).text,
                badge=lambda row: verdict_badge(row.first),
                sortable=False,
                width=96,
            ),
            Column(
                "second",
                self.tr("复评"),
                lambda row: verdict_badge(row.second).text,
                badge=lambda row: verdict_badge(row.second),
                sortable=False,
                width=96,
            ),
            Column(
                "settled",
                self.tr("处理"),
                lambda row: _decision(row).text,
                badge=_decision,
                sortable=False,
                width=120,
            ),
        ]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        head.addWidget(
            icon_button("arrow-left", self.tr("返回"), shortcut="Alt+Left", then=self.left.emit)
        )
        head.addWidget(self.title, 1)
        head.addWidget(self.only_open)
        head.addWidget(self.score)
        side = QWidget()
        side.setMinimumWidth(theme().px(340))
        self._panel.setContentsMargins(LARGE, 0, 0, 0)
        self._panel.setSpacing(SMALL)
        side.setLayout(self._panel)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(side)
        split.setStretchFactor(0, 1)
        split.setSizes([theme().px(620), theme().px(400)])
        self._words = QWidget()
        self._column = QVBoxLayout(self._words)
        self._column.setContentsMargins(0, 0, SMALL, 0)
        self._column.setSpacing(SMALL)
        self._panel.addWidget(scrolling(self._words), 1)
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(SMALL)
        form.addWidget(self.reason)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.first = button(self.tr("采纳初评(&1)"), then=lambda: self.settle(Choice.FIRST))
        self.second = button(self.tr("采纳复评(&2)"), then=lambda: self.settle(Choice.SECOND))
        row.addWidget(self.first)
        row.addWidget(self.second)
        form.addLayout(row)
        other = QHBoxLayout()
        other.setSpacing(SMALL)
        self.other = button(self.tr("另定扣分(&3)"), then=lambda: self.settle(Choice.OTHER))
        other.addWidget(self.amount)
        other.addWidget(self.other, 1)
        form.addLayout(other)
        self._panel.addWidget(self._form)
        self.agree_button = button(
            self.tr("同意对方意见(&G)"), "check", kind="primary", then=self.agree
        )
        self._panel.addWidget(self.agree_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        whole.setSpacing(MEDIUM)
        whole.addLayout(head)
        whole.addWidget(split, 1)

    # -- what is shown -----------------------------------------------------------------------

    def show_case(self, round_case_id: RoundCaseId) -> bool:
        """Show a case that both have handed in; False where that is refused."""
        try:
            result = self._results.of_case(self._context.actor, round_case_id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return False
        self.only_open.setChecked(bool(result.differences))
        self._show(result)
        return True

    def _show(self, result: CaseResult) -> None:
        self.result = result
        self.title.setText(f"{result.case.case_no}　{result.case.case_name}")
        open_count = sum(each.open for each in result.comparisons)
        words = score_words(result.score)
        if open_count:
            words = self.tr("{count} 项分歧待处理").format(count=open_count)
        self.score.setText(words)
        self._show_rows()

    def _show_rows(self) -> None:
        if self.result is None:
            return
        shown = self.result.differences if self.only_open.isChecked() else self.result.comparisons
        self.table.rows.use(listed(shown, self._columns))
        row = next((n for n, each in enumerate(shown) if each.item.key == self._key), 0)
        if shown:
            self.table.select_row(row)
        self._show_item(shown[row] if shown else None)

    def _on_rows_selected(self, rows: tuple[Comparison, ...]) -> None:
        if rows and rows[0].item.key != self._key:
            self._show_item(rows[0])

    def _show_item(self, row: Comparison | None) -> None:
        clear(self._column)
        self._key = "" if row is None else row.item.key
        result = self.result
        if row is None or result is None:
            self._column.addWidget(muted(self.tr("两人评分没有分歧。")))
            self._column.addStretch(1)
            self._form.hide()
            self.agree_button.hide()
            return
        self._column.addWidget(label(row.item.title, "strong", wrap=True))
        for seat, answer in ((Seat.FIRST, row.first), (Seat.SECOND, row.second)):
            sheet = result.sheets.get(seat)
            if sheet is not None:
                self._column.addWidget(self._side(seat, sheet.review.person, row, answer.lost))
        if row.settlement is not None:
            self._column.addWidget(Advice(_settled_words(row.settlement), Tone.ACCENT))
        self._column.addStretch(1)
        self.amount.setRange(0.0, row.item.tenths / 10)
        self._offer(row, result)

    def _offer(self, row: Comparison, result: CaseResult) -> None:
        seat = result.case.seat_of(self._context.actor.id)
        may = row.open and result.case.settled_at is None
        self._form.setVisible(may)
        self.other.setVisible(not row.item.veto)
        self.amount.setVisible(not row.item.veto)
        proposed = row.settlement
        self.agree_button.setVisible(
            may
            and seat is not None
            and proposed is not None
            and proposed.by_id != self._context.actor.id
        )

    def _side(self, seat: Seat, person: str, row: Comparison, lost: int) -> Card:
        card = Card()
        assert self.result is not None
        answer = row.first if seat is Seat.FIRST else row.second
        words = f"{wording.sentence(seat.label)}　{person}　{verdict_badge(answer).text}"
        card.body.addWidget(label(words, "field"))
        sheet = self.result.sheets[seat]
        for each in sheet.deductions:
            if each.item == row.item.key:
                card.body.addWidget(label(f"{each.text}　-{points(each.tenths)}", wrap=True))
                if each.moment is not None:
                    card.body.addLayout(self._evidence(each.moment))
                if each.document:
                    card.body.addWidget(label(each.document, "caption", wrap=True))
        return card

    def _evidence(self, moment: Moment) -> QHBoxLayout:
        """The moment that shows a fault; whoever may play footage goes there."""
        row = QHBoxLayout()
        if self._context.actor.external:
            row.addWidget(label(f"{moment.name}　{moment_words(moment)}", "caption", wrap=True))
            return row
        made = button(moment_words(moment), "play", kind="link")
        made.setObjectName("compare-jump")
        made.setToolTip(noted_words(moment))
        made.setAccessibleName(
            self.tr("回到 {name} {at}").format(name=moment.name, at=moment_words(moment))
        )
        made.clicked.connect(lambda: self.play_wanted.emit(moment))
        row.addWidget(made)
        row.addStretch(1)
        return row

    # -- what is decided ---------------------------------------------------------------------

    def settle(self, choice: Choice) -> None:
        """Propose, or decide as the lead."""
        if self.result is None:
            return
        lost = round(self.amount.value() * 10) if choice is Choice.OTHER else 0
        verdict = Verdict.DEDUCTED if lost or choice is not Choice.OTHER else Verdict.FULL
        try:
            result = self._results.settle(
                self._context.actor,
                self.result.case.id,
                self._key,
                choice,
                self.reason.text(),
                verdict=verdict,
                lost=lost,
            )
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            self.reason.setFocus()
            return
        self.reason.clear()
        self._show(result)
        self.settled.emit(result.case.id)

    def agree(self) -> None:
        """Agree with the other reviewer's proposal."""
        if self.result is None:
            return
        try:
            result = self._results.agree(self._context.actor, self.result.case.id, self._key)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self._show(result)
        self.settled.emit(result.case.id)


def _decision(row: Comparison) -> Badge:
    if row.same:
        return Badge(wording.tr("一致"), Tone.GOOD)
    if row.settlement is None:
        return Badge(wording.tr("待处理"), Tone.BAD)
    if not row.settlement.stands:
        return Badge(wording.tr("待对方同意"), Tone.WARN)
    return Badge(wording.sentence(row.settlement.choice.label), Tone.GOOD)


def _settled_words(settled: Settlement) -> str:
    words = wording.tr(
        "{way}：{choice}。{reason}（{by}）",
        way=wording.sentence(settled.way.label),
        choice=wording.sentence(settled.choice.label),
        reason=settled.reason,
        by=settled.by,
    )
    if settled.agreed_by:
        words += wording.tr("　{name}同意", name=settled.agreed_by)
    return words
