"""The player on a page that is not its own."""

from datetime import timedelta

import pytest

from archive_desk.ui.player_pane import PlayerPane
from tests.helpers.screenings import screening


@pytest.fixture
def pane_of(office, context_of, qtbot):
    made = []

    def make(account="archivist"):
        pane = context_of(account).player()
        qtbot.addWidget(pane)
        pane.resize(900, 640)
        pane.show()
        made.append(pane)
        return pane

    yield make
    for pane in made:
        pane.shut()


def test_a_page_shows_a_moment_and_hears_which_one_it_is(pane_of, office, tmp_path, qtbot):
    shown = screening(office, tmp_path)
    pane = pane_of()
    assert isinstance(pane, PlayerPane)
    heard = []
    pane.moved.connect(heard.append)
    pane.show_footage(shown.video, 2480)
    qtbot.waitUntil(lambda: pane.moment is not None and pane.moment.number == 62)
    moment = pane.moment
    assert (moment.footage_id, moment.at_ms) == (shown.video, 2480)
    assert f"{moment.wall:%H:%M:%S.%f}" == "01:30:17.480000"
    qtbot.waitUntil(lambda: bool(heard) and heard[-1] == moment)
    assert not pane.playing


def test_a_page_goes_to_a_moment_by_the_clock(pane_of, office, tmp_path, qtbot):
    shown = screening(office, tmp_path)
    pane = pane_of()
    pane.show_footage(shown.video)
    qtbot.waitUntil(lambda: pane.moment is not None and pane.moment.number == 0)
    begun = pane.moment.wall
    assert pane.go_to(begun + timedelta(seconds=1))
    qtbot.waitUntil(lambda: pane.moment.number == 25)
    assert not pane.go_to(begun + timedelta(hours=1))
    pane.go_to_footage(shown.sound, 500)
    qtbot.waitUntil(lambda: pane.moment is not None and pane.moment.footage_id == shown.sound)
