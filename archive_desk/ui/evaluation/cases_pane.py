"""The cases of a round: found by words and by how far they are, and who has how many left."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from archive_desk.domain.evaluation import EvaluationRound, RoundCase
from archive_desk.domain.ids import RoundCaseId
from archive_desk.domain.people import Person
from archive_desk.services.evaluation_results import CaseResult
from archive_desk.ui import wording
from archive_desk.ui.evaluation.lists import cases_table
from archive_desk.ui.evaluation.words import score_words
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, FilterBar
from archive_desk.ui.widgets.panels import EmptyState
from archive_desk.ui.widgets.text import muted

_MINE, _WAITING, _DIFFERENT, _SETTLED = "mine", "waiting", "different", "settled"
_FEW = 5


class CasesPane(QWidget):
    """Finds cases of a round.

    Signals:
        chosen: the case under the cursor is another one.
        opened: a `RoundCase`.
    """

    chosen = Signal()
    opened = Signal(object)

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._actor: Person = context.actor
        self._cases: Sequence[RoundCase] = ()
        self._results: Mapping[RoundCaseId, CaseResult] = {}
        self._only: tuple[str, ...] = ()
        self.table = cases_table(context, self._result_badge)
        self.filters = FilterBar(self.tr("案卷、股室、评查员"))
        self._progress = self.filters.add_filter(
            "state",
            self.tr("全部进度"),
            [
                Choice(_MINE, self.tr("待我评查")),
                Choice(_WAITING, self.tr("未全部提交")),
                Choice(_DIFFERENT, self.tr("有分歧")),
                Choice(_SETTLED, self.tr("已评定")),
            ],
        )
        self.left = muted("", wrap=False)
        self.left.setObjectName("cases-left")
        self.clear_button = button(
            self.tr("显示全部案卷"), "x", kind="quiet", then=lambda: self.narrow(())
        )
        self.filters.add_right(self.clear_button)
        self.filters.add_right(self.left)
        self._empty = EmptyState("clipboard-check", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.filters)
        column.addWidget(self._stack, 1)
        self.filters.changed.connect(self._show)
        self.table.rows_selected.connect(lambda _rows: self.chosen.emit())
        self.table.row_opened.connect(self.opened)

    @property
    def current(self) -> RoundCase | None:
        """The case under the cursor."""
        rows = self.table.selected()
        return rows[0] if rows else None

    def forget(self) -> None:
        """Another round is shown: nothing narrows its list."""
        self._only = ()
        self.filters.clear()

    def narrow(self, numbers: tuple[str, ...]) -> None:
        """Show only the cases with these numbers; all again for none."""
        self._only = numbers
        self._show()

    def choose_progress(self, key: str) -> None:
        """Show what is `mine` to do, `waiting`, `different` or `settled`."""
        self._progress.choose(key)
        self._show()

    def show_cases(
        self,
        found: EvaluationRound,
        cases: Sequence[RoundCase],
        results: Mapping[RoundCaseId, CaseResult],
    ) -> None:
        """Show the cases as they stand; the one under the cursor stays there."""
        self._cases, self._results = cases, results
        self.filters.setVisible(len(cases) > _FEW or bool(self._only))
        self.left.setText(_left(cases, self._actor) if found.state.under_review else "")
        self._show()

    def _show(self) -> None:
        here = self.current
        shown = [each for each in self._cases if self._fits(each)]
        self.table.rows.use(listed(shown, self.table.rows.columns))
        self.clear_button.setVisible(bool(self._only))
        self.filters.setVisible(len(self._cases) > _FEW or bool(self._only))
        self._stack.setCurrentIndex(0 if shown else 1)
        if self._cases:
            self._empty.say(self.tr("没有符合条件的案卷"), self.tr("换一个条件，或者清除条件。"))
        else:
            self._empty.say(
                self.tr("还没有抽样"), self.tr("点右上角“抽取案卷”，程序按方案分层抽样。")
            )
        if shown:
            self.table.select_row(self._row_to_choose(shown, here))
        self.chosen.emit()

    def _row_to_choose(self, shown: Sequence[RoundCase], here: RoundCase | None) -> int:
        """Where the cursor was; else what waits for the person; else the first."""
        wishes: tuple[Callable[[RoundCase], bool], ...] = (
            lambda case: here is not None and case.id == here.id and not self._done(case),
            lambda case: _waits_for(self._actor, case),
            lambda case: here is not None and case.id == here.id,
        )
        for wish in wishes:
            for number, case in enumerate(shown):
                if wish(case):
                    return number
        return 0

    def _done(self, case: RoundCase) -> bool:
        """Whether the person has handed in his sheet on the case."""
        seat = case.seat_of(self._actor.id)
        return seat is not None and seat in case.handed_in

    def _fits(self, case: RoundCase) -> bool:
        if self._only and case.case_no not in self._only:
            return False
        words = self.filters.text.casefold()
        people = [each.person for each in case.seats if each.ended_at is None]
        if words and not any(
            words in each.casefold()
            for each in (case.case_no, case.case_name, case.section, *people)
        ):
            return False
        result = self._results.get(case.id)
        asked = {
            _MINE: _waits_for(self._actor, case),
            _WAITING: result is None,
            _DIFFERENT: result is not None and not result.settled,
            _SETTLED: result is not None and result.settled,
        }
        return asked.get(self.filters.value("state"), True)

    def _result_badge(self, case: RoundCase) -> Badge | None:
        result = self._results.get(case.id)
        if result is None:
            return None
        if not result.settled:
            count = sum(each.open for each in result.comparisons)
            return Badge(self.tr("{count} 项分歧").format(count=count), Tone.WARN)
        worst = result.sheet.grades[-1]
        tone = Tone.BAD if result.score.grade == worst else Tone.GOOD
        return Badge(score_words(result.score), tone)


def _waits_for(actor: Person, case: RoundCase) -> bool:
    """Whether a person's sheet on the case is still to be handed in."""
    seat = case.seat_of(actor.id)
    return seat is not None and seat not in case.handed_in


def _left(cases: Sequence[RoundCase], actor: Person) -> str:
    """How many sheets everybody has left, oneself first."""
    counts: Counter[str] = Counter()
    mine = sum(_waits_for(actor, case) for case in cases)
    for case in cases:
        for each in case.seats:
            if each.ended_at is None and each.seat not in case.handed_in:
                counts[each.person] += each.person_id != actor.id
    words = [wording.tr("我还剩 {count} 件", count=mine)] if mine else []
    words += [
        wording.tr("{name}还剩 {count} 件", name=name, count=count)
        for name, count in counts.most_common()
        if count
    ]
    return wording.listing(words)
