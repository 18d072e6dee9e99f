"""One round: its cases and who reviews them, the draw, the results, the notices."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.evaluation import (
    CHART,
    EvaluationRound,
    RoundCase,
    RoundEvent,
    RoundState,
    Seat,
)
from archive_desk.domain.ids import RoundCaseId, RoundId
from archive_desk.domain.people import Right
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.evaluation_papers import EvaluationPapers
from archive_desk.services.evaluation_results import CaseResult
from archive_desk.services.rectifying import Rectifying
from archive_desk.ui import wording
from archive_desk.ui.evaluation.cases_pane import CasesPane
from archive_desk.ui.evaluation.draw_panel import DrawPanel
from archive_desk.ui.evaluation.figures_panel import FiguresPanel
from archive_desk.ui.evaluation.lists import notices_table
from archive_desk.ui.evaluation.round_verbs import RoundVerbs
from archive_desk.ui.evaluation.words import round_badge
from archive_desk.ui.row_model import listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.panels import EmptyState
from archive_desk.ui.widgets.steps import Steps
from archive_desk.ui.widgets.text import ElidedLabel, muted

_ORDER = tuple(state for state in RoundState if state is not RoundState.WITHDRAWN)
CASES, DRAW, RESULTS, NOTICES = range(4)


class RoundPage(QWidget):
    """A round from the plan to the last notice.

    Signals:
        left: back to the list.
        review_wanted, compare_wanted: the `RoundCaseId` of a case.
        notice_wanted: a `NoticeId`.
        changed: the `RoundId` took a step.
        opened_another: the `RoundId` of a round that was planned like this one.
    """

    left = Signal()
    review_wanted = Signal(object)
    compare_wanted = Signal(object)
    notice_wanted = Signal(object)
    changed = Signal(object)
    opened_another = Signal(object)

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._evaluating = Evaluating(context.desk)
        self._papers = EvaluationPapers(context.desk)
        self._rectifying = Rectifying(context.desk)
        self._arranges = context.actor.may(Right.ARRANGE_EVALUATION)
        self.round: EvaluationRound | None = None
        self._cases: Sequence[RoundCase] = ()
        self._draw_shown = False
        self._results: dict[RoundCaseId, CaseResult] = {}
        self.verbs = RoundVerbs(context, self)
        self.title = ElidedLabel("", "heading", mode=Qt.TextElideMode.ElideRight)
        self.state = BadgeLabel()
        self.steps = Steps([wording.sentence(state.label) for state in _ORDER])
        self.next_button = button("", kind="primary", then=self._on_next)
        self.next_button.setObjectName("round-next")
        self.change_button = button(self.tr("更改方案"), "pencil", then=self._change)
        self.copy_button = button(self.tr("照此新建(&C)"), "copy", kind="quiet", then=self._copy)
        self.withdraw_button = button(
            self.tr("撤销评查…"), "undo-2", kind="quiet", then=self._withdraw
        )
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("评查内容"))
        self.tabs.setExpanding(False)
        for words in (self.tr("案卷"), self.tr("抽样"), self.tr("结果"), self.tr("整改")):
            self.tabs.addTab(words)
        self.pane = CasesPane(context)
        self.cases = self.pane.table
        self.clear_button = self.pane.clear_button
        self.notices = notices_table(context, "evaluation-notices")
        self.draw = DrawPanel()
        self.figures = FiguresPanel()
        self.note = muted("")
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    # -- arrangement -------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        head.addWidget(
            icon_button("arrow-left", self.tr("返回"), shortcut="Alt+Left", then=self.left.emit)
        )
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        head.addWidget(self.change_button)
        head.addWidget(self.next_button)
        case_row = QHBoxLayout()
        case_row.setSpacing(SMALL)
        self.open_button = button(
            self.tr("打开评查(&O)"), "clipboard-check", then=self._open_current
        )
        self.sheet_button = button(self.tr("评查情况表"), "printer", then=self._print_sheet)
        self.recuse_button = button(self.tr("声明回避…"), kind="quiet", then=self._recuse)
        self.reassign_button = button(self.tr("改派…"), kind="quiet", then=self._reassign)
        self.add_button = button(self.tr("增加案卷…"), "plus", kind="quiet", then=self._add_case)
        self.remove_button = button(self.tr("移出…"), kind="quiet", then=self._remove_case)
        for each in (
            self.open_button,
            self.sheet_button,
            self.reassign_button,
            self.recuse_button,
            self.add_button,
            self.remove_button,
        ):
            case_row.addWidget(each)
        case_row.addStretch(1)
        case_page = QWidget()
        column = QVBoxLayout(case_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.pane, 1)
        column.addLayout(case_row)
        self._notice_stack = QStackedWidget()
        self._notice_stack.addWidget(self.notices)
        self._notice_stack.addWidget(
            EmptyState(
                "inbox",
                self.tr("还没有整改通知"),
                self.tr("全部案卷评定后，点“下发整改通知”，有扣分的案卷各发一份。"),
            )
        )
        for page in (case_page, self.draw, self.figures, self._notice_stack):
            self._stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        whole.setSpacing(MEDIUM)
        whole.addLayout(head)
        whole.addWidget(self.steps)
        whole.addWidget(self.note)
        below = QHBoxLayout()
        below.setSpacing(SMALL)
        # All the room there is: a tab whose words grow would lie behind the arrows until laid out.
        below.addWidget(self.tabs, 1)
        below.addWidget(self.copy_button)
        below.addWidget(self.withdraw_button)
        whole.addLayout(below)
        whole.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.pane.chosen.connect(self._offer)
        self.pane.opened.connect(self.open_case)
        self.notices.row_opened.connect(lambda notice: self.notice_wanted.emit(notice.id))
        self.figures.opened.connect(self._on_figure_opened)
        self.figures.report_wanted.connect(lambda: self._verb(self.verbs.print_report))
        self.figures.tables_wanted.connect(lambda: self._verb(self.verbs.export_tables))
        self.draw.check_wanted.connect(lambda: self._verb(self.verbs.check_draw))
        self.draw.discard_wanted.connect(lambda: self._verb(self.verbs.discard_draw))
        self.verbs.done.connect(self._on_verb_done)
        self.verbs.made.connect(self.opened_another)

    # -- what is shown -----------------------------------------------------------------------

    def show_round(self, round_id: RoundId) -> bool:
        """Show a round; False where that is refused."""
        if self.round is None or self.round.id != round_id:
            self.pane.forget()
            self.tabs.setCurrentIndex(CASES)
        try:
            found = self._evaluating.get(self._context.actor, round_id)
            cases = self._evaluating.cases(self._context.actor, round_id)
            figures = self._papers.figures(self._context.actor, round_id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return False
        self.round, self._cases = found, cases
        self._results = {each.case.id: each for each in figures.results.results}
        self._show_head(found)
        self.pane.show_cases(found, cases, self._results)
        self._offer()
        self._draw_shown = False
        self._on_tab_changed(self.tabs.currentIndex())
        self.figures.show_figures(figures, may_print=self._arranges)
        self._show_notices(found)
        return True

    def _show_head(self, found: EvaluationRound) -> None:
        self.title.setText(f"{found.no}　{found.name}")
        self.state.show_badge(round_badge(found))
        withdrawn = found.state is RoundState.WITHDRAWN
        self.steps.setVisible(not withdrawn)
        if not withdrawn:
            self.steps.go_to(_ORDER.index(found.state))
        self.copy_button.setVisible(self._arranges)
        self.withdraw_button.setVisible(
            self._arranges and (found.state, RoundEvent.WITHDRAW) in CHART
        )
        self.change_button.setVisible(self._arranges and found.state is RoundState.DRAFT)
        words = self._next_words(found)
        self.next_button.setVisible(self._arranges and bool(words))
        self.next_button.setText(words)
        self.note.setText(self._note(found))
        for tab in (DRAW, NOTICES):
            self.tabs.setTabVisible(tab, self._arranges)

    def _assigned(self) -> bool:
        assert self.round is not None
        seats = (Seat.FIRST, Seat.SECOND) if self.round.plan.second_review else (Seat.FIRST,)
        return all(case.holder(seat) is not None for case in self._cases for seat in seats)

    def _next_words(self, found: EvaluationRound) -> str:
        match found.state:
            case RoundState.DRAFT:
                return self.tr("抽取案卷(&D)")
            case RoundState.DRAWN:
                return self.tr("开始评查(&B)") if self._assigned() else self.tr("分派评查员(&F)")
            case RoundState.SECOND_REVIEW if found.settled_count == found.case_count:
                return self.tr("下发整改通知(&X)")
            case RoundState.FINDINGS_SENT:
                return self.tr("结束评查(&E)")
            case _:
                return ""

    def _note(self, found: EvaluationRound) -> str:
        basis = self.tr("依据{basis}开展。").format(basis=self._evaluating.basis)
        match found.state:
            case RoundState.DRAFT:
                return basis + self.tr("方案定好后抽样；种子可以公开摇号产生，也可由程序生成。")
            case RoundState.DRAWN:
                return basis + self.tr("抽样结果可以核验。分派评查员后即可开始。")
            case RoundState.REVIEWING | RoundState.SECOND_REVIEW:
                return basis + self.tr(
                    "{settled}/{count} 件已评定。双方都提交之前，评分互不可见。"
                ).format(settled=found.settled_count, count=found.case_count)
            case RoundState.FINDINGS_SENT:
                return basis + self.tr("整改通知全部办结后，可以结束评查。")
            case RoundState.WITHDRAWN:
                return self.tr("已于 {at} 撤销：{reason}").format(
                    at=wording.moment(found.withdrawn_at), reason=found.withdrawn_why
                )
            case _:
                return basis + self.tr("结果已可用于年度考核。")

    def _on_figure_opened(self, numbers: tuple[str, ...]) -> None:
        self.pane.narrow(numbers)
        self.tabs.setCurrentIndex(CASES)
        self.cases.setFocus()

    def _on_tab_changed(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        if number == DRAW and self.round is not None and not self._draw_shown:
            self._draw_shown = True
            self._show_draw(self.round)

    def _show_draw(self, found: EvaluationRound) -> None:
        """The draw, read when somebody looks at it: its list is long."""
        if not self._arranges:
            return
        kept = self._evaluating.population(self._context.actor, found.id)
        recusals = self._evaluating.recusals(self._context.actor, found.id)
        draws = self._evaluating.draws(self._context.actor, found.id)
        self.draw.show_draw(found, kept, self._cases, recusals, draws)

    def _show_notices(self, found: EvaluationRound) -> None:
        if not self._arranges:
            return
        notices = self._rectifying.notices(self._context.actor, found.id)
        self.notices.rows.use(listed(notices, self.notices.rows.columns))
        self._notice_stack.setCurrentIndex(0 if notices else 1)
        words = self.tr("整改")
        self.tabs.setTabText(NOTICES, f"{words} {len(notices)}" if notices else words)

    def _offer(self) -> None:
        """Show the buttons that make sense for the case under the cursor."""
        case, found = self.pane.current, self.round
        if found is None:
            return
        mine = case is not None and case.seat_of(self._context.actor.id) is not None
        result = None if case is None else self._results.get(case.id)
        reviews = mine and found.state.under_review
        self.open_button.setVisible(case is not None and (reviews or result is not None))
        words = self.tr("打开评查(&O)") if result is None else self.tr("查看评分(&O)")
        self.open_button.setText(f" {words}")
        self.sheet_button.setVisible(result is not None and result.settled)
        drawn = found.state is RoundState.DRAWN
        before = drawn or found.state.under_review
        self.recuse_button.setVisible(mine and before)
        self.reassign_button.setVisible(self._arranges and case is not None and before)
        self.add_button.setVisible(self._arranges and drawn)
        self.remove_button.setVisible(
            self._arranges and drawn and case is not None and not case.drawn
        )

    # -- what happens ------------------------------------------------------------------------

    def open_case(self, case: RoundCase) -> None:
        """The case on the desk, or both sheets where they are in."""
        found = self.round
        if found is None:
            return
        mine = case.seat_of(self._context.actor.id) is not None
        if case.id in self._results:
            self.compare_wanted.emit(case.id)
        elif mine and found.state.under_review:
            self.review_wanted.emit(case.id)
        elif found.state.under_review:
            self._context.notices.info(self.tr("双方都提交后才能查看评分。"))

    def _open_current(self) -> None:
        case = self.pane.current
        if case is not None:
            self.open_case(case)

    def _on_next(self) -> None:
        found = self.round
        if found is None:
            return
        steps: dict[RoundState, Callable[[EvaluationRound], None]] = {
            RoundState.DRAFT: self.verbs.draw,
            RoundState.DRAWN: self.verbs.begin if self._assigned() else self.verbs.assign,
            RoundState.SECOND_REVIEW: self.verbs.send_findings,
            RoundState.FINDINGS_SENT: self.verbs.close,
        }
        verb = steps.get(found.state)
        if verb is not None:
            verb(found)

    def _verb(self, verb: Callable[[EvaluationRound], None]) -> None:
        if self.round is not None:
            verb(self.round)

    def _change(self) -> None:
        self._verb(self.verbs.change)

    def _copy(self) -> None:
        self._verb(self.verbs.copy)

    def _withdraw(self) -> None:
        self._verb(self.verbs.withdraw)

    def _add_case(self) -> None:
        self._verb(self.verbs.add_case)

    def _on_case(self, verb: Callable[[RoundCase], None]) -> None:
        case = self.pane.current
        if case is not None:
            verb(case)

    def _remove_case(self) -> None:
        self._on_case(self.verbs.remove_case)

    def _recuse(self) -> None:
        self._on_case(self.verbs.recuse)

    def _reassign(self) -> None:
        self._on_case(self.verbs.reassign)

    def _print_sheet(self) -> None:
        self._on_case(self.verbs.print_sheet)

    def _on_verb_done(self, said: str) -> None:
        if said:
            self._context.notices.success(said)
        if self.round is not None:
            self.changed.emit(self.round.id)
