"""The evaluation's pages: what is shown, kept at once, refused; and what an outsider sees."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from archive_desk.domain.evaluation_sheet import Verdict
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.score_sheets import ScoreSheets
from archive_desk.services.scoring import Scoring
from archive_desk.ui.evaluation.charts import BarChart, BarRow
from archive_desk.ui.evaluation.screen import EvaluationScreen
from archive_desk.ui.evaluation.sheet_dialog import SheetDialog
from archive_desk.ui.registry import SCREENS
from tests.helpers.evaluations import (
    PLAN,
    evaluation_office,
    fill,
    missed_credentials,
    round_under_review,
)


@pytest.fixture
def office(tmp_path):
    made = evaluation_office(tmp_path / "archive")
    yield made
    made.desk.close()


@pytest.fixture
def screen_of(context_of, qtbot):
    made = []

    def make(account):
        screen = EvaluationScreen(context_of(account))
        qtbot.addWidget(screen)
        screen.resize(1280, 720)
        screen.show()
        screen.freshen()
        made.append(screen)
        return screen

    yield make
    for screen in made:
        screen.shut()


@pytest.fixture
def desk_page(office, screen_of):
    """The first case of a round on the desk of its first reviewer."""
    found = round_under_review(office, replace(PLAN, sheet="playback"))
    case = Evaluating(office.desk).cases(office["leader"], found.id)[0]
    person_id = case.seats[0].person_id
    account = next(a for a, p in office.people.items() if p.id == person_id)
    screen = screen_of(account)
    screen.review(case.id)
    return screen.desk_page


def kept(office, page):
    other = Scoring(office.desk)
    return other.open(page._context.actor, page.assignment.case.id)[1].sheet


def words(widget):
    return "\n".join(
        part.text() for kind in (QLabel, QPushButton) for part in widget.findChildren(kind)
    )


def test_an_empty_list_says_what_to_do_next(office, screen_of):
    assert "新建评查" in screen_of("leader").empty.text
    assert "指派给您" in screen_of("external").empty.text


def test_what_is_answered_is_in_the_archive_at_once(office, desk_page):
    desk_page.choose_item("notice")
    desk_page.answer(Verdict.FULL)
    assert kept(office, desk_page).answers["notice"].verdict is Verdict.FULL
    assert desk_page.items.currentIndex().row() == 3
    assert desk_page.head.saved.text().startswith("已保存")


def test_typing_is_kept_without_leaving_the_field(office, desk_page, qtbot):
    desk_page.choose_item("credentials")
    desk_page.deduct(desk_page.panel.item.deductions[0])
    card = desk_page.panel.cards[0]
    card.words.setFocus()
    card.words.selectAll()
    qtbot.keyClicks(card.words, "no card")
    qtbot.waitUntil(lambda: kept(office, desk_page).deductions[0].text == "no card")
    card.amount.setValue(3.5)
    qtbot.waitUntil(lambda: kept(office, desk_page).deductions[0].tenths == 35)
    assert desk_page.panel.cards[0] is card
    qtbot.keyClicks(desk_page.opinion, "good")
    qtbot.waitUntil(lambda: kept(office, desk_page).review.opinion == "good")


def test_leaving_keeps_what_was_typed_in_the_last_moment(office, desk_page, qtbot):
    actor, case_id = desk_page._context.actor, desk_page.assignment.case.id
    qtbot.keyClicks(desk_page.opinion, "just now")
    desk_page.leave()
    assert Scoring(office.desk).open(actor, case_id)[1].sheet.review.opinion == "just now"


def test_a_refused_change_is_put_back(office, desk_page, qtbot):
    desk_page.choose_item("credentials")
    desk_page.deduct(desk_page.panel.item.deductions[0])
    card = desk_page.panel.cards[0]
    old = card.deduction.text
    card.words.clear()
    card.words.textEdited.emit("")
    qtbot.waitUntil(lambda: card.words.text() == old)


def test_proposals_are_taken_and_left_by_a_button(office, desk_page):
    desk_page.choose_item("times")
    take = desk_page.panel.findChild(QPushButton, "take-document_times")
    take.click()
    (made,) = kept(office, desk_page).deductions
    assert (made.item, made.rule) == ("times", "times_differ")
    assert made.document


def test_an_unfinished_sheet_is_not_handed_in(office, desk_page):
    desk_page.hand_in()
    assert "还有 7 项没有评" in desk_page._context.notices.said[-1].text
    assert kept(office, desk_page).review.handed_in_at is None


def test_a_bar_opens_into_its_cases_by_mouse_and_by_keyboard(qtbot):
    chart = BarChart("等次")
    qtbot.addWidget(chart)
    chart.resize(400, 100)
    chart.show()
    chart.show_rows([BarRow("优秀", 1.0, "2 件", ("1", "2")), BarRow("合格", 0.0, "0 件", ())])
    opened = []
    chart.opened.connect(opened.append)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(chart, key)
    assert [row.name for row in opened] == ["优秀", "优秀"]


def test_a_figure_lists_the_cases_behind_it(office, screen_of):
    found = round_under_review(office, replace(PLAN, sheet="playback", second_review=False))
    cases = Evaluating(office.desk).cases(office["leader"], found.id)
    for number, case in enumerate(cases):
        reviewer = next(p for p in office.people.values() if p.id == case.seats[0].person_id)
        fill(office, reviewer, case, *([missed_credentials(office, case)] if number else []))
        Scoring(office.desk).hand_in(reviewer, case.id)
    screen = screen_of("leader")
    screen.show_round(found.id)
    page = screen.round_page
    (row,) = page.figures.items.rows
    page.figures.items.opened.emit(row)
    assert page.cases.rows.rowCount() == 1
    assert page.cases.rows.row(0).case_no == cases[1].case_no
    page.clear_button.click()
    assert page.cases.rows.rowCount() == 2


def test_a_score_sheet_names_its_mistakes_while_it_is_changed(office, context_of, qtbot):
    context = context_of("leader")
    sheet = ScoreSheets(context.desk).get(context.actor, "playback")
    dialog = SheetDialog(context, sheet)
    qtbot.addWidget(dialog)
    assert dialog.confirm.isEnabled()
    dialog.text.setPlainText(dialog.text.toPlainText().replace("points = 15", "points = x", 1))
    dialog.check()
    assert not dialog.confirm.isEnabled()
    dialog.text.setPlainText(dialog.text.toPlainText().replace("points = x", "points = 14", 1))
    dialog.check()
    assert "100" in dialog.mistakes.item(0).text()
    dialog.text.setPlainText(dialog.text.toPlainText().replace("points = 14", "points = 15", 1))
    dialog.check()
    dialog.accept()
    assert dialog.saved.sheet.key == "playback_office"


def test_an_outsider_has_one_screen_and_no_intention_leads_elsewhere(office):
    outsider = office["external"]
    assert [spec.key for spec in SCREENS if spec.open_to(outsider)] == ["evaluation"]


def test_an_outsider_sees_only_his_own_cases(office, screen_of):
    found = round_under_review(office, accounts=("reviewer", "reviewer2"))
    case = Evaluating(office.desk).cases(office["leader"], found.id)[0]
    Evaluating(office.desk).reassign(
        office["leader"], case.id, case.seats[0].seat, "external", "交叉评查"
    )
    screen = screen_of("external")
    assert screen.rounds.rows.rowCount() == 1
    screen.show_round(found.id)
    assert screen.round_page.cases.rows.rowCount() == 1
    assert not screen.round_page.next_button.isVisible()
    assert "抽取" not in words(screen.round_page) or not screen.round_page.tabs.isTabVisible(1)
