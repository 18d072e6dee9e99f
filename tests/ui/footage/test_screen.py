from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from archive_desk.domain.corrections import Correction
from archive_desk.domain.footage import TimeSource
from archive_desk.domain.rule_values import Sensitivity
from archive_desk.services.casework import Casework
from archive_desk.ui.footage import listing
from archive_desk.ui.footage.actions import Action
from archive_desk.ui.footage.correction import CorrectionDialog
from archive_desk.ui.footage.filters import Look
from archive_desk.ui.footage.screen import FootageScreen
from archive_desk.ui.intentions import (
    LinkFootage,
    MakeDisc,
    PlayFootage,
    RequestLoan,
    ShowCase,
    ShowFootage,
    TakeIn,
)
from archive_desk.ui.row_model import FOOTAGE_MIME, dragged_ids
from tests.helpers.case_files import registered
from tests.helpers.dialogs import in_dialogs
from tests.helpers.looking import shown
from tests.ui.footage.conftest import SHOWN_MS


@pytest.fixture
def asked(show, made):
    """The archivist's screen and what it asked of others."""
    screen, wishes = show(), []
    screen.requested.connect(wishes.append)
    return screen, wishes


def _listed(screen):
    rows = screen.table.rows
    return [rows.row(number).id for number in range(rows.rowCount())]


def _choose(screen, *numbers):
    model, rows = screen.table.selectionModel(), screen.table.rows
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    model.clear()
    for number in numbers:
        model.select(rows.index(number, 0), flags)


def test_the_newest_recordings_come_first_and_sidecars_stay_with_theirs(show, made):
    first, second, real = made
    assert _listed(show()) == [second, first, real]


def test_an_empty_archive_says_what_to_do(show):
    screen, wishes = show(), []
    screen.requested.connect(wishes.append)
    assert screen.nothing.isVisible()
    screen._on_import_wanted()
    assert wishes == [TakeIn()]


def test_words_narrow_the_list_and_can_be_taken_back(qtbot, show, made):
    screen = show()
    qtbot.keyClicks(screen.filters.search, "second")
    qtbot.waitUntil(lambda: _listed(screen) == [made[1]], timeout=SHOWN_MS)
    screen.filters.search.setText("没有")
    qtbot.waitUntil(screen.no_match.isVisible, timeout=SHOWN_MS)
    screen.show_all()
    assert len(_listed(screen)) == 3
    assert not screen.filters.reset.isVisible()


def test_the_keys_offer_what_there_is_and_narrow(show, made, office):
    screen = show()
    screen.filters.device.choose("8810021")
    screen.filters.device.chosen.emit("8810021")
    assert _listed(screen) == [made[1], made[0]]
    screen.filters.look.choose(Look.DOUBTFUL)
    screen.filters.look.chosen.emit(Look.DOUBTFUL)
    assert screen.no_match.isVisible()


def test_one_recording_is_shown_with_its_reasons(show, made):
    screen = show()
    screen.table.select_row(2)
    details = screen.details
    assert details.isVisible()
    assert details.report.footage.id == made[2]
    assert "复位" in details._doubts._words.text()
    screen.table.select_row(1)
    assert details.report.take is not None
    assert "1 处中断，共 1分钟35秒" in details._take_words.text()
    assert [each.name for each in details.report.attached] == ["first.vtt"]


def test_the_parts_of_a_take_are_reached_from_the_strip(qtbot, show, made):
    screen = show()
    screen.table.select_row(0)
    strip = screen.details.strip
    qtbot.waitUntil(lambda: strip.width() > 100)
    (_, place), *_ = strip.places()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    assert screen.details.report.footage.id == made[0]
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert screen.details.report.footage.id == made[1]


def test_playing_goes_through_the_take(asked, made):
    screen, wishes = asked
    screen.table.select_row(1)
    screen.details.buttons[Action.PLAY].click()
    assert wishes == [PlayFootage(made[0], playlist=(made[0], made[1]))]
    screen.table.row_opened.emit(screen.table.rows.row(2))
    assert wishes[-1] == PlayFootage(made[2])


def test_several_recordings_are_handed_on_together(asked, made):
    screen, wishes = asked
    _choose(screen, 0, 2)
    assert "2" in screen.details._title.text()
    screen.act(Action.LINK)
    screen.act(Action.DISC)
    screen.act(Action.LOAN)
    ids = (made[1], made[2])
    assert wishes[:2] == [LinkFootage(ids), MakeDisc(footage_ids=ids)]
    assert isinstance(wishes[2], RequestLoan)
    assert [item.item_id for item in wishes[2].items] == list(ids)
    screen.act(Action.COPY_DIGESTS)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2


def test_an_officer_may_look_and_ask_but_not_keep(show, made):
    screen = show("officer")
    screen.table.select_row(0)
    assert set(screen.details.buttons) == {Action.PLAY, Action.LOAN}
    assert [action.text() for action in screen._menu_actions(screen.table.selected())] == [
        "播放",
        "申请借阅…",
        "只看同一次摄录",
        "复制校验值",
    ]


