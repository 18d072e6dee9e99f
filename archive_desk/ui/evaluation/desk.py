"""The reviewer's desk: documents at the left, footage at the right, the sheet below.

Whatever is said of an item is in the archive before the next key: there is nothing to save.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from archive_desk.domain.cases import Document
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.evaluation_hints import Proposal
from archive_desk.domain.evaluation_sheet import (
    Answer,
    Deduction,
    DeductionDraft,
    DeductionRule,
    Moment,
    SheetItem,
    Verdict,
)
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import RoundCaseId
from archive_desk.services import rulebook
from archive_desk.services.scoring import Assignment, Scoring
from archive_desk.services.scoring_seat import OPINION, SheetState
from archive_desk.ui import wording
from archive_desk.ui.evaluation.deduction_card import DeductionCard
from archive_desk.ui.evaluation.desk_panes import DeskPanes
from archive_desk.ui.evaluation.dialogs import ReasonDialog
from archive_desk.ui.evaluation.keys import KeysDialog
from archive_desk.ui.evaluation.panes import moment_in
from archive_desk.ui.evaluation.undoing import Step, Undoing, Verb
from archive_desk.ui.evaluation.words import score_words
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.zones import local

_PLAYER_KEYS = ("Space", ",", ".", "Left", "Right")
"""Keys of the player that work beside the list of items too."""
_RULES = 9


class DeskPage(DeskPanes):
    """One case under review.

    Signals:
        left: back to the round.
        handed_in: the sheet is in; the `RoundCaseId`.
    """

    left = Signal()
    handed_in = Signal(object)

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._scoring = Scoring(context.desk)
        self.assignment: Assignment | None = None
        self.state: SheetState | None = None
        self._offered: list[Proposal] = []
        self._key = ""
        self._undoing = Undoing()
        self._connect()

    # -- arrangement -------------------------------------------------------------------------

    def _connect(self) -> None:
        self.head.left.connect(self.leave)
        self.head.case_wanted.connect(self.go_to_case)
        self.head.keys_wanted.connect(self._show_keys)
        self.documents.play_wanted.connect(
            lambda footage_id: self.player.show_footage(footage_id, play=True)
        )
        self.documents.cited.connect(self._on_cited)
        self.player.opened.connect(self.documents.show_playing)
        self.items.rows_selected.connect(self._on_items_selected)
        panel = self.panel
        panel.answered.connect(self.answer)
        panel.deducted.connect(self.deduct)
        panel.changed.connect(self._on_card_changed)
        panel.removed.connect(self._on_removed)
        panel.here_wanted.connect(self._on_here_wanted)
        panel.jump_wanted.connect(self.jump)
        panel.taken.connect(self._on_taken)
        panel.dismissed.connect(self._on_dismissed)
        panel.typed.connect(lambda card: self._draft(str(card.deduction.id), card.words.text()))
        foot = self.foot
        foot.typed.connect(lambda words: self._draft(OPINION, words))
        foot.stated.connect(self._on_opinion_stated)
        foot.hand_in_wanted.connect(self.hand_in)
        foot.take_back_wanted.connect(self._take_back)
        foot.undo_wanted.connect(self.undo)
        QShortcut(QKeySequence("F6"), self, self._next_pane)
        QShortcut(QKeySequence("F7"), self, self.opinion.setFocus)
        for keys in _PLAYER_KEYS:
            self._key_for(keys, self.player.keys[keys])
        self._key_for("Y", lambda: self._toggle(Verdict.FULL))
        self._key_for("N", lambda: self._toggle(Verdict.NOT_APPLICABLE))
        self._key_for("0", lambda: self.deduct(None))
        self._key_for("J", self._jump_to_first)
        for number in range(_RULES):
            self._key_for(str(number + 1), partial(self._deduct_by, number))

    # -- what is shown -----------------------------------------------------------------------

    def show_case(self, round_case_id: RoundCaseId) -> bool:
        """Take a case on the desk; False where that is refused."""
        try:
            assignment, state = self._scoring.open(self._context.actor, round_case_id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return False
        self.assignment, self._key = assignment, ""
        self._undoing.clear()
        self.panel.cards = []
        mine = self._scoring.mine(self._context.actor, assignment.round.id)
        self.head.show_assignment(assignment, mine, self._context.actor.id)
        self.documents.show_dossier(assignment.dossier)
        self.opinion.setText(state.sheet.review.opinion)
        self.head.saved.setText("")
        self._take(state, rebuild=True)
        self.items.rows.use(listed(assignment.sheet.items, self.items.rows.columns))
        self._choose_first_open()
        self._show_first_footage()
        self.items.setFocus()
        return True

    def _show_first_footage(self) -> None:
        assert self.assignment is not None
        footage = [f for f in self.assignment.dossier.footage if f.kind is not Kind.SIDECAR]
        videos = [each for each in footage if each.kind is Kind.VIDEO]
        if not footage:
            self.player.clear(self.tr("案卷里没有音像。"))
        else:
            self.player.show_footage((videos or footage)[0].footage_id)

    def _take(self, state: SheetState, *, rebuild: bool) -> None:
        """Show the sheet as it is kept; `rebuild` the item's panel where its parts are new."""
        assert self.assignment is not None
        self.state = state
        self._offered = self._scoring.proposals(self.assignment, state)
        self.foot.show_state(
            state, len(self.assignment.sheet.items), undoable=bool(len(self._undoing))
        )
        seat = self.assignment.seat
        words = self.tr("已提交") if state.handed_in else wording.sentence(seat.label)
        self.head.seat.show_badge(Badge(words, Tone.GOOD if state.handed_in else Tone.ACCENT))
        self.items.viewport().update()
        if rebuild:
            self._show_item()

    def _show_item(self) -> None:
        item = self._item()
        if item is None or self.state is None or self.assignment is None:
            return
        regulation = rulebook.of_key(self._context.desk, self.assignment.round.regulation)
        self.panel.show_item(
            item,
            item.basis.under(regulation),
            self._answer(item),
            [each for each in self.state.sheet.deductions if each.item == item.key],
            [each for each in self._offered if each.item.key == item.key],
            editable=not self.state.handed_in,
            phrases=lambda: self._phrases(item.key),
        )

    def _phrases(self, item: str) -> Sequence[str]:
        """Words used before for deductions on an item."""
        if self.assignment is None:
            return ()
        try:
            return self._scoring.phrases(self._context.actor, self.assignment.case.id, item)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return ()

    def _item(self) -> SheetItem | None:
        return None if self.assignment is None else self.assignment.sheet.item(self._key)

    @override
    def _answer(self, item: SheetItem) -> Answer:
        if self.state is None:
            return Answer(item.key, Verdict.UNSEEN)
        return self.state.sheet.answers[item.key]

    @override
    def _part_of(self, item: SheetItem) -> str:
        if item.veto or self.assignment is None:
            return self.tr("基本标准")
        part = self.assignment.sheet.section_of(item.key)
        words = "" if part is None else part.title
        hints = sum(each.item.key == item.key for each in self._offered)
        if hints:
            words += self.tr(" · {count} 条提示").format(count=hints)
        return words

    def choose_item(self, key: str) -> None:
        """Go to the item with this key."""
        assert self.assignment is not None
        for number, item in enumerate(self.assignment.sheet.items):
            if item.key == key:
                self.items.select_row(number)
                self.items.setCurrentIndex(self.items.rows.index(number, 0))

    def _choose_first_open(self) -> None:
        assert self.assignment is not None
        items = self.assignment.sheet.items
        first = next((i for i in items if self._answer(i).verdict is Verdict.UNSEEN), items[0])
        self.choose_item(first.key)

    def _on_items_selected(self, rows: tuple[SheetItem, ...]) -> None:
        if rows and rows[0].key != self._key:
            self._key = rows[0].key
            self._show_item()

    # -- what the reviewer does --------------------------------------------------------------

    def answer(self, verdict: Verdict) -> None:
        """Say that the item is in order, or does not apply, and go to the next."""
        key, item = self._key, self._item()
        if item is None:
            return
        before = self._answer(item).verdict
        if (
            self._keep(
                lambda case: self._scoring.answer(self._context.actor, case, key, verdict),
                Step(
                    key, lambda case: self._scoring.answer(self._context.actor, case, key, before)
                ),
            )
            and verdict is not Verdict.UNSEEN
        ):
            self._next_item()

    def _toggle(self, verdict: Verdict) -> None:
        if self.state is not None and not self.state.handed_in:
            self.answer(verdict)

    def _next_item(self) -> None:
        row = self.items.currentIndex().row() + 1
        if row < self.items.rows.rowCount():
            self.items.select_row(row)
            self.items.setCurrentIndex(self.items.rows.index(row, 0))

    def _deduct_by(self, number: int) -> None:
        item = self._item()
        if item is not None and number < len(item.deductions):
            self.deduct(item.deductions[number])

    def deduct(self, rule: DeductionRule | None) -> None:
        """Take points, with the moment on the screen as evidence."""
        item = self._item()
        if item is None or self.state is None or self.state.handed_in:
            return
        self.player.pause()
        text = item.title if item.veto else self.tr("其他问题")
        draft = DeductionDraft(
            item.key,
            text if rule is None else rule.text,
            min(item.tenths, 10) if rule is None else rule.tenths,
            "" if rule is None else rule.key,
            self._moment(),
        )
        if self._add(item, lambda case: self._scoring.deduct(self._context.actor, case, draft)):
            card = self.panel.cards[-1] if self.panel.cards else None
            if rule is None and card is not None:
                card.words.setFocus()
                card.words.selectAll()

    def _add(
        self, item: SheetItem, verb: Callable[[RoundCaseId], tuple[Deduction, SheetState]]
    ) -> bool:
        """Take points by `verb`; taken back, the item says again what it said before."""
        made: list[Deduction] = []
        before = self._answer(item).verdict

        def add(case: RoundCaseId) -> SheetState:
            deduction, state = verb(case)
            made.append(deduction)
            return state

        def back(case: RoundCaseId) -> SheetState:
            actor = self._context.actor
            state = self._scoring.remove_deduction(actor, case, made[0].id)
            if before in {Verdict.FULL, Verdict.NOT_APPLICABLE}:
                state = self._scoring.answer(actor, case, item.key, before)
            return state

        return self._keep(add, Step(item.key, back))

    def _moment(self) -> Moment | None:
        if self.assignment is None:
            return None
        return moment_in(self.assignment.dossier, self.player.moment)

    def _on_card_changed(self, card: DeductionCard) -> None:
        draft, old = card.draft, card.deduction
        if self._keep(self._changing(old, draft), self._step_of(old), rebuild=False):
            card.kept(draft)
        else:
            card.put_back()

    def _on_removed(self, deduction: Deduction) -> None:
        actor, key = self._context.actor, deduction.id
        self._keep(
            lambda case: self._scoring.remove_deduction(actor, case, key),
            Step(deduction.item, lambda case: self._scoring.restore_deduction(actor, case, key)),
        )

    def _on_here_wanted(self, deduction: Deduction) -> None:
        moment = self._moment()
        if moment is None:
            self._context.notices.warn(self.tr("请先在右侧打开音像，停在要引用的画面上。"))
            return
        self._change(deduction, replace(deduction, moment=moment))

    def _on_cited(self, document: Document) -> None:
        """The document shows the fault of the last deduction on the item."""
        cards = self.panel.cards
        if not cards:
            self._context.notices.warn(self.tr("请先对本项扣分，再引用文书。"))
            return
        self._change(cards[-1].deduction, replace(cards[-1].deduction, document_id=document.id))

    def _change(self, deduction: Deduction, new: DeductionDraft) -> None:
        self._keep(self._changing(deduction, new), self._step_of(deduction))

    def _changing(self, deduction: Deduction, new: DeductionDraft) -> Verb:
        actor, key = self._context.actor, deduction.id
        return lambda case: self._scoring.change_deduction(actor, case, key, new)

    def _step_of(self, old: Deduction) -> Step:
        return Step(old.item, self._changing(old, old), old.id)

    def _on_taken(self, proposal: Proposal) -> None:
        self._add(
            proposal.item, lambda case: self._scoring.take(self._context.actor, case, proposal)
        )

    def _on_dismissed(self, proposal: Proposal) -> None:
        self._keep(lambda case: self._scoring.dismiss(self._context.actor, case, proposal))

    def _on_opinion_stated(self, words: str) -> None:
        if self.state is not None and not self.state.handed_in:
            self._keep(
                lambda case: self._scoring.set_opinion(self._context.actor, case, words),
                rebuild=False,
            )

    def _draft(self, field: str, words: str) -> None:
        """Keep what is being typed, so that a crash takes nothing."""
        if self.assignment is None:
            return
        with suppress(ArchiveDeskError):
            # Whatever stands against it is said when the words are stated, a moment later.
            self._scoring.keep_draft(self._context.actor, self.assignment.case.id, field, words)

    def undo(self) -> None:
        """Take back what was done last on this sheet."""
        self.flush()
        step = self._undoing.take()
        if step is not None and self._keep(step.back):
            self.choose_item(step.item)
            self.items.setFocus()

    def flush(self) -> None:
        """Keep what was typed in the last quarter of a second."""
        self.panel.flush()
        self.foot.flush()

    def hand_in(self) -> None:
        """Hand the sheet in, after a question."""
        self.flush()
        state, assignment = self.state, self.assignment
        if state is None or assignment is None:
            return
        if state.sheet.score.unseen:
            self._context.notices.warn(
                self.tr("还有 {count} 项没有评。").format(count=state.sheet.score.unseen)
            )
            self._choose_first_open()
            return
        agreed = self._context.notices.ask(
            self.tr("提交案卷 {no} 的评分？").format(no=assignment.case.case_no),
            self.tr("{score}。提交后不能再改；双方都提交后才能看到对方的评分。").format(
                score=score_words(state.sheet.score)
            ),
            self.tr("提交评分"),
        )
        if agreed and self._keep(lambda case: self._scoring.hand_in(self._context.actor, case)):
            self.handed_in.emit(assignment.case.id)

    def go_to_case(self, round_case_id: RoundCaseId) -> None:
        """Another of one's own cases; what was typed is kept."""
        self.flush()
        self.show_case(round_case_id)

    def _show_keys(self) -> None:
        dialog = KeysDialog(self)
        dialog.exec()
        dialog.deleteLater()

    def _take_back(self) -> None:
        dialog = ReasonDialog(
            self.tr("撤回评分"), self.tr("撤回后可以更改，改完请重新提交。"), self.tr("撤回"), self
        )
        if dialog.exec():
            reason = dialog.reason
            self._keep(lambda case: self._scoring.take_back(self._context.actor, case, reason))
        dialog.deleteLater()

    def _keep(self, verb: Verb, step: Step | None = None, *, rebuild: bool = True) -> bool:
        """Do `verb` now; what it gives is in the archive already. `step` takes it back."""
        if self.assignment is None:
            return False
        try:
            state = verb(self.assignment.case.id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return False
        if step is not None:
            self._undoing.add(step)
        self._take(state, rebuild=rebuild)
        now = local(self._context.desk.clock())
        self.head.saved.setText(self.tr("已保存 {time}").format(time=f"{now:%H:%M:%S}"))
        return True

    # -- footage -----------------------------------------------------------------------------

    def jump(self, moment: Moment) -> None:
        """Go back to a moment."""
        self.player.go_to_footage(moment.footage_id, moment.at_ms)

    def _jump_to_first(self) -> None:
        for card in self.panel.cards:
            if card.deduction.moment is not None:
                self.jump(card.deduction.moment)
                return

    def leave(self) -> None:
        """Back to the round; what was typed is kept."""
        self.put_away()
        self.left.emit()

    def put_away(self) -> None:
        """Keep everything, and stop what plays."""
        self.flush()
        self.player.clear()
        self.assignment, self.state = None, None

    def shut(self) -> None:
        """End for good."""
        self.flush()
        self.player.shut()
