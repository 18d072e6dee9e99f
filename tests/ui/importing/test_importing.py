"""The import screen: from a card to its receipt, with real widgets and a real archive."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from archive_desk.domain.arrivals import Outcome
from archive_desk.domain.copies import Release
from archive_desk.domain.work import Unwatched
from archive_desk.services.importing import Importing
from archive_desk.services.mirroring import Mirroring
from archive_desk.ui.importing import choose
from archive_desk.ui.importing.candidates import CandidateModel, columns
from archive_desk.ui.importing.drives import Drive, connected_drives
from archive_desk.ui.importing.screen import ImportScreen
from archive_desk.ui.intentions import PlayFootage, ShowBatch, ShowFootage, TakeIn
from archive_desk.ui.row_model import DeskRole
from tests.helpers import recordings
from tests.helpers.archives import Office
from tests.ui.conftest import ContextOf

NAME = "8810021_012345_20261119093015_0001.mp4"
PATIENT_MS = 15_000
ScreenOf = Callable[[], ImportScreen]


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "CARD"
    recordings.video(folder / "DCIM" / NAME, seconds=2)
    recordings.photo(folder / "DCIM" / "8810021_012345_20261119093140_0002.jpg")
    (folder / "DCIM" / "Thumbs.db").write_bytes(b"x")
    return folder


@pytest.fixture
def screen_of(qtbot: QtBot, context_of: ContextOf) -> ScreenOf:
    def make() -> ImportScreen:
        screen = ImportScreen(context_of("archivist"))
        qtbot.addWidget(screen)
        screen.resize(1200, 800)
        screen.show()
        screen.freshen()
        return screen

    return make


def look_over(qtbot: QtBot, screen: ImportScreen, card: Path) -> CandidateModel:
    screen.look_over(card)
    qtbot.waitUntil(lambda: screen.review.isVisible(), timeout=PATIENT_MS)
    return screen.review.model


def take_in(qtbot: QtBot, screen: ImportScreen, card: Path) -> None:
    look_over(qtbot, screen, card)
    qtbot.mouseClick(screen.review.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.result.isVisible(), timeout=PATIENT_MS)


def text(model: CandidateModel, row: int, key: str, role: int = Qt.ItemDataRole.DisplayRole):
    keys = [column.key for column in columns(model.card)]
    return model.data(model.index(row, keys.index(key)), role)


def test_a_card_is_looked_over_before_anything_is_copied(qtbot, screen_of, card, office):
    screen = screen_of()
    model = look_over(qtbot, screen, card)

    assert model.rowCount() == 3
    assert text(model, 0, "name") == NAME
    assert text(model, 0, "device") == "8810021 · 012345"
    assert text(model, 0, "start") == "2026-11-19 09:30:15"
    assert text(model, 0, "state", DeskRole.BADGE).text == "新"
    assert text(model, 2, "state", DeskRole.BADGE).text == "跳过"
    qtbot.waitUntil(lambda: text(model, 0, "duration") == "0:02", timeout=PATIENT_MS)
    qtbot.waitUntil(lambda: len(model.card.pictures) == 2, timeout=PATIENT_MS)
    assert list(office.desk.folder.vault.rglob("*.mp4")) == []
    assert "2 件" in screen.review.summary.text()


def test_the_whole_way_to_the_receipt(qtbot, screen_of, card, office):
    screen = screen_of()
    told: list[object] = []
    screen.context.changes.footage_changed.connect(told.append)

    take_in(qtbot, screen, card)

    assert screen.result.verdict.text() == "采集完成，目前只有一份，请先不要清空存储卡"
    assert screen.result.numbers[Outcome.IMPORTED].number == 2
    assert screen.result.numbers[Outcome.SKIPPED].number == 1
    assert len(list(office.desk.folder.vault.rglob("*.mp4"))) == 1
    assert told
    assert screen.job is None
    asked: list[object] = []
    screen.requested.connect(asked.append)
    screen.result.footage_button.click()
    (intention,) = asked
    assert isinstance(intention, ShowFootage)
    assert len(intention.footage_ids) == 2


def test_a_row_of_the_receipt_opens_its_recording(qtbot, screen_of, card):
    screen = screen_of()
    take_in(qtbot, screen, card)
    asked: list[object] = []
    screen.requested.connect(asked.append)

    screen.result.show_only(Outcome.IMPORTED)
    screen.result.table.row_opened.emit(screen.result.table.rows.row(0))

    assert isinstance(asked[0], PlayFootage)


def test_the_space_bar_sets_files_aside_and_the_card_is_not_released(qtbot, screen_of, card):
    screen = screen_of()
    model = look_over(qtbot, screen, card)
    screen.review.table.select_row(0)
    qtbot.keyClick(screen.review.table, Qt.Key.Key_Space)
    assert text(model, 0, "name", Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Unchecked
    assert "1 件" in screen.review.summary.text()

    qtbot.mouseClick(screen.review.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.result.isVisible(), timeout=PATIENT_MS)

    assert "不要清空" in screen.result.verdict.text()
    assert screen.result.receipt is not None
    (aside,) = screen.result.receipt.of(Outcome.SET_ASIDE)
    assert aside.source == f"DCIM/{NAME}"


def test_a_click_on_the_box_unticks_a_file(qtbot, screen_of, card):
    screen = screen_of()
    model = look_over(qtbot, screen, card)
    table = screen.review.table
    place = table.visualRect(model.index(1, 0))
    point = place.topLeft()
    point.setX(point.x() + 18)
    point.setY(place.center().y())

    qtbot.mouseMove(table.viewport(), point)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)

    assert len(model.card.chosen) == 1


def test_nothing_chosen_cannot_be_started(qtbot, screen_of, card):
    screen = screen_of()
    look_over(qtbot, screen, card)
    screen.review.table.selectAll()
    qtbot.keyClick(screen.review.table, Qt.Key.Key_Space)

    assert not screen.review.start_button.isEnabled()


def test_what_was_imported_before_is_only_read_again_on_request(qtbot, screen_of, card):
    screen = screen_of()
    take_in(qtbot, screen, card)
    recordings.video(card / "DCIM" / "8810021_012345_20261119093021_0003.mp4", text="new")

    model = look_over(qtbot, screen, card)

    assert len(model.card.chosen) == 1
    assert screen.review.again.isVisible()
    screen.review.again.setChecked(True)
    assert len(model.card.chosen) == 3
    screen.review.again.setChecked(False)
    qtbot.mouseClick(screen.review.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.result.isVisible(), timeout=PATIENT_MS)
    assert screen.result.numbers[Outcome.IMPORTED].number == 1
    assert screen.result.verdict.text() == "采集完成，目前只有一份，请先不要清空存储卡"


def test_a_known_card_is_proved_again_when_all_of_it_is_known(qtbot, screen_of, card):
    screen = screen_of()
    take_in(qtbot, screen, card)

    take_in(qtbot, screen, card)

    assert screen.result.numbers[Outcome.DUPLICATE].number == 2
    screen.result.show_only(Outcome.DUPLICATE)
    model = screen.result.table.rows
    assert NAME in model.data(model.index(0, model.columnCount() - 1))


def test_a_late_hand_in_asks_for_its_reason(qtbot, screen_of, card, office):
    screen = screen_of()
    look_over(qtbot, screen, card)
    form = screen.review.form
    assert not form.reason.isVisible()
    form.returned.set_value(office.clock.now)
    form.returned.changed.emit()
    assert form.reason.isVisible()

    screen.review.start_button.click()
    assert screen.review.isVisible()
    form.reason.setText("下乡检查")
    screen.review.start_button.click()
    qtbot.waitUntil(lambda: screen.result.isVisible(), timeout=PATIENT_MS)

    assert screen.result.receipt is not None
    assert screen.result.receipt.batch.return_reason == "下乡检查"


def test_the_form_begins_with_what_all_files_say(qtbot, screen_of, card):
    screen = screen_of()
    look_over(qtbot, screen, card)

    assert screen.review.form.statement.device == "8810021"
    assert screen.review.form.statement.officer == "012345"


def test_stopping_keeps_what_is_complete(qtbot, screen_of, card, office, monkeypatch):
    from archive_desk.services import import_lane

    real = import_lane.Lane.bring

    def slow(self, planned, **more):
        import time

        time.sleep(0.05)
        return real(self, planned, **more)

    monkeypatch.setattr(import_lane.Lane, "bring", slow)
    for number in range(40):
        (card / f"8810021_012345_20261119100000_{number + 10:04d}.mp4").write_bytes(
            number.to_bytes(2, "big") * 300
        )
    screen = screen_of()
    look_over(qtbot, screen, card)
    screen.review.start_button.click()
    qtbot.waitUntil(
        lambda: bool(office.desk.folder.vault.exists() and screen.running.bar.value()),
        timeout=PATIENT_MS,
    )
    screen.running.stop_button.click()
    qtbot.waitUntil(lambda: screen.result.isVisible(), timeout=PATIENT_MS)

    assert screen.result.verdict.text() == "采集已停止"
    failed = screen.result.numbers[Outcome.FAILED].number
    assert failed
    assert failed + screen.result.numbers[Outcome.IMPORTED].number == 42


def test_a_folder_inside_the_archive_is_refused_in_words(qtbot, screen_of, office):
    screen = screen_of()
    with qtbot.waitSignal(screen.context.jobs.went_wrong, timeout=PATIENT_MS) as went_wrong:
        screen.look_over(office.desk.folder.vault)

    assert "重叠" in went_wrong.args[1].message
    assert screen.choose.isVisible()


def test_the_hand_over_form_is_saved(qtbot, screen_of, card, tmp_path, monkeypatch):
    screen = screen_of()
    take_in(qtbot, screen, card)
    target = tmp_path / "form.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), "PDF"))

    screen.result.form_button.click()

    qtbot.waitUntil(target.is_file, timeout=PATIENT_MS)
    said = screen.context.notices.said
    qtbot.waitUntil(lambda: any("已保存" in notice.text for notice in said), timeout=PATIENT_MS)
    assert target.read_bytes().startswith(b"%PDF")


def test_a_folder_is_chosen_with_the_systems_dialog(qtbot, screen_of, card, monkeypatch):
    screen = screen_of()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(card))

    screen.choose.folder_button.click()

    qtbot.waitUntil(lambda: screen.review.isVisible(), timeout=PATIENT_MS)


def test_a_folder_may_be_dropped_and_a_file_not(qtbot, screen_of, card):
    screen = screen_of()

    def dragged(path: Path) -> QMimeData:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        return data

    file, folder = dragged(card / "DCIM" / NAME), dragged(card)
    where = (Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPointF(5, 5).toPoint(), where[0], file, *where[1:])
    entering.ignore()
    screen.dragEnterEvent(entering)
    assert not entering.isAccepted()
    screen.dropEvent(QDropEvent(QPointF(5, 5), where[0], folder, *where[1:]))

    qtbot.waitUntil(lambda: screen.review.isVisible(), timeout=PATIENT_MS)


def test_connected_cards_are_offered(qtbot, screen_of, card, monkeypatch):
    drive = Drive(card, "DSJ-CARD", 32_000_000_000, 8_000_000_000, camera=True)
    monkeypatch.setattr(choose, "connected_drives", lambda: (drive,))
    screen = screen_of()
    (offered,) = screen.choose.findChildren(choose.DriveCard)

    offered.clicked.emit()

    qtbot.waitUntil(lambda: screen.review.isVisible(), timeout=PATIENT_MS)


def test_asking_for_drives_needs_none():
    assert isinstance(connected_drives(), tuple)


def test_other_screens_may_ask_to_take_in_and_to_show_a_batch(qtbot, screen_of, card):
    screen = screen_of()
    screen.open_item(TakeIn(card))
    qtbot.waitUntil(lambda: screen.review.isVisible(), timeout=PATIENT_MS)
    screen.review.start_button.click()
    qtbot.waitUntil(lambda: screen.result.isVisible(), timeout=PATIENT_MS)
    receipt = screen.result.receipt
    assert receipt is not None
    screen.result.more_button.click()
    assert screen.choose.isVisible()

    screen.open_item(ShowBatch(receipt.batch.id))

    assert screen.result.isVisible()


def test_earlier_batches_are_listed_and_opened(qtbot, screen_of, card, office: Office):
    screen = screen_of()
    assert screen.choose.batches.rows.rowCount() == 0
    take_in(qtbot, screen, card)
    screen.result.more_button.click()
    screen.freshen()
    assert screen.choose.batches.rows.rowCount() == 1

    screen.choose.batches.row_opened.emit(screen.choose.batches.rows.row(0))

    assert screen.result.isVisible()
    assert Importing(office.desk).latest(office["archivist"]) == screen.result.receipt


def test_a_disk_without_room_is_said_before_the_copy(qtbot, screen_of, card, monkeypatch):
    monkeypatch.setattr("archive_desk.media.vault.FolderVault.room_bytes", lambda _self: 10)
    screen = screen_of()

    look_over(qtbot, screen, card)

    assert screen.review.room.isVisible()
    assert "腾出空间" in screen.review.room.text


@pytest.mark.usefixtures("english")
def test_the_screen_speaks_english(qtbot, screen_of, card):
    screen = screen_of()
    model = look_over(qtbot, screen, card)

    assert screen.review.start_button.text().strip() == "Start &import"
    assert text(model, 0, "start", DeskRole.SUBTITLE) == "Source: File name"
    assert text(model, 0, "device", DeskRole.SUBTITLE) == "Body-worn recorder"


def test_two_cards_are_taken_in_side_by_side_and_each_has_its_result(
    qtbot, screen_of, card, tmp_path, office, monkeypatch
):
    from archive_desk.services import import_lane

    real = import_lane.Lane.bring

    def slow(self, planned, **more):
        import time

        time.sleep(0.1)
        return real(self, planned, **more)

    monkeypatch.setattr(import_lane.Lane, "bring", slow)
    other = tmp_path / "OTHER"
    for number in range(4):
        recordings.photo(other / f"IMG_2026111909400{number}.jpg")
    screen = screen_of()
    look_over(qtbot, screen, card)
    screen.review.start_button.click()
    screen.running.more_button.click()
    assert "1 张卡正在采集" in screen.choose.running_note.text
    look_over(qtbot, screen, other)
    screen.review.start_button.click()

    assert len(screen.running.tiles) == 2
    qtbot.waitUntil(lambda: not screen.cards, timeout=PATIENT_MS)
    assert screen.running.isVisible()
    assert [tile.state.text for tile in screen.running.tiles] == ["只有一份", "只有一份"]
    screen.running.tiles[1].result_button.click()
    assert screen.result.isVisible()
    assert screen.result.numbers[Outcome.IMPORTED].number == 4


def test_what_may_be_released_turns_green_when_the_mirror_has_it(
    qtbot, screen_of, card, office, tmp_path
):
    (tmp_path / "mirror").mkdir()
    mirroring = Mirroring(office.desk)
    mirroring.set_up(office["archivist"], tmp_path / "mirror")
    screen = screen_of()
    take_in(qtbot, screen, card)
    assert "只有一份" in screen.result.verdict.text()
    mirroring.catch_up(None, Unwatched())
    screen.context.changes.copies_changed.emit()
    assert screen.result.verdict.text() == "采集完成，可以清空并交还存储卡"
    screen.choose.refresh()
    row = screen.choose.batches.rows.row(0)
    assert row.release.release is Release.SAFE
