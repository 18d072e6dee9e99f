"""The player on a page that is not its own."""

from datetime import timedelta
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from archive_desk.domain.timelines import laid_out
from archive_desk.media.player import PlayerState
from archive_desk.services.catalogue import Catalogue
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.ui.playback.transport import Stop
from archive_desk.ui.player_pane import PlayerPane
from tests.helpers.screenings import screening
from tests.helpers.theatre import SMALL, number_in, read_off, recorder, taken_in


@pytest.fixture
def pane_of(office, context_of, qtbot):
    made = []

    def make(account="archivist"):
        pane = context_of(account).player()
        qtbot.addWidget(pane)
        pane.resize(1100, 700)
        pane.show()
        qtbot.waitExposed(pane)
        pane.activateWindow()
        qtbot.waitUntil(pane.isActiveWindow)
        made.append(pane)
        return pane

    yield make
    for pane in made:
        pane.shut()


@pytest.fixture
def take(office, tmp_path):
    """Three recordings of a recorder: two that follow each other, a third after a gap."""
    folder = tmp_path / "card"
    folder.mkdir()
    starts = ("20261119093015", "20261119093017", "20261119093119")
    recorder(folder, "8810021", starts, SMALL, 50)
    return list(taken_in(office, folder).values())


@pytest.fixture
def operation(office, tmp_path):
    """Two recorders at the same time, the second begins a second later."""
    folder = tmp_path / "cards"
    folder.mkdir()
    recorder(folder, "8810021", ["20261119093015"], SMALL, 75)
    recorder(folder, "8810034", ["20261119093016"], SMALL, 75, first=1000)
    return list(taken_in(office, folder).values())


def seen(pane, key=None):
    stage = pane.stage
    area = stage.picture_area if key is None else stage.area_of(key)
    # While the next recording is still being opened there is no picture.
    return -1 if area.isEmpty() else number_in(stage.grab(area).toImage())


def stand(pane, qtbot, footage_id, at_ms=0):
    pane.show_footage(footage_id, at_ms)
    qtbot.waitUntil(lambda: pane.moment is not None and not pane.stage.picture_area.isEmpty())


def watched(office):
    page = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="footage.watched"), 0, 50
    )
    return list(page.entries)


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
    assert pane.go_to(moment.wall - timedelta(seconds=1))
    qtbot.waitUntil(lambda: pane.moment.number == 37)
    assert not pane.go_to(moment.wall + timedelta(hours=3))
    pane.go_to_footage(shown.sound, 500)
    qtbot.waitUntil(lambda: pane.moment is not None and pane.moment.footage_id == shown.sound)


def test_a_take_plays_as_one_over_its_segments_and_its_gap(pane_of, office, take, qtbot):
    pane = pane_of()
    stand(pane, qtbot, take[0])
    assert len(pane.stops.gaps) == 1
    pane.session.set_rate(2)
    came, cards = [], []
    pane.opened.connect(came.append)
    pane.in_gap.connect(lambda _moment: cards.append(pane.stage.words))
    pane.play()
    qtbot.waitUntil(lambda: pane.session.state is PlayerState.ENDED, timeout=12_000)
    assert came == take[1:]
    assert "空白 1:00" in cards[0]
    assert "尚未说明原因" in cards[0]
    assert (seen(pane), read_off(pane).number) == (149, 49)
    pane.shut()
    parts = {entry.item: entry.detail["watched_ms"] for entry in watched(office)}
    assert set(parts) == {f"footage:{each}" for each in take}
    for ((first, last),) in parts.values():
        assert first < 500
        assert last > 1500


def test_scrubbing_goes_over_the_whole_take(pane_of, take, qtbot):
    pane = pane_of()
    stand(pane, qtbot, take[0])
    programme = pane.session.programme
    for place, at_ms, number in ((1, 1_000, 75), (0, 100, 2), (2, 500, 112), (0, 1_000, 25)):
        begins = programme.place_in(take[place], Fraction(0))
        pane.bar.sought.emit(round(begins * 1000) + at_ms)
        qtbot.waitUntil(lambda number=number: seen(pane) == number)
    QTest.keyClick(pane.stage, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: pane.stage.picture_area.isEmpty())
    assert "09:30:19 – 09:31:19" in pane.stage.words


