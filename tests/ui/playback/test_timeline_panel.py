"""The timeline below the picture: an hour in twelve segments with two gaps, on real files."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from archive_desk.domain.ids import FootageId
from archive_desk.domain.notes import Ground
from archive_desk.services.accounts import Accounts
from archive_desk.services.casework import Casework
from archive_desk.services.desk import open_desk
from archive_desk.services.marking import Marking
from archive_desk.services.timelines import Timelines
from archive_desk.ui.playback.alignment_dialog import AlignmentDialog
from archive_desk.ui.playback.gap_dialog import GapDialog
from archive_desk.ui.playback.timeline_panel import Place, TimelinePanel
from tests.helpers.archives import HandClock, Office, nobody, staffed_office
from tests.helpers.case_files import NINE, registered
from tests.helpers.hours import take_in_parts

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory) -> tuple[Path, list[FootageId]]:
    root = tmp_path_factory.mktemp("hour")
    office = staffed_office(root / "archive")
    ids = take_in_parts(office, root)
    office.desk.close()
    return root / "archive", ids


@pytest.fixture
def hour(pattern, tmp_path) -> Iterator[tuple[Office, list[FootageId]]]:
    shutil.copytree(pattern[0], tmp_path / "hour")
    desk = open_desk(tmp_path / "hour", clock=HandClock())
    people = {person.account: person for person in Accounts(desk).everybody(nobody())}
    yield Office(desk, HandClock(), people), pattern[1]
    desk.close()


@pytest.fixture
def office(hour) -> Office:
    return hour[0]


@pytest.fixture
def shown(hour, context_of, qtbot) -> Iterator[TimelinePanel]:
    """The panel with the hour on it, a thousand pixels wide."""
    panel = TimelinePanel(context_of("archivist"))
    qtbot.addWidget(panel)
    panel.resize(1000, 200)
    panel.show()
    with qtbot.waitSignal(panel.shown, timeout=10_000):
        panel.show_footage(hour[1][0])
    yield panel
    panel.stop()


def point(panel: TimelinePanel, moment, row: str = "film") -> QPoint:
    """Where a moment is on the first lane."""
    view = panel.view
    place = view.place_of(view.line.lanes[0].key)
    assert place is not None
    y = getattr(place, row).center().y()
    return QPointF(view.x_of(moment), y).toPoint()


def test_the_gaps_are_drawn_where_nothing_was_recorded(shown, hour):
    line = shown.line
    assert [len(lane.segments) for lane in line.lanes] == [12]
    first, second = line.gaps()
    assert (first.start, first.end) == (NINE + 20 * MINUTE, NINE + 22 * MINUTE)
    assert second.start == NINE + 47 * MINUTE
    assert second.length == 45 * SECOND
    assert "2" in shown.gaps.text()
    scale = (shown.view.x_of(line.end) - shown.view.x_of(line.start)) / line.length.total_seconds()
    drawn = shown.view.x_of(first.end) - shown.view.x_of(first.start)
    assert drawn == pytest.approx(120 * scale, abs=0.01)


def test_each_place_leads_to_its_recording_and_a_gap_to_none(shown, hour, qtbot):
    _, ids = hour
    sought: list[Place] = []
    paused = []
    shown.sought.connect(sought.append)
    shown.paused.connect(paused.append)

    shown.seek(NINE + 33 * MINUTE, "")
    assert sought == [Place(ids[6], 60_000)]
    shown.seek(NINE + 21 * MINUTE, "")
    assert [pause.after for pause in paused] == [ids[3]]
    QTest.mouseClick(
        shown.view,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        point(shown, NINE + 58 * MINUTE),
    )
    assert sought[-1].footage_id == ids[11]
    QTest.keyClick(shown.view, Qt.Key.Key_Home)
    assert sought[-1] == Place(ids[0], 0)


def test_the_next_gap_is_one_key_away_and_after_the_last_comes_the_first(shown, hour):
    paused = []
    shown.paused.connect(paused.append)
    for _ in range(3):
        shown.go_to_gap(1)
    shown.go_to_gap(-1)
    assert [gap.after for gap in paused] == [hour[1][3], hour[1][8], hour[1][3], hour[1][3]]


def test_pictures_and_sound_come_in_the_background_and_are_painted(shown, hour, qtbot):
    qtbot.waitUntil(lambda: shown.films.complete, timeout=60_000)

    strip = shown.films.strip(hour[1][6])
    assert strip is not None
    assert strip.complete
    assert len(strip.pictures) > 100
    assert max(strip.wave) > 50
    at = point(shown, NINE + 32 * MINUTE)
    plain = QColor("#eaedf2")

    def painted() -> bool:
        image = shown.view.grab().toImage()
        return image.pixelColor(at * image.devicePixelRatio()) != plain

    qtbot.waitUntil(painted, timeout=10_000)
    assert shown.progress.text() == ""


def test_the_wheel_goes_near_to_the_second_and_the_moment_stays_under_the_mouse(shown):
    view, moment = shown.view, NINE + 33 * MINUTE
    x = view.x_of(moment)
    view.scale.zoom(500, view.scale.x_of(moment))
    view.repaint_line()
    assert view.scale.span <= timedelta(seconds=9)
    assert view.x_of(moment) == pytest.approx(x, abs=0.01)
    view.fit()
    assert view.scale.fitted


def test_a_click_on_a_gap_writes_its_note_and_the_gap_asks_no_more(
    shown, hour, context_of, qtbot, monkeypatch
):
    gap = shown.line.gaps()[1]

    def fill(dialog: GapDialog) -> int:
        dialog.ground.choose(Ground.BATTERY)
        dialog.text.setPlainText("更换电池，其间无执法活动")
        dialog.officer.setText("林志远")
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(GapDialog, "exec", fill)
    with qtbot.waitSignal(shown.shown, timeout=10_000):
        QTest.mouseClick(
            shown.view,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            point(shown, gap.start + gap.length / 2),
        )
    assert [each.asks for each in shown.line.gaps()] == [True, False]


def drag(shown, start, end) -> None:
    view, button = shown.view, Qt.MouseButton.LeftButton
    QTest.mousePress(view, button, Qt.KeyboardModifier.NoModifier, point(shown, start))
    for share in (0.25, 0.5, 1.0):
        at = point(shown, start + (end - start) * share)
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(at),
            QPointF(view.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            button,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(view, moved)
    QTest.mouseRelease(view, button, Qt.KeyboardModifier.NoModifier, point(shown, end))


def test_dragging_out_of_a_gap_scrubs_and_asks_for_no_note(shown, hour, monkeypatch):
    asked = []
    monkeypatch.setattr(GapDialog, "exec", lambda dialog: asked.append(dialog) or 0)
    sought: list[Place] = []
    shown.sought.connect(sought.append)
    gap = shown.line.gaps()[0]
    drag(shown, gap.start + gap.length / 2, gap.end + 3 * MINUTE)
    assert asked == []
    assert sought[-1].footage_id == hour[1][4]


def test_in_a_gap_the_hand_stands_at_the_very_moment(shown):
    gap = shown.line.gaps()[0]
    paused = []
    shown.paused.connect(paused.append)
    shown.seek(gap.start + gap.length / 3, "")
    assert paused == [gap]
    assert shown.view.moment == gap.start + gap.length / 3


def test_where_a_lane_has_nothing_at_all_that_is_said_too(shown):
    missed = []
    shown.missed.connect(missed.append)
    shown.seek(shown.line.end + MINUTE, "")
    assert missed == [shown.line.end + MINUTE]


def test_marks_are_flags_and_a_click_chooses_them(shown, hour, office, qtbot):
    marking = Marking(office.desk)
    mark = marking.add(office["archivist"], hour[1][2], 30_000, "取证", to_ms=400_000)
    shown.show_marks(marking.marks_on(office["archivist"], hour[1]))
    chosen = []
    shown.mark_chosen.connect(chosen.append)

    start = NINE + 10 * MINUTE + 30 * SECOND
    QTest.mouseClick(
        shown.view,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        point(shown, start, "flags"),
    )
    assert chosen == [mark.id]


def test_in_point_and_out_point_follow_the_hand(shown):
    shown.seek(NINE + 3 * MINUTE, "")
    shown.set_in()
    shown.seek(NINE + 4 * MINUTE, "")
    shown.set_out()
    assert shown.view.stretch == (NINE + 3 * MINUTE, NINE + 4 * MINUTE)
    shown.seek(NINE + 5 * MINUTE, "")
    shown.set_in()
    assert shown.view.stretch == (NINE + 5 * MINUTE, None)
    shown.drop_stretch()
    assert shown.view.stretch is None


def test_a_lane_of_another_recorder_is_dragged_into_place_and_kept(
    hour, office, context_of, qtbot, tmp_path, monkeypatch
):
    _, ids = hour
    other = take_in_parts(
        office, tmp_path, parts=1, clips=3, gaps={}, start=NINE + MINUTE, device="8810099"
    )
    case = registered(office)
    Casework(office.desk).link(office["archivist"], case.no, [ids[0], other[0]])
    panel = TimelinePanel(context_of("archivist"))
    qtbot.addWidget(panel)
    panel.resize(1000, 300)
    panel.show()
    with qtbot.waitSignal(panel.shown, timeout=10_000):
        panel.show_footage(ids[0])
    panel.stop()
    view = panel.view
    assert [lane.device for lane in view.line.lanes] == ["8810021", "8810099"]

    def keep(dialog: QDialog) -> int:
        assert isinstance(dialog, AlignmentDialog)
        dialog.reason.setText("同一声关门响")
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(AlignmentDialog, "exec", keep)
    place = view.place_of(view.line.lanes[1].key)
    assert place is not None
    begin = QPointF(view.x_of(NINE + MINUTE) + 4, place.film.center().y()).toPoint()
    alt, left = Qt.KeyboardModifier.AltModifier, Qt.MouseButton.LeftButton
    with qtbot.waitSignal(panel.shown, timeout=10_000):
        QTest.mousePress(view, left, alt, begin)
        QTest.mouseMove(view, begin + QPoint(30, 0))
        QTest.mouseRelease(view, left, alt, begin + QPoint(30, 0))
    moved = panel.line.lanes[1]
    assert moved.offset.total_seconds() == pytest.approx(30 / view.scale.px_per_s, rel=0.05)
    assert moved.segments[0].started_at == NINE + MINUTE
    (made,) = Timelines(office.desk).alignments_of(office["reviewer"], moved)
    assert (made.reason, made.author) == ("同一声关门响", office["archivist"].name)

    panel.set_room(300)
    assert panel.taller.isVisible()
    folded = panel._area.height()
    assert folded < view.sizeHint().height()
    panel.taller.click()
    assert folded < panel._area.height() <= 130
    panel.taller.click()
    assert panel._area.height() == folded

    view.toggle_lane(moved.key)
    assert view.chosen_lanes == (moved.key,)
