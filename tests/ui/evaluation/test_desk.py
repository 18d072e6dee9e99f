"""The reviewer's desk without a mouse: forty files a week, one key for each thing."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QToolButton

from archive_desk.domain.evaluation_sheet import DeductionDraft, Verdict
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.scoring import Scoring
from archive_desk.ui.evaluation.keys import KeysDialog
from archive_desk.ui.evaluation.screen import EvaluationScreen
from tests.helpers.evaluations import PLAN, evaluation_office, round_under_review


@pytest.fixture
def office(tmp_path):
    made = evaluation_office(tmp_path / "archive")
    yield made
    made.desk.close()


@pytest.fixture
def screen(office, context_of, qtbot):
    """The first reviewer's screen; each of two cases is his."""
    round_under_review(office, replace(PLAN, sheet="playback"))
    made = EvaluationScreen(context_of("reviewer"))
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.freshen()
    qtbot.waitExposed(made)
    yield made
    made.shut()


@pytest.fixture
def cases(office, screen):
    (found,) = Evaluating(office.desk).rounds(office["reviewer"])
    return Scoring(office.desk).mine(office["reviewer"], found.id)


@pytest.fixture
def desk(screen, cases, qtbot):
    screen.review(cases[0].id)
    screen.activateWindow()
    qtbot.waitActive(screen)
    return screen.desk_page


def kept(office, case):
    return Scoring(office.desk).open(office["reviewer"], case.id)[1].sheet


def test_every_file_is_scored_by_keys_and_the_next_one_lies_there(
    office, screen, desk, cases, qtbot
):
    assert len(cases) == 2
    for number, case in enumerate(cases):
        assert desk.assignment.case.id == case.id
        assert desk.head.place.text() == f"第 {number + 1}/2 件，还剩 {2 - number} 件"
        for _item in desk.assignment.sheet.items:
            qtbot.keyClick(desk.items, Qt.Key.Key_Y)
        qtbot.keyClick(desk.items, Qt.Key.Key_F7)
        qtbot.keyClicks(desk.opinion, "in order")
        screen.context.notices.will_agree()
        qtbot.keyClick(desk.opinion, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert kept(office, case).review.handed_in_at is not None
        assert kept(office, case).review.opinion == "in order"
    qtbot.waitUntil(lambda: screen.desk_page.assignment is None)
    qtbot.waitUntil(screen.round_page.isVisible)


def test_the_cases_before_and_after_are_a_key_away(desk, cases, qtbot):
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(desk.items, Qt.Key.Key_PageDown, control)
    assert desk.assignment.case.id == cases[1].id
    assert not desk.head.after.isEnabled()
    qtbot.keyClick(desk.items, Qt.Key.Key_PageUp, control)
    assert desk.assignment.case.id == cases[0].id


def test_what_was_done_last_is_taken_back_step_by_step(office, desk, cases, qtbot):
    control = Qt.KeyboardModifier.ControlModifier
    assert not desk.foot.undo_button.isEnabled()
    desk.choose_item("credentials")
    desk.items.setFocus()
    qtbot.keyClick(desk.items, Qt.Key.Key_N)
    desk.choose_item("credentials")
    qtbot.keyClick(desk.items, Qt.Key.Key_1)
    (made,) = kept(office, cases[0]).deductions
    card = desk.panel.cards[0]
    card.amount.setValue(2.5)
    card.amount.setValue(3.0)
    desk.items.setFocus()
    card.removed.emit()
    assert kept(office, cases[0]).deductions == []
    qtbot.keyClick(desk.items, Qt.Key.Key_Z, control)
    assert kept(office, cases[0]).deductions[0].tenths == 30
    qtbot.keyClick(desk.items, Qt.Key.Key_Z, control)
    assert kept(office, cases[0]).deductions == [made]
    qtbot.keyClick(desk.items, Qt.Key.Key_Z, control)
    sheet = kept(office, cases[0])
    assert sheet.deductions == []
    assert sheet.answers["credentials"].verdict is Verdict.NOT_APPLICABLE
    qtbot.keyClick(desk.items, Qt.Key.Key_Z, control)
    assert kept(office, cases[0]).answers["credentials"].verdict is Verdict.UNSEEN
    assert not desk.foot.undo_button.isEnabled()


def test_words_used_before_are_chosen_from_a_list(office, desk, cases, qtbot):
    Scoring(office.desk).deduct(
        office["reviewer"], cases[1].id, DeductionDraft("credentials", "证件一闪而过", 10)
    )
    desk.choose_item("credentials")
    desk.deduct(desk.panel.item.deductions[0])
    card = desk.panel.cards[0]
    card.findChild(QToolButton, "phrases").click()
    offered = {action.text(): action for action in card.menu.actions()}
    offered["证件一闪而过"].trigger()
    card.menu.close()
    assert kept(office, cases[0]).deductions[0].text == "证件一闪而过"


def test_a_field_is_emptied_and_written_anew_without_a_complaint(office, desk, cases, qtbot):
    desk.choose_item("credentials")
    desk.deduct(desk.panel.item.deductions[0])
    card = desk.panel.cards[0]
    card.words.setFocus()
    card.words.selectAll()
    qtbot.keyClick(card.words, Qt.Key.Key_Delete)
    card.flush()
    assert card.words.text() == ""
    assert not [notice for notice in desk._context.notices.said if "扣分理由" in notice.text]
    qtbot.keyClicks(card.words, "anew")
    qtbot.waitUntil(lambda: kept(office, cases[0]).deductions[0].text == "anew")


def test_what_is_being_typed_is_kept_with_every_key(office, desk, cases, qtbot):
    desk.opinion.setFocus()
    qtbot.keyClicks(desk.opinion, "abc")
    assert kept(office, cases[0]).review.opinion == "abc"


def test_the_panes_stay_as_large_as_they_were_left(office, desk, cases, context_of, qtbot):
    desk._split.moveSplitter(300, 1)
    desk._split.splitterMoved.emit(300, 1)
    sizes = desk._split.sizes()
    again = EvaluationScreen(desk._context)
    qtbot.addWidget(again)
    again.resize(1280, 720)
    again.show()
    again.review(cases[0].id)
    assert again.desk_page._split.sizes()[0] == pytest.approx(sizes[0], abs=4)
    again.shut()


def test_the_keys_are_told_and_no_two_are_alike(desk, qtbot):
    dialog = KeysDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    keys = [shortcut.key().toString() for shortcut in desk.items.findChildren(QShortcut)]
    assert len(keys) == len(set(keys))


def test_a_deduction_just_made_is_in_view_with_its_moment(screen, desk, qtbot):
    screen.resize(1100, 560)
    desk.choose_item("credentials")
    for _number in range(3):
        desk.deduct(desk.panel.item.deductions[0])
    card = desk.panel.cards[-1]
    qtbot.waitUntil(lambda: card.visibleRegion().boundingRect().bottom() >= card.height() - 2)
