"""Evaluation: the list of rounds, one round, the reviewer's desk, a comparison, a notice."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.evaluation import EvaluationRound
from archive_desk.domain.evaluation_sheet import Moment
from archive_desk.domain.ids import NoticeId, RoundCaseId, RoundId
from archive_desk.domain.people import Right
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.rectifying import Rectifying
from archive_desk.services.score_sheets import ScoreSheets, SheetText
from archive_desk.ui import wording
from archive_desk.ui.evaluation.compare import ComparePage
from archive_desk.ui.evaluation.desk import DeskPage
from archive_desk.ui.evaluation.listing import round_columns, sheet_columns
from archive_desk.ui.evaluation.lists import notices_table
from archive_desk.ui.evaluation.notice_page import NoticePage
from archive_desk.ui.evaluation.round_dialog import RoundDialog
from archive_desk.ui.evaluation.round_page import RoundPage
from archive_desk.ui.evaluation.sheet_dialog import SheetDialog
from archive_desk.ui.intentions import Intention, PlayFootage, ShowEvaluation, ShowNotice
from archive_desk.ui.row_model import RowModel, listed
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import EmptyState
from archive_desk.ui.widgets.tables import Table

_ROUNDS, _NOTICES, _SHEETS = "rounds", "notices", "sheets"


class EvaluationScreen(Screen):
    """案卷评查, from the plan to the closed round."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._evaluating = Evaluating(context.desk)
        self._rectifying = Rectifying(context.desk)
        self._sheets = ScoreSheets(context.desk)
        actor = context.actor
        self._views: list[tuple[str, str]] = []
        if actor.may(Right.EVALUATE) or actor.may(Right.ARRANGE_EVALUATION):
            self._views.append((_ROUNDS, self.tr("评查轮次")))
        if actor.may(Right.ANSWER_FINDINGS):
            self._views.append((_NOTICES, self.tr("整改通知")))
        if actor.may(Right.ARRANGE_EVALUATION):
            self._views.append((_SHEETS, self.tr("评分表")))
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("案卷评查的内容"))
        self.tabs.setExpanding(False)
        for _key, words in self._views:
            self.tabs.addTab(words)
        self.new_button = button(
            self.tr("新建评查(&N)"), "plus", kind="primary", shortcut="Ctrl+N", then=self.plan
        )
        self.new_button.setVisible(actor.may(Right.ARRANGE_EVALUATION))
        self.rounds = self._rounds_table()
        self.notices = notices_table(context, "evaluation-my-notices")
        self.sheets = self._sheets_table()
        self.empty = EmptyState("clipboard-check", "")
        self._lists = QStackedWidget()
        for page in (self.rounds, self.notices, self.sheets, self.empty):
            self._lists.addWidget(page)
        self.round_page = RoundPage(context)
        self.desk_page: DeskPage | None = None
        self.compare_page = ComparePage(context)
        self.notice_page = NoticePage(context)
        self.home = QWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    # -- arrangement -------------------------------------------------------------------------

    def _rounds_table(self) -> Table[EvaluationRound]:
        columns = self._round_columns = round_columns()
        made = Table(
            RowModel(columns, listed([], columns), key=lambda row: row.id),
            name="evaluation-rounds",
            remembered=self.context.remembered,
            row_height=52,
            single=True,
        )
        made.setAccessibleName(self.tr("评查轮次"))
        return made

    def _sheets_table(self) -> Table[SheetText]:
        columns = self._sheet_columns = sheet_columns()
        made = Table(
            RowModel(columns, listed([], columns), key=lambda row: row.sheet.key),
            name="evaluation-sheets",
            remembered=self.context.remembered,
            row_height=52,
            single=True,
        )
        made.setAccessibleName(self.tr("评分表"))
        return made

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(self.new_button)
        column = QVBoxLayout(self.home)
        column.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addLayout(head)
        column.addWidget(self._lists, 1)
        for page in (self.home, self.round_page, self.compare_page, self.notice_page):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _number: self._show_list())
        self.rounds.row_opened.connect(lambda found: self.show_round(found.id))
        self.notices.row_opened.connect(lambda notice: self.show_notice(notice.id))
        self.sheets.row_opened.connect(self.edit_sheet)
        page = self.round_page
        page.left.connect(self.go_home)
        page.review_wanted.connect(self.review)
        page.compare_wanted.connect(self.compare)
        page.notice_wanted.connect(self.show_notice)
        page.changed.connect(self._on_round_changed)
        page.opened_another.connect(self._on_round_made)
        self.compare_page.left.connect(self._back_to_round)
        self.compare_page.settled.connect(lambda _case: self._tell())
        self.compare_page.play_wanted.connect(self._on_play_wanted)
        self.notice_page.left.connect(self._back_from_notice)
        self.notice_page.changed.connect(self._tell)
        self.notice_page.play_wanted.connect(self._on_play_wanted)
        self.context.changes.evaluations_changed.connect(self.set_stale)
        self.context.changes.people_changed.connect(self.set_stale)

    # -- what the window asks ----------------------------------------------------------------

    @override
    def refresh(self) -> None:
        current = self._pages.currentWidget()
        if current is self.home:
            self._show_list()
        found = self.round_page.round
        shows = current is self.round_page and found is not None
        if shows and found is not None and not self.round_page.show_round(found.id):
            self.go_home()

    @override
    def open_item(self, intention: Intention) -> None:
        if isinstance(intention, ShowEvaluation):
            self.show_round(intention.round_id)
        elif isinstance(intention, ShowNotice):
            self.show_notice(intention.notice_id)

    @override
    def may_leave(self) -> bool:
        if self.desk_page is not None and self._pages.currentWidget() is self.desk_page:
            self.desk_page.flush()
            self.desk_page.player.pause()
        return True

    @override
    def in_use(self) -> bool:
        return self.desk_page is not None and self.desk_page.player.playing

    @override
    def set_locked(self, *, locked: bool) -> None:
        if self.desk_page is not None:
            if locked:
                self.desk_page.flush()
            self.desk_page.player.set_locked(locked=locked)

    @override
    def shut(self) -> None:
        if self.desk_page is not None:
            self.desk_page.shut()

    # -- pages -------------------------------------------------------------------------------

    def go_home(self) -> None:
        """The lists."""
        self._pages.setCurrentWidget(self.home)
        self._show_list()

    def choose_view(self, key: str) -> None:
        """Show the list `key`, if this person has it."""
        for number, (view, _words) in enumerate(self._views):
            if view == key:
                self.tabs.setCurrentIndex(number)

    def show_round(self, round_id: RoundId) -> None:
        """One round."""
        if self.round_page.show_round(round_id):
            self._pages.setCurrentWidget(self.round_page)
            self.round_page.cases.setFocus()

    def review(self, round_case_id: RoundCaseId) -> None:
        """A case on the reviewer's desk."""
        desk = self._desk()
        if desk.show_case(round_case_id):
            self._pages.setCurrentWidget(desk)
            desk.items.setFocus()

    def compare(self, round_case_id: RoundCaseId) -> None:
        """Both sheets of a case."""
        if self.compare_page.show_case(round_case_id):
            self._pages.setCurrentWidget(self.compare_page)

    def show_notice(self, notice_id: NoticeId) -> None:
        """A notice with its answers."""
        if self.notice_page.show_notice(notice_id):
            self._pages.setCurrentWidget(self.notice_page)

    def _desk(self) -> DeskPage:
        """The desk with its player, made when the first case is opened."""
        if self.desk_page is None:
            self.desk_page = DeskPage(self.context)
            self.desk_page.left.connect(self._back_to_round)
            self.desk_page.handed_in.connect(self._on_handed_in)
            self._pages.addWidget(self.desk_page)
        return self.desk_page

    def _back_to_round(self) -> None:
        if self.round_page.round is None:
            self.go_home()
        else:
            self.show_round(self.round_page.round.id)

    def _back_from_notice(self) -> None:
        if self.round_page.round is None or not self.context.actor.may(Right.ARRANGE_EVALUATION):
            self.go_home()
        else:
            self.show_round(self.round_page.round.id)

    # -- lists -------------------------------------------------------------------------------

    def _show_list(self) -> None:
        if not self._views:
            return
        key = self._views[max(0, self.tabs.currentIndex())][0]
        try:
            {_ROUNDS: self._show_rounds, _NOTICES: self._show_notices, _SHEETS: self._show_sheets}[
                key
            ]()
        except ArchiveDeskError as error:
            self.empty.say(wording.sentence(error.message))
            self._lists.setCurrentWidget(self.empty)

    def _show_rounds(self) -> None:
        rounds = self._evaluating.rounds(self.context.actor)
        self.rounds.rows.use(listed(rounds, self._round_columns))
        if rounds:
            self._lists.setCurrentWidget(self.rounds)
            return
        if self.context.actor.may(Right.ARRANGE_EVALUATION):
            advice = self.tr("点“新建评查”，定好范围和抽样办法，由程序公开抽取案卷。")
        else:
            advice = self.tr("有案卷指派给您评查时，会出现在这里。")
        self.empty.say(self.tr("还没有评查"), advice)
        self._lists.setCurrentWidget(self.empty)

    def _show_notices(self) -> None:
        notices = self._rectifying.mine(self.context.actor)
        self.notices.rows.use(listed(notices, self.notices.rows.columns))
        if notices:
            self._lists.setCurrentWidget(self.notices)
            return
        self.empty.say(
            self.tr("没有整改通知"), self.tr("评查发现您承办的案卷有问题时，通知会出现在这里。")
        )
        self._lists.setCurrentWidget(self.empty)

    def _show_sheets(self) -> None:
        sheets = self._sheets.all(self.context.actor)
        self.sheets.rows.use(listed(sheets, self._sheet_columns))
        self._lists.setCurrentWidget(self.sheets)

    # -- what happens ------------------------------------------------------------------------

    def plan(self) -> None:
        """Plan a new round."""
        dialog = RoundDialog(self.context, parent=self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.round is not None:
            self._tell()
            self.show_round(dialog.round.id)
        dialog.deleteLater()

    def edit_sheet(self, sheet: SheetText) -> None:
        """Copy or change a score sheet."""
        dialog = SheetDialog(self.context, sheet, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.context.notices.success(self.tr("评分表已保存。"))
            self._show_list()
        dialog.deleteLater()

    def _on_round_changed(self, round_id: RoundId) -> None:
        self.round_page.show_round(round_id)
        self._tell()

    def _on_round_made(self, round_id: RoundId) -> None:
        self._tell()
        self.show_round(round_id)

    def _on_handed_in(self, _case: RoundCaseId) -> None:
        self._tell()
        desk = self.desk_page
        following = None if desk is None else desk.head.next_open()
        if desk is not None and following is not None and desk.show_case(following):
            self.context.notices.success(
                self.tr("评分已提交，这是下一件；{place}。").format(place=desk.head.place.text())
            )
            return
        self.context.notices.success(self.tr("评分已提交。"))
        assert desk is not None
        assert desk.assignment is not None
        round_id = desk.assignment.round.id
        desk.put_away()
        self.show_round(round_id)

    def _on_play_wanted(self, moment: Moment) -> None:
        self.ask(PlayFootage(moment.footage_id, moment.at_ms))

    def _tell(self) -> None:
        self.context.changes.evaluations_changed.emit(())
