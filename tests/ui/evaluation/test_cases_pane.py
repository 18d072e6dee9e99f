"""A long list of cases: narrowed, counted, and the cursor on what waits."""

from dataclasses import replace

import pytest

from archive_desk.domain.evaluation import SamplingRule
from archive_desk.services.scoring import Scoring
from archive_desk.ui.evaluation.round_page import RoundPage
from tests.helpers.evaluations import PLAN, evaluation_office, fill, round_under_review

EVERY = SamplingRule(share_percent=100)


@pytest.fixture
def office(tmp_path):
    made = evaluation_office(tmp_path / "archive", count=8)
    yield made
    made.desk.close()


@pytest.fixture
def found(office):
    return round_under_review(office, replace(PLAN, sampling=EVERY, sheet="playback"))


@pytest.fixture
def page(found, context_of, qtbot):
    made = RoundPage(context_of("reviewer"))
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    assert made.show_round(found.id)
    return made


def shown(page):
    return [page.cases.rows.row(number) for number in range(page.cases.rows.rowCount())]


def hand_in(office, case, account="reviewer"):
    fill(office, office[account], case)
    Scoring(office.desk).hand_in(office[account], case.id)


def test_a_list_is_narrowed_by_words(page):
    assert len(shown(page)) == 8
    page.pane.filters.set_text("督导")
    assert {case.section for case in shown(page)} == {"督导科"}
    page.pane.filters.set_text("没有这样的")
    assert shown(page) == []
    page.pane.filters.clear()
    assert len(shown(page)) == 8


def test_the_cursor_stands_on_what_waits_and_the_rest_is_counted(office, found, page):
    assert "我还剩 8 件" in page.pane.left.text()
    first = shown(page)[0]
    hand_in(office, first)
    page.show_round(found.id)
    assert page.pane.current.id == shown(page)[1].id
    assert "我还剩 7 件" in page.pane.left.text()
    assert "示例reviewer2还剩 8 件" in page.pane.left.text()


@pytest.mark.parametrize(
    ("wanted", "count"), [("mine", 7), ("waiting", 7), ("settled", 1), ("different", 0)]
)
def test_a_list_is_narrowed_by_progress(office, found, page, wanted, count):
    first = shown(page)[0]
    for account in ("reviewer", "reviewer2"):
        hand_in(office, first, account)
    page.show_round(found.id)
    page.pane.choose_progress(wanted)
    assert len(shown(page)) == count


def test_the_draw_is_read_when_somebody_looks_at_it(page):
    page.tabs.setCurrentIndex(1)
    assert page.draw.check_button.isVisible()