def test_several_recorders_stand_side_by_side_in_step(pane_of, office, operation, qtbot):
    pane = pane_of()
    stand(pane, qtbot, operation[0], 2000)
    line = line_of_both(office, operation)
    keys = [lane.key for lane in line.lanes]
    pane.show_line(line, keys)
    qtbot.waitUntil(lambda: not pane.stage.area_of(keys[1]).isEmpty())
    assert [seen(pane, key) for key in keys] == [50, 1025]
    pane.play()
    qtbot.waitUntil(lambda: seen(pane, keys[1]) > 1035)
    pane.pause()
    qtbot.waitUntil(lambda: pane.session.state is PlayerState.PAUSED)
    numbers = [seen(pane, key) for key in keys]
    assert numbers[1] - numbers[0] == 975
    QTest.mouseClick(
        pane.stage, Qt.MouseButton.LeftButton, pos=pane.stage.area_of(keys[1]).center()
    )
    qtbot.waitUntil(lambda: pane.session.now.leading == keys[1])
    captions = [pane.findChild(QWidget, f"player-lane-{n}") for n in (1, 2)]
    qtbot.waitUntil(
        lambda: [caption.accessibleDescription() for caption in captions] == ["", "正在收听"]
    )
    assert f"#{numbers[1] - 1000}" in captions[1].accessibleName()


def line_of_both(office, operation):
    catalogue = Catalogue(office.desk)
    return laid_out([catalogue.show(office["archivist"], each).footage for each in operation])


def test_j_k_l_run_backward_stop_and_run_forward(pane_of, office, tmp_path, qtbot):
    shown = screening(office, tmp_path)
    pane = pane_of()
    stand(pane, qtbot, shown.video, 3000)
    QTest.keyClick(pane.stage, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: read_off(pane).number < 65)
    assert pane.transport.backward.isChecked()
    QTest.keyClick(pane.stage, Qt.Key.Key_J)
    assert pane.session.rate == -2
    QTest.keyClick(pane.stage, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: pane.session.state is PlayerState.PAUSED)
    assert seen(pane) == read_off(pane).number
    QTest.keyClick(pane.stage, Qt.Key.Key_L)
    QTest.keyClick(pane.stage, Qt.Key.Key_L)
    assert pane.session.rate == 2


def test_after_running_backward_the_play_button_and_another_recording_go_forward(
    pane_of, office, tmp_path, qtbot
):
    shown = screening(office, tmp_path)
    pane = pane_of()
    stand(pane, qtbot, shown.video, 3000)
    QTest.keyClick(pane.stage, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: read_off(pane).number < 65)
    QTest.keyClick(pane.stage, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: pane.session.state is PlayerState.PAUSED)
    stood = read_off(pane).number
    QTest.keyClick(pane.stage, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: read_off(pane).number > stood + 3)
    assert not pane.transport.backward.isChecked()
    QTest.keyClick(pane.stage, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: pane.session.rate == -1)
    pane.session.open(shown.video, play=True)
    qtbot.waitUntil(lambda: pane.session.rate == 1)
    qtbot.waitUntil(lambda: 5 < read_off(pane).number < 60)


def test_a_part_between_two_ends_is_played_over_and_over(pane_of, office, tmp_path, qtbot):
    shown = screening(office, tmp_path)
    pane = pane_of()
    stand(pane, qtbot, shown.video, 1000)
    QTest.keyClick(pane.stage, Qt.Key.Key_BracketLeft)
    pane.session.seek(1400)
    qtbot.waitUntil(lambda: read_off(pane).number == 35)
    QTest.keyClick(pane.stage, Qt.Key.Key_BracketRight)
    QTest.keyClick(pane.stage, Qt.Key.Key_P)
    assert pane.transport.loop.isChecked()
    came = []
    pane.moved.connect(lambda moment: came.append(moment.number))
    pane.play()
    qtbot.waitUntil(lambda: came.count(30) >= 2)
    assert set(came) <= set(range(25, 36))


