"""The player's screen with real libVLC, in a real window."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit

from archive_desk.domain.errors import Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.loan_requests import Particulars
from archive_desk.domain.loans import ItemKind, LoanAct
from archive_desk.media.player import PlayerState
from archive_desk.services.desk import open_desk
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.lending import Lending
from archive_desk.services.marking import Marking
from archive_desk.ui.intentions import PlayFootage
from archive_desk.ui.jobs import Job
from archive_desk.ui.playback.readout import Reader
from archive_desk.ui.playback.screen import PlaybackScreen
from archive_desk.ui.playback.stage import Stage
from archive_desk.ui.playback.time_bar import TimeBar
from tests.helpers.numbered import read_number
from tests.helpers.screenings import PICTURES, Screening, screening

DOCUMENTATION = Path(__file__).resolve().parents[3] / "docs" / "player-controls.md"


@dataclass
class Theatre:
    """A playback screen for somebody, and what he can play."""

    screen: PlaybackScreen
    shown: Screening
    office: object
    qtbot: object

    def open(self, footage_id: FootageId, at_ms: int = 0) -> None:
        self.screen.open_item(PlayFootage(footage_id, at_ms))

    def until(self, condition, seconds: float = 10) -> None:
        self.qtbot.waitUntil(condition, timeout=int(seconds * 1000))

    def until_state(self, state: PlayerState) -> None:
        self.until(lambda: self.screen.pane.session.state is state)

    def paused_at(self, number: int) -> None:
        """Open the numbered video and stand on one of its pictures."""
        self.open(self.shown.video)
        self.until_state(PlayerState.PLAYING)
        self.screen.pane.session.pause()
        self.until_state(PlayerState.PAUSED)
        self.screen.pane.session.seek(number * 40)
        self.until(lambda: self.frame == number)

    @property
    def frame(self) -> int:
        found = re.match(r"(\d+) / (\d+)", self.screen.pane.readout.frame.text)
        return int(found.group(1)) if found else -1

    @property
    def seen(self) -> int:
        """The number on the picture, read from a screenshot of the stage."""
        stage = self.screen.pane.stage
        grabbed = stage.grab(stage.picture_area).toImage()
        image = grabbed.convertToFormat(QImage.Format.Format_RGB888)
        size = (image.width(), image.height())
        data = bytes(image.constBits())
        return read_number(Image.frombytes("RGB", size, data, "raw", "RGB", image.bytesPerLine()))

    def journal(self, verb: str) -> list:
        journalling = Journalling(self.office.desk)
        page = journalling.page(self.office["auditor"], JournalFilter(verb=verb), 0, 50)
        return list(page.entries)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.screen.pane.stage, key)


@pytest.fixture
def theatre_of(office, context_of, tmp_path, qtbot) -> Iterator[object]:
    shown = screening(office, tmp_path)
    made: list[PlaybackScreen] = []

    def make(account: str = "archivist") -> Theatre:
        screen = PlaybackScreen(context_of(account))
        screen.context.notices.use_window(screen)
        qtbot.addWidget(screen)
        screen.resize(1200, 760)
        screen.show()
        qtbot.waitExposed(screen)
        screen.activateWindow()
        made.append(screen)
        return Theatre(screen, shown, office, qtbot)

    yield make
    for screen in made:
        screen.context.notices.use_window(None)
        screen.shut()


def test_paused_the_screenshot_the_clocks_and_the_frame_agree_exactly(theatre_of):
    theatre = theatre_of()
    theatre.paused_at(62)
    readout = theatre.screen.pane.readout
    assert theatre.seen == 62
    assert readout.true.text == "2026-11-19 09:30:17.480"
    assert readout.recorder.text == "2026-11-19 09:30:17.480"
    assert readout.position.text == "00:00:02.480"
    assert readout.frame.text == f"62 / {PICTURES - 1}"
    assert readout.true.accessibleName().endswith(" 2026-11-19 09:30:17.480")


def test_keys_step_by_one_picture_there_and_back(theatre_of):
    theatre = theatre_of()
    theatre.paused_at(50)
    for key, numbers in ((Qt.Key.Key_Period, (51, 52, 53)), (Qt.Key.Key_Comma, (52, 51))):
        for number in numbers:
            theatre.key(key)
            theatre.until(lambda number=number: theatre.frame == number)
            assert theatre.seen == number


def test_while_playing_the_frame_shown_is_the_one_on_the_picture(theatre_of):
    theatre = theatre_of()
    theatre.open(theatre.shown.video)
    theatre.until(lambda: theatre.frame > 10)
    samples = []
    for _ in range(12):
        before = theatre.frame
        theatre.until(lambda before=before: theatre.frame != before)
        samples.append(abs(theatre.seen - theatre.frame))
    assert sum(difference <= 1 for difference in samples) >= 11, samples


def test_a_number_key_marks_the_picture_and_a_click_leads_back_to_it(theatre_of):
    theatre = theatre_of()
    theatre.paused_at(30)
    theatre.key(Qt.Key.Key_2)
    (mark,) = theatre.screen.marks.marks
    assert (mark.at_ms, mark.category) == (1200, "出示证件")
    theatre.screen.pane.session.seek(3000)
    theatre.until(lambda: theatre.frame == 75)
    table = theatre.screen.marks.table
    place = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    theatre.until(lambda: theatre.frame == 30)
    assert theatre.seen == 30


def test_a_note_is_kept_when_return_is_pressed_and_digits_in_it_mark_nothing(theatre_of):
    theatre = theatre_of()
    theatre.paused_at(30)
    theatre.key(Qt.Key.Key_5)
    marks = theatre.screen.marks
    marks.edit_note()
    QTest.keyClicks(marks.note, "room 2")
    QTest.keyClick(marks.note, Qt.Key.Key_Return)
    (kept,) = Marking(theatre.office.desk).marks_of(
        theatre.office["archivist"], theatre.shown.video
    )
    assert (kept.category, kept.note) == ("取证", "room 2")
    QTest.mouseClick(marks.remove, Qt.MouseButton.LeftButton)
    assert marks.marks == []


def test_the_bar_moves_the_picture(theatre_of):
    theatre = theatre_of()
    theatre.paused_at(0)
    bar = theatre.screen.pane.bar
    point = QPoint(bar.width() * 2000 // bar.length_ms, bar.height() // 2)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=point)
    theatre.until(lambda: 40 <= theatre.frame <= 60)
    assert theatre.seen == theatre.frame


def test_one_goes_to_a_time_of_day(theatre_of):
    theatre = theatre_of()
    theatre.paused_at(0)
    theatre.screen.pane.goal.setText("9:30:16.2")
    QTest.keyClick(theatre.screen.pane.goal, Qt.Key.Key_Return)
    theatre.until(lambda: theatre.frame == 30)
    theatre.screen.pane.goal.setText("上午九点三十分十五秒")
    QTest.keyClick(theatre.screen.pane.goal, Qt.Key.Key_Return)
    theatre.until(lambda: theatre.frame == 0)
    for words in ("11:00", "24:00", "+1/0", "#99999", "+9:00"):
        told = len(theatre.screen.context.notices.said)
        theatre.screen.pane.goal.setText(words)
        QTest.keyClick(theatre.screen.pane.goal, Qt.Key.Key_Return)
        assert len(theatre.screen.context.notices.said) == told + 1, words
    assert "2026-11-19 09:30:15" in theatre.screen.context.notices.said[told - 4].text
    assert theatre.frame == 0


def test_what_was_watched_is_in_the_journal_when_another_file_is_opened(theatre_of):
    theatre = theatre_of()
    theatre.open(theatre.shown.video)
    theatre.until(lambda: theatre.frame >= 35)
    theatre.screen.pane.session.pause()
    theatre.until_state(PlayerState.PAUSED)
    last_ms = theatre.screen.pane.session.position.at_ms
    theatre.open(theatre.shown.photo)
    (entry,) = theatre.journal("footage.watched")
    (interval,) = entry.detail["watched_ms"]
    assert abs(interval[0] - 0) < 1000
    assert abs(interval[1] - last_ms) < 200


def test_a_note_that_is_being_written_survives_that_the_marks_are_read_again(theatre_of):
    theatre = theatre_of()
    theatre.paused_at(10)
    theatre.key(Qt.Key.Key_1)
    marks = theatre.screen.marks
    marks.edit_note()
    QTest.keyClicks(marks.note, "half a sent")
    theatre.screen.desk.read(None)
    QTest.keyClicks(marks.note, "ence")
    QTest.keyClick(marks.note, Qt.Key.Key_Return)
    marking, clerk = Marking(theatre.office.desk), theatre.office["archivist"]
    (kept,) = marking.marks_of(clerk, theatre.shown.video)
    assert kept.note == "half a sentence"

    marks.note.setText("长" * 2001)
    QTest.keyClick(marks.note, Qt.Key.Key_Return)
    assert "2000" in theatre.screen.context.notices.said[-1].text
    assert len(marks.note.text()) == 2001
    (kept,) = marking.marks_of(clerk, theatre.shown.video)
    assert kept.note == "half a sentence"


def test_what_another_window_changed_of_a_mark_stays_when_its_note_is_written(theatre_of):
    theatre = theatre_of()
    theatre.paused_at(10)
    theatre.key(Qt.Key.Key_1)
    marks, marking = theatre.screen.marks, Marking(theatre.office.desk)
    (mark,) = marks.marks
    long = "现场情况📷\n" + "很" * 1980
    marking.change(theatre.office["archivist"], mark.id, category="取证", note=long)
    marks.colour.choose("red")
    marks.colour.chosen.emit("red")
    (kept,) = marking.marks_of(theatre.office["archivist"], theatre.shown.video)
    assert (kept.category, kept.note, kept.colour) == ("取证", long, "red")
    theatre.until(lambda: marks.marks[0].note == long)
    marks.edit_note()
    QTest.keyClick(marks.note, Qt.Key.Key_Return)
    (kept,) = marking.marks_of(theatre.office["archivist"], theatre.shown.video)
    assert kept.note == long


def test_questions_and_notes_of_a_day_at_the_player_do_not_pile_up(theatre_of):
    theatre = theatre_of()
    theatre.paused_at(10)
    watching = theatre.screen.pane.session.watching
    asked = []
    for _ in range(12):
        watching.ask_again()
        asked.append(watching._question)
        watching._keep_beside()
        theatre.until(lambda: watching._question is None and watching._keeping is None)
    assert len(asked) == 12
    theatre.until(lambda: len(watching.findChildren(Job)) <= 2)


def test_pictures_stepped_through_are_in_the_journal_and_sought_ones_are_not(theatre_of):
    theatre = theatre_of()
    theatre.paused_at(10)
    session = theatre.screen.pane.session
    session.write_down()
    told = len(theatre.journal("footage.watched"))
    session.seek(2000)
    theatre.until(lambda: theatre.frame == 50)
    for number in (51, 52, 53, 54):
        session.step(1)
        theatre.until(lambda number=number: theatre.frame == number)
    session.seek(3600)
    theatre.until(lambda: theatre.frame == 90)
    session.write_down()
    entries = theatre.journal("footage.watched")
    assert len(entries) == told + 1
    assert entries[0].detail["watched_ms"] == [[2000, 2160]]


def test_a_photo_stands_upright_and_takes_no_marks(theatre_of):
    theatre = theatre_of()
    theatre.open(theatre.shown.photo)
    theatre.until(lambda: not theatre.screen.pane.stage.picture_area.isEmpty())
    area = theatre.screen.pane.stage.picture_area
    assert area.height() > area.width()
    assert theatre.screen.pane.readout.true.text == "2026-11-19 09:31:40.000"
    assert not theatre.screen.pane.transport.play.isEnabled()
    assert not theatre.screen.marks.keys[0].isEnabled()


def test_of_two_recordings_asked_for_in_a_row_the_second_is_shown(theatre_of):
    theatre = theatre_of()
    theatre.open(theatre.shown.photo)
    theatre.open(theatre.shown.video)
    theatre.until_state(PlayerState.PLAYING)
    assert theatre.screen.pane.session.current.footage.id == theatre.shown.video
    theatre.until(lambda: theatre.frame > 0)


def test_what_is_cleared_while_it_is_being_opened_does_not_come(theatre_of):
    theatre = theatre_of()
    theatre.open(theatre.shown.video)
    theatre.screen.pane.clear()
    assert theatre.screen.pane.session.empty
    theatre.until(lambda: not theatre.screen.context.jobs.busy)
    theatre.qtbot.wait(50)
    assert theatre.screen.pane.session.current is None
    assert theatre.screen.pane.stage.picture_area.isEmpty()


def test_sound_plays_with_its_time(theatre_of):
    theatre = theatre_of()
    theatre.open(theatre.shown.sound)
    theatre.until(lambda: theatre.screen.pane.bar.at_ms > 500)
    assert theatre.screen.pane.readout.true.text.startswith("2026-11-19 09:40:00.")
    theatre.screen.pane.session.pause()
    theatre.until_state(PlayerState.PAUSED)


def test_without_a_right_nothing_is_shown_but_the_article(theatre_of):
    theatre = theatre_of("officer")
    said = theatre.screen.context.notices.said
    theatre.open(theatre.shown.video)
    theatre.until(lambda: bool(said))
    assert theatre.screen.pane.session.state is PlayerState.EMPTY
    assert theatre.screen.pane.stage.picture_area.isEmpty()
    assert theatre.screen.pane.stage.words
    assert "第二十二条" in theatre.screen.context.notices.said[-1].basis


def test_when_the_grant_ends_the_picture_goes(theatre_of):
    theatre = theatre_of("officer")
    office, lending = theatre.office, Lending(theatre.office.desk)
    now = office.clock()
    item = lending.item(office["officer"], ItemKind.FOOTAGE, str(theatre.shown.video))
    until = now + timedelta(hours=1)
    loan = lending.request(office["officer"], [LoanAct.VIEW], [item], "办案", now, until)
    lending.approve(office["unit_head"], loan.id, "同意")
    lending.approve(office["leader"], loan.id, "批准")
    theatre.open(theatre.shown.video)
    theatre.until(lambda: theatre.frame > 5)
    office.clock.forward(hours=2)
    theatre.until(lambda: theatre.screen.pane.session.state is PlayerState.EMPTY, 2)
    assert theatre.screen.pane.stage.picture_area.isEmpty()
    assert theatre.journal("footage.watched")[0].approval == loan.no


def view_granted(theatre, uses: int | None = None):
    """A loan that lets the officer look, so many times, and nothing else."""
    office, lending = theatre.office, Lending(theatre.office.desk)
    now = office.clock()
    item = lending.item(office["officer"], ItemKind.FOOTAGE, str(theatre.shown.video))
    until = now + timedelta(hours=1)
    loan = lending.request(
        office["officer"],
        [LoanAct.VIEW],
        [item],
        "办案",
        now,
        until,
        particulars=Particulars(uses=uses),
    )
    lending.approve(office["unit_head"], loan.id, "同意")
    return lending.approve(office["leader"], loan.id, "批准")


def test_a_revocation_stops_what_plays_within_two_seconds(theatre_of):
    theatre = theatre_of("officer")
    loan = view_granted(theatre)
    theatre.open(theatre.shown.video)
    theatre.until(lambda: theatre.frame > 5)
    # Somebody else, at another desk of the same archive.
    with closing(open_desk(theatre.office.desk.folder.root, clock=theatre.office.clock)) as other:
        Lending(other).revoke(theatre.office["leader"], loan.id, "案件已移送")
    theatre.until(lambda: theatre.screen.pane.session.state is PlayerState.EMPTY, 2)
    assert theatre.screen.pane.stage.picture_area.isEmpty()
    assert theatre.journal("footage.opened")[0].detail["grant"] == loan.grants[0].id
    theatre.open(theatre.shown.video)
    theatre.until(lambda: "第二十二条" in str(theatre.screen.context.notices.said[-1].basis))


def test_the_last_use_is_brought_to_its_end_and_no_other_begins(theatre_of):
    theatre = theatre_of("officer")
    loan = view_granted(theatre, uses=1)
    theatre.open(theatre.shown.video)
    theatre.until(lambda: theatre.frame > 40)
    theatre.screen.pane.clear()
    theatre.until(lambda: theatre.screen.pane.session.empty)
    theatre.open(theatre.shown.video)
    theatre.until(lambda: bool(theatre.screen.context.notices.said))
    assert loan.no in theatre.screen.context.notices.said[-1].text
    assert "次数已用完" in theatre.screen.context.notices.said[-1].text


def test_who_may_only_look_copies_no_picture(theatre_of, tmp_path):
    theatre = theatre_of("officer")
    view_granted(theatre)
    theatre.open(theatre.shown.video)
    theatre.until(lambda: theatre.frame > 5)
    refused: list[object] = []
    theatre.screen.context.jobs.started.connect(lambda job: job.failed.connect(refused.append))
    folder = tmp_path / "stills"
    folder.mkdir()
    theatre.screen.save_still(folder)
    theatre.until(lambda: bool(refused))
    assert isinstance(refused[0], Refused)
    assert "只批准了查阅" in str(refused[0].message)
    assert str(refused[0].basis).endswith("第二十二条")
    assert list(folder.iterdir()) == []


def test_a_file_that_cannot_be_read_says_so_and_the_next_one_plays(theatre_of):
    theatre = theatre_of()
    theatre.open(theatre.shown.broken)
    theatre.until(lambda: "8810021_012345_20261119095000_0004" in theatre.screen.pane.stage.words)
    theatre.open(theatre.shown.video)
    theatre.until(lambda: theatre.frame > 3)


def test_the_curtain_stops_what_plays(theatre_of):
    theatre = theatre_of()
    theatre.open(theatre.shown.video)
    theatre.until(lambda: theatre.frame > 5)
    assert theatre.screen.in_use()
    theatre.screen.set_locked(locked=True)
    theatre.until_state(PlayerState.PAUSED)
    assert not theatre.screen.in_use()


def test_the_whole_screen_and_back(theatre_of):
    theatre = theatre_of()
    theatre.paused_at(20)
    theatre.key(Qt.Key.Key_F)
    assert theatre.screen.pane.stage.window() is not theatre.screen.window()
    assert theatre.seen == 20
    theatre.key(Qt.Key.Key_Period)
    theatre.until(lambda: theatre.frame == 21)
    controls, full = theatre.screen.pane.controls, theatre.screen.pane.stage.window()
    QTest.mouseMove(theatre.screen.pane.stage, QPoint(40, 40))
    theatre.until(lambda: not controls.underMouse())
    full.hide_controls()
    assert controls.isHidden()
    assert theatre.seen == 21
    QTest.mouseMove(theatre.screen.pane.stage, QPoint(60, 60))
    theatre.until(controls.isVisible)
    theatre.key(Qt.Key.Key_Escape)
    assert theatre.screen.pane.stage.window() is theatre.screen.window()
    theatre.until(lambda: theatre.seen == 21)


def test_a_still_is_written_with_its_true_time_in_its_name(theatre_of, tmp_path):
    theatre = theatre_of()
    theatre.paused_at(62)
    folder = tmp_path / "stills"
    folder.mkdir()
    theatre.screen.save_still(folder)
    theatre.until(lambda: any(folder.glob("[!.]*")))
    (still,) = folder.iterdir()
    assert still.name.startswith("20261119_093017_480_8810021_")
    theatre.until(lambda: not theatre.screen.context.jobs.busy)
    with Image.open(still) as picture:
        assert read_number(picture) == 62


def test_the_documented_names_and_those_in_the_window_are_the_same(theatre_of):
    screen = theatre_of().screen
    promised = set(re.findall(r"`(player-[a-z0-9-]+)`", DOCUMENTATION.read_text("utf-8")))
    promised |= {f"player-mark-{number}" for number in range(1, 10)}
    promised |= {f"player-lane-{number}" for number in range(1, 5)}
    promised -= {"player-full-screen-window"}
    named = {each.objectName() for each in screen.findChildren(QObject)}
    named = {name for name in named if name.startswith("player-")}
    assert len(promised) > 60
    assert promised == named


def test_every_control_of_the_player_says_what_it_is(theatre_of):
    screen = theatre_of().screen
    controls = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, Reader, Stage, TimeBar)
    silent = [
        each.objectName()
        for kind in controls
        for each in screen.findChildren(kind)
        if each.objectName().startswith("player-")
        and not (each.accessibleName() or getattr(each, "text", str)())
    ]
    assert not silent
