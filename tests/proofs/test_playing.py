"""The player's promises, at length and in a real window; `benchmarks.playback` tells the speeds."""

import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from archive_desk.domain.ids import FootageId
from archive_desk.domain.programmes import programme_of
from archive_desk.media.encoding import VideoFormat
from archive_desk.media.frames import read_frame_index
from archive_desk.media.player import Player, PlayerState, Reel
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.settings import Preferences, Theme
from archive_desk.ui.changes import Changes
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.notices import Notices
from archive_desk.ui.playback.pane import PlaybackPane
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from tests.helpers.archives import staffed_office
from tests.helpers.numbered import KINDS, even_times, record_kind, record_numbers
from tests.helpers.theatre import on_screen, read_off, recorder, taken_in
from tests.helpers.watching import Watcher, line, reels_of, seen_number, segment, wait_until

pytestmark = pytest.mark.proof

SHOWN = (
    "h264 25",
    "h264 29.97",
    "h264 variable",
    "h265 30",
    "mjpeg avi",
    "transport stream",
    "fragmented",
)
SAMPLES = 200
BEGUN_LOCAL = datetime(2026, 11, 19, 9, 0, 0)  # noqa: DTZ001 - the recorder's own clock


class Window:
    """A pane on the screen and what is seen of it from outside."""

    def __init__(self, office, qtbot) -> None:
        self.office, self.qtbot = office, qtbot
        self.jobs = Jobs()
        context = ScreenContext(
            office.desk,
            office["archivist"],
            Changes(),
            Notices(),
            self.jobs,
            Remembered(Preferences()),
            make_player=PlaybackPane,
        )
        self.pane = context.player()
        qtbot.addWidget(self.pane)
        self.pane.resize(1200, 800)
        self.pane.show()
        qtbot.waitExposed(self.pane)
        self.pane.activateWindow()

    def close(self) -> None:
        self.pane.shut()
        self.jobs.close()

    @property
    def drawn(self) -> int:
        return on_screen(self.pane, self.pane.stage.picture_area, self.pane.stage)

    def until(self, condition, seconds=20) -> None:
        self.qtbot.waitUntil(condition, timeout=int(seconds * 1000))

    def open(self, footage_id) -> None:
        self.pane.show_footage(footage_id)
        self.until(
            lambda: self.pane.moment is not None and not self.pane.stage.picture_area.isEmpty()
        )

    def agrees(self) -> bool:
        return self.drawn == read_off(self.pane).number


@pytest.fixture
def office(tmp_path: Path) -> Iterator[object]:
    theme().apply(Theme.LIGHT, 100)
    made = staffed_office(tmp_path / "archive")
    yield made
    made.desk.close()


@pytest.fixture
def window(office, qtbot) -> Iterator[Window]:
    made = Window(office, qtbot)
    yield made
    made.close()


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("kind", SHOWN)
def test_in_the_window_picture_and_time_are_one_paused_stepping_sought_and_playing(
    kind, window, office, tmp_path
):
    folder = tmp_path / "card"
    folder.mkdir()
    video = KINDS[kind][1]
    made = record_kind(kind, folder, round(video.frame_rate * 24))
    index = read_frame_index(made.path)
    (footage_id,) = taken_in(office, folder).values()
    window.open(footage_id)
    pane = window.pane
    # 200 random times, paused: 0 error.
    dice = random.Random(7)
    for _ in range(SAMPLES):
        at_ms = dice.randrange(round(index.length * 1000))
        pane.session.seek(at_ms)
        number = index.frame_at(at_ms)
        window.until(lambda number=number: read_off(pane).number == number)
        window.until(window.agrees, 2)
        assert read_off(pane).position_ms == index.ms_of(number)
    # 500 on and 500 back, by key.
    steps = min(500, index.count - 20)
    pane.session.seek(0)
    window.until(lambda: read_off(pane).number == 0)
    for key, numbers in (
        (Qt.Key.Key_Period, range(1, steps + 1)),
        (Qt.Key.Key_Comma, range(steps - 1, -1, -1)),
    ):
        for number in numbers:
            QTest.keyClick(pane.stage, key)
            window.until(lambda number=number: read_off(pane).number == number)
            window.until(window.agrees, 2)
    # Playing.
    for rate in (0.5, 1.0, 2.0, 4.0):
        off = [abs(told - drawn) for told, drawn in samples(window, rate)]
        within = sum(each <= 1 for each in off) / len(off)
        assert within >= 0.99, (kind, rate, within, max(off))


