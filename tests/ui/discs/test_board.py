"""The plan as a board of discs: rearranged, protected and numbered by the clerk."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from pytestqt.qtbot import QtBot

from archive_desk.domain import discs
from archive_desk.domain.discs import Medium, Protection
from archive_desk.services.imaging import Imaging
from archive_desk.ui.discs.board import DiscTile
from archive_desk.ui.discs.numbering_dialog import NumberingDialog
from archive_desk.ui.discs.plan_dialog import PlanDialog
from tests.helpers.archives import Office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored
from tests.ui.conftest import ContextOf

CASE = "西教罚〔2026〕1号"


@pytest.fixture
def dialog(
    qtbot: QtBot, context_of: ContextOf, office: Office, monkeypatch: pytest.MonkeyPatch
) -> PlanDialog:
    """Four recordings of 2 MB on discs of 7 MB."""
    monkeypatch.setitem(discs._SECTORS, Medium.CD, 3400)
    in_case(office, registered(office), *(stored(office, 2_000_000) for _ in range(4)))
    made = PlanDialog(context_of("archivist"), (CASE,))
    qtbot.addWidget(made)
    made.show()
    made.choose_medium(Medium.CD)
    qtbot.waitUntil(lambda: made.proposal is not None)
    return made


def on_discs(dialog: PlanDialog) -> list[list[int]]:
    assert dialog.proposal is not None
    return [[entry.footage_id for entry in disc.entries] for disc in dialog.proposal.discs]


def drag(data: QMimeData, target: DiscTile) -> bool:
    """Drop as Qt delivers it; False where it was refused at the door."""
    actions, button = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), actions, data, button, plain)
    enter.setAccepted(False)
    target.dragEnterEvent(enter)
    if enter.isAccepted():
        target.dropEvent(QDropEvent(QPointF(5, 5), actions, data, button, plain))
    return enter.isAccepted()


def test_a_recording_is_dragged_to_another_disc_and_back(dialog: PlanDialog) -> None:
    assert on_discs(dialog) == [[1, 2], [3, 4]]
    first, second = dialog.board.tiles
    first.picture.choose(0)
    assert not drag(first.carried(alone=True), second)
    assert "第 2 盘放不下" in dialog._advice.text
    assert on_discs(dialog) == [[1, 2], [3, 4]]
    dialog.board.shift([dialog.proposal.discs[0].entries[0].footage_id], 0, 2)
    assert on_discs(dialog) == [[2], [3, 4], [1]]
    first, second, third = dialog.board.tiles
    second.picture.choose(0)
    assert drag(second.carried(alone=True), third)
    assert on_discs(dialog) == [[2], [4], [3, 1]]
    assert not dialog.undo.isHidden()
    dialog.undo.click()
    dialog.undo.click()
    assert on_discs(dialog) == [[1, 2], [3, 4]]
    assert dialog.undo.isHidden()


def test_the_keyboard_moves_a_recording_too(qtbot: QtBot, dialog: PlanDialog) -> None:
    tile = dialog.board.tiles[1]
    qtbot.keyClick(tile, Qt.Key.Key_Right)
    qtbot.keyClick(tile, Qt.Key.Key_Right)
    assert tile.chosen == 1
    menu = dialog.board.menu_for(tile)
    to = menu.actions()[0].menu()
    assert [action.text() for action in to.actions()] == ["第 1 盘", "新的光盘"]
    to.actions()[1].trigger()
    assert on_discs(dialog) == [[1, 2], [3], [4]]


def test_what_was_arranged_is_what_is_registered(dialog: PlanDialog, office: Office) -> None:
    dialog.board.shift([dialog.proposal.discs[1].entries[1].footage_id], 1, 2)
    dialog.confirm.click()
    assert [disc.item_count for disc in dialog.discs] == [2, 1, 1]
    shown = Imaging(office.desk).show(office["archivist"], dialog.discs[2].no)
    assert [entry.footage_id for entry in shown.entries] == [4]


def test_recovery_data_take_room_and_say_what_they_are_for(
    qtbot: QtBot, dialog: PlanDialog
) -> None:
    if dialog.protection.count() == 1:
        pytest.skip("neither par2 nor dvdisaster is installed")
    assert "预留" in dialog.overhead.text()
    before = on_discs(dialog)
    dialog.protection.choose(Protection.PAR2)
    dialog.protection.activated.emit(dialog.protection.currentIndex())
    qtbot.waitUntil(
        lambda: dialog.proposal is not None and dialog.proposal.plan.protection is Protection.PAR2
    )
    assert "划伤" in dialog.reason.text()
    assert len(on_discs(dialog)) >= len(before)
    dialog.confirm.click()
    assert dialog.discs[0].protection is Protection.PAR2


def test_the_rule_of_numbers_is_shown_while_it_is_written(
    qtbot: QtBot, context_of: ContextOf, office: Office
) -> None:
    dialog = NumberingDialog(context_of("archivist"))
    qtbot.addWidget(dialog)
    assert "G2026-0001" in dialog.preview.text()
    dialog.discs.setText("{全宗}-{年度}-{类别}-{流水:4}")
    assert not dialog.confirm.isEnabled()
    assert "全宗" in dialog.advice.text
    dialog.fonds.setText("J21")
    dialog.category.setText("音像")
    assert "J21-2026-音像-0001" in dialog.preview.text()
    dialog.confirm.click()
    in_case(office, registered(office), stored(office))
    again = NumberingDialog(context_of("archivist"))
    qtbot.addWidget(again)
    assert again.rule == dialog.rule