def test_one_jumps_to_marks_and_to_what_documents_tell(pane_of, office, tmp_path, qtbot):
    shown = screening(office, tmp_path)
    pane = pane_of()
    stand(pane, qtbot, shown.video)
    pane.set_marks([(shown.video, 1200), (shown.video, 2000)])
    pane.set_documents([pane.moment.wall + timedelta(seconds=3)])
    for key, modifier, number in (
        (Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier, 30),
        (Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier, 50),
        (Qt.Key.Key_D, Qt.KeyboardModifier.NoModifier, 75),
        (Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier, 50),
    ):
        QTest.keyClick(pane.stage, key, modifier)
        qtbot.waitUntil(lambda number=number: read_off(pane).number == number)
    assert not pane.stops.go(Stop.DOCUMENT, -1)


def test_one_goes_to_a_position_and_to_a_picture(pane_of, office, tmp_path, qtbot):
    shown = screening(office, tmp_path)
    pane = pane_of()
    stand(pane, qtbot, shown.video)
    for words, number in (("+0:01.2", 30), ("#62", 62), ("9:30:16", 25)):
        pane.goal.setText(words)
        QTest.keyClick(pane.goal, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda number=number: seen(pane) == read_off(pane).number == number)


def test_zoom_turn_and_tones_change_the_view_and_not_the_numbers(pane_of, office, tmp_path, qtbot):
    shown = screening(office, tmp_path)
    pane = pane_of()
    stand(pane, qtbot, shown.video, 1200)
    pane.transport.adjust.click()
    qtbot.waitUntil(lambda: pane.adjusting.isVisible() and pane.stage.height() < 500)
    stage, before = pane.stage, pane.stage.picture_area
    centre = QPointF(stage.rect().center())
    not_inverted = False
    event = QWheelEvent(
        centre,
        stage.mapToGlobal(centre),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        not_inverted,
    )
    QApplication.sendEvent(stage, event)
    assert stage.view.zoom == pytest.approx(1.5625)
    assert stage.picture_area == stage.rect().intersected(stage.picture_area)
    pane.adjusting.brightness.setValue(40)
    pane.adjusting.turn.click()
    assert (stage.view.brightness, stage.view.turned) == (40, 90)
    assert read_off(pane).number == 30
    pane.adjusting.plain.click()
    assert stage.view.plain
    assert (stage.picture_area, seen(pane)) == (before, 30)
    dark = stage.grab(stage.picture_area).toImage().pixelColor(5, 5).lightness()
    pane.adjusting.brightness.setValue(60)
    assert stage.grab(stage.picture_area).toImage().pixelColor(5, 5).lightness() > dark + 30


def test_the_viewer_and_the_right_lie_over_the_picture_and_not_in_the_file(
    pane_of, office, tmp_path, qtbot
):
    shown = screening(office, tmp_path)
    pane = pane_of()
    stand(pane, qtbot, shown.video, 1200)
    words = " ".join(pane.stage.watermark_words)
    assert office["archivist"].name in words
    assert "archivist" in words
    assert "2026-11-20" in words
    marked = pane.stage.grab(pane.stage.picture_area).toImage()
    pane.stage.set_watermark(list)
    assert marked != pane.stage.grab(pane.stage.picture_area).toImage()


def test_subtitles_of_the_recorder_stand_beside_the_picture(pane_of, office, tmp_path, qtbot):
    shown = screening(office, tmp_path)
    pane = pane_of()
    stand(pane, qtbot, shown.video, 500)
    pane.transport.texts.click()
    qtbot.waitUntil(lambda: pane.beside.list.count() == 1)
    pane.session.seek(600)
    qtbot.waitUntil(lambda: pane.beside.now.text() == "x")
    pane.session.seek(1500)
    qtbot.waitUntil(lambda: pane.beside.now.text() == "")