def test_other_screens_can_have_recordings_shown(qtbot, show, made):
    screen = show()
    screen.open_item(ShowFootage((made[2],)))
    assert _listed(screen) == [made[2]]
    assert screen.details.report.footage.id == made[2]
    screen.open_item(ShowFootage(text="second"))
    assert _listed(screen) == [made[1]]
    screen.show_all()
    screen.table.select_row(0)
    screen.act(Action.TAKE)
    assert _listed(screen) == [made[1], made[0]]


def test_pictures_and_list_show_the_same_choice(qtbot, show, made, context_of):
    screen = show()
    screen.table.select_row(1)
    screen._as_pictures.click()
    assert screen.grid.isVisible()
    qtbot.waitUntil(lambda: screen.grid.columns > 1)
    assert screen.grid.selectionModel().isSelected(screen.table.rows.index(1, 0))
    first = screen.grid.visualRect(screen.table.rows.index(0, 0))
    qtbot.mouseClick(screen.grid.viewport(), Qt.MouseButton.LeftButton, pos=first.center())
    assert screen.details.report.footage.id == made[1]
    again = show()
    assert again.grid.isVisible()


def test_a_correction_is_asked_for_and_written(qtbot, show, made, context_of):
    screen = show()
    screen.table.select_row(2)
    screen.act(Action.CORRECT)
    dialog = screen.findChild(CorrectionDialog)
    dialog.officer.setText("周明朗")
    dialog.save.click()
    assert dialog.isVisible(), "the reason is missing"
    dialog.reason.setPlainText("登记有误")
    dialog.save.click()
    assert not dialog.isVisible()
    assert screen.details.report.footage.officer == "周明朗"
    assert screen.details.report.footage.started_by is TimeSource.NAME
    assert [said.text for said in screen.context.notices.said][-1] == "已更正，并写入操作日志。"


def test_a_refused_correction_is_said_with_its_reason(show, made, office):
    screen = show()
    case = registered(office)
    casework = Casework(office.desk)
    casework.link(office["archivist"], case.no, [made[0]])
    casework.archive(office["archivist"], case.no, reason="示例")
    screen.write_correction(made[0], Correction("理由", officer="周明朗"))
    assert "已归档" in screen.context.notices.said[-1].text


def test_cases_are_named_and_opened(asked, made, office):
    screen, wishes = asked
    case = registered(office)
    Casework(office.desk).link(office["archivist"], case.no, [made[0]], stage="调查取证")
    screen.context.changes.cases_changed.emit(())
    screen.table.select_row(1)
    (link,) = screen.details.report.links
    screen.details.opening.emit(ShowCase(link.case_id))
    assert wishes == [ShowCase(case.id)]
    assert screen.table.rows.row(1).cases == (case.no,)


def test_rows_are_dragged_by_their_ids(show, made):
    screen = show()
    _choose(screen, 0, 1)
    data = screen.table.rows.mimeData(screen.table.selectionModel().selectedRows())
    assert set(dragged_ids(data, FOOTAGE_MIME)) == {made[0], made[1]}
    assert screen.table.dragEnabled()
    assert screen.grid.dragEnabled()


def test_a_menu_offers_what_the_buttons_do(show, made):
    screen = show()
    _choose(screen, 0, 1)
    screen._show_menu(QPoint(10, 10))
    (menu,) = [each for each in screen.findChildren(QMenu) if each.isVisible()]
    words = [action.text() for action in menu.actions()]
    assert words[:3] == ["播放", "关联到案卷…", "新建案卷并关联…"]
    assert "更正信息…" not in words, "one at a time"
    menu.close()


def test_a_change_elsewhere_is_shown_and_the_choice_kept(show, made, office):
    screen = show()
    screen.table.select_row(1)
    correction = Correction("理由", section="安全督导科")
    screen._catalogue.correct(office["archivist"], made[0], correction)
    screen.context.changes.footage_changed.emit((made[0],))
    assert [item.id for item in screen.table.selected()] == [made[0]]
    assert screen.details.report.footage.section == "安全督导科"


def test_nothing_is_read_before_the_screen_is_shown(context_of, office, qtbot, made):
    nobody = replace(context_of("archivist"), actor=office["auditor"])
    screen = FootageScreen(nobody)
    qtbot.addWidget(screen)
    assert screen.table.rows.rowCount() == 0


def test_a_recording_is_flagged_in_a_form_and_told_by_its_badge(show, made):
    screen = show()
    _choose(screen, 0)

    def fill(dialog):
        dialog.kinds[Sensitivity.MINOR].click()
        dialog.accept()
        assert "请写明理由" in shown(dialog)
        dialog.reason.setText("画面中有学生")
        dialog.accept()
        assert not dialog.isVisible()

    with in_dialogs(fill):
        screen.act(Action.FLAG)
    _choose(screen, 0)
    assert screen.details.report.footage.sensitive == (Sensitivity.MINOR,)
    item = screen.table.rows.row(0)
    assert listing.badge(item).text == "未成年人"
    screen.filters.look.choose(Look.SENSITIVE)
    screen.filters.changed.emit()
    assert len(_listed(screen)) == 1

    def look(dialog):
        assert not dialog.kinds[Sensitivity.MINOR].isEnabled()
        assert "画面中有学生" in shown(dialog)

    _choose(screen, 0)
    with in_dialogs(look):
        screen.act(Action.FLAG)