def samples(window, rate):
    """What is told and what is drawn at 200 moments while it plays."""
    pane, dice, found = window.pane, random.Random(3), []
    pane.session.set_rate(rate)
    while len(found) < SAMPLES:
        if pane.session.state is not PlayerState.PLAYING:
            pane.session.seek(0)
            pane.play()
            window.until(lambda: pane.session.state is PlayerState.PLAYING)
        window.qtbot.wait(dice.randrange(10, 60))
        found.append((read_off(pane).number, window.drawn))
    pane.pause()
    window.until(lambda: pane.session.state is not PlayerState.PLAYING)
    return found


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("minutes", [10])
def test_four_720p_recorders_are_never_more_than_a_picture_apart_for_ten_minutes(minutes, tmp_path):
    path = tmp_path / "720.mp4"
    rate = Fraction(25)
    record_numbers(
        path, VideoFormat(1280, 720, rate, key_frame_every=50), even_times(1500, rate), sound=True
    )
    index = read_frame_index(path)
    reels, lanes = [], []
    for lane in range(4):
        own = [
            Reel(FootageId(lane * minutes + part + 1), path, index, sounds=True)
            for part in range(minutes)
        ]
        reels += own
        lanes.append([segment(reel, part * 60.0) for part, reel in enumerate(own)])
    watcher = Watcher()
    player = Player(watcher)
    try:
        programme = programme_of(line(*lanes))
        player.open(programme, reels_of(*reels), Fraction(0), "a")
        wait_until(lambda: bool(watcher.shown), 60)
        player.set_boxes(dict.fromkeys("abcd", (640, 360)))
        player.play()
        end, moments, worst = time.monotonic() + minutes * 60 - 2, 0, 0
        while time.monotonic() < end:
            time.sleep(0.02)
            shown, watcher.shown = watcher.shown, []
            for each in shown[-1:]:
                drawn = [seen_number(lane.picture) for lane in each.lanes]
                assert drawn == [lane.number for lane in each.lanes]
                worst = max(worst, max(drawn) - min(drawn))
                moments += 1
        assert worst <= 1
        assert moments > minutes * 60 * 10
        player.pause()
        wait_until(lambda: player.state is not PlayerState.PLAYING)
        dice = random.Random(5)
        for _ in range(30):
            goal = dice.randrange(minutes * 60_000)
            shown = watcher.next_shown(lambda goal=goal: player.seek(Fraction(goal, 1000)))
            wanted = [index.frame_at(goal % 60_000)] * 4
            assert [seen_number(lane.picture) for lane in shown.lanes] == wanted
    finally:
        player.close()


@pytest.mark.timeout(900)
def test_an_hour_in_twelve_segments_with_two_gaps_plays_and_scrubs_as_one(window, office, tmp_path):
    folder = tmp_path / "card"
    folder.mkdir()
    video = VideoFormat(320, 180, Fraction(5), key_frame_every=10)
    at, starts = BEGUN_LOCAL, []
    for place in range(12):
        starts.append(f"{at:%Y%m%d%H%M%S}")
        at += timedelta(minutes=5, seconds={3: 90, 8: 400}.get(place, 0))
    recorder(folder, "8810021", starts, video, 1500)
    ids = list(taken_in(office, folder).values())
    window.open(ids[0])
    pane = window.pane
    window.until(lambda: len(pane.session.reels) == 12, 60)
    programme = pane.session.programme
    assert len(pane.stops.gaps) == 2
    assert [round(each.span.total_seconds()) for each in pane.stops.gaps] == [90, 400]
    # Scrubbing: anywhere in the hour the right picture of the right recording.
    dice = random.Random(11)
    for _ in range(100):
        place, number = dice.randrange(12), dice.randrange(1500)
        pane.bar.sought.emit(round(programme.place_in(ids[place], Fraction(number, 5)) * 1000) + 50)
        wanted = place * 1500 + number
        window.until(lambda wanted=wanted: window.drawn == wanted)
        assert read_off(pane).number == number
    # Playing over each seam: no stop longer than a picture and a half, and the cards.
    for place in range(11):
        end = programme.place_in(ids[place], Fraction(300)) - 1
        pane.session.seek_place(end)
        window.until(lambda end=end: abs(pane.session.now.place - end) < 1)
        came = watch_for(window, 2.2 if place not in (3, 8) else 5.0)
        assert came[-1] >= (place + 1) * 1500 + 2, (place, came)
        assert sorted(came) == came
    pane.shut()
    played = sum(
        last - first for entry in watched(office) for first, last in entry.detail["watched_ms"]
    )
    assert abs(played - (9 * 2_200 + 2 * 2_500)) < 11 * 1_000


def watch_for(window, seconds):
    """The numbers seen while it plays so long, gaps left out."""
    pane, came = window.pane, []
    pane.play()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        window.qtbot.wait(40)
        if not pane.stage.picture_area.isEmpty():
            came.append(window.drawn)
    pane.pause()
    window.until(lambda: pane.session.state is PlayerState.PAUSED)
    return came


def watched(office):
    page = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="footage.watched"), 0, 200
    )
    return list(page.entries)
