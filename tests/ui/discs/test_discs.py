"""The discs screen: from a case to a disc on the shelf, with the real widgets and real images."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from archive_desk.domain.discs import CopySet, DiscState, Medium
from archive_desk.domain.ids import FootageId
from archive_desk.domain.work import Unwatched
from archive_desk.services.burning import STDIO_DRIVES
from archive_desk.services.disc_papers import DiscPapers, Paper
from archive_desk.services.disc_recognising import Kind, Recognising
from archive_desk.services.imaging import DiscRequest, Imaging
from archive_desk.ui.discs.actions import Action
from archive_desk.ui.discs.dialogs import BurnedDialog, FindingsDialog, LineDialog
from archive_desk.ui.discs.found_dialog import FoundDialog
from archive_desk.ui.discs.place_dialog import PlaceDialog
from archive_desk.ui.discs.plan_dialog import PlanDialog
from archive_desk.ui.discs.print_dialog import CalibrationDialog, PrintDialog
from archive_desk.ui.discs.read_dialog import ReadDialog
from archive_desk.ui.discs.rounds_dialog import RoundsDialog, RuleDialog
from archive_desk.ui.discs.screen import DiscsScreen
from archive_desk.ui.intentions import MakeDisc, PlayFootage, ShowDisc
from tests.helpers.archives import Office
from tests.helpers.case_files import registered
from tests.helpers.kept_discs import built as built_discs
from tests.helpers.kept_discs import in_drive, kept

CASE = "西教罚〔2026〕1号"


def when_open(kind: type, then: Callable[..., None]) -> None:
    """Do `then` with the next dialog of `kind` as soon as it stands."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            then(dialog)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)


def planned(office: Office, **facts: object) -> str:
    request = DiscRequest(Medium.DVD, (CASE,), **facts)  # type: ignore[arg-type]
    return Imaging(office.desk).plan(office["archivist"], request)[0].no


def built(office: Office) -> str:
    no = planned(office)
    Imaging(office.desk).build(office["archivist"], no, Unwatched())
    return no


def test_a_case_becomes_a_disc_on_the_shelf(
    qtbot: QtBot, screen_of, filled: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    screen = screen_of()
    case_id = registered(filled, no="另案").id - 1

    def plan(dialog: PlanDialog) -> None:
        assert dialog.chooser.chosen == (CASE,)
        qtbot.waitUntil(lambda: dialog.proposal is not None)
        assert dialog.medium is Medium.DVD
        assert "2 件音像" in dialog.summary.text()
        dialog.confirm.click()

    when_open(PlanDialog, plan)
    screen.open_item(MakeDisc(case_ids=(case_id,)))
    disc = screen.details.disc
    assert disc is not None
    assert disc.state is DiscState.PLANNED

    def state() -> DiscState:
        return Imaging(filled.desk).show(filled["archivist"], disc.no).disc.state

    screen.details.buttons[Action.BUILD].click()
    assert not screen.details.progress.isHidden()
    qtbot.waitUntil(lambda: Action.REGISTER in screen.details.buttons)
    assert screen.details.progress.isHidden()

    screen.details.buttons[Action.VERIFY].click()
    qtbot.waitUntil(lambda: any("一致" in said.text for said in screen.context.notices.said))

    def register(dialog: BurnedDialog) -> None:
        dialog.copy_set.choose(CopySet.OFFSITE)
        dialog.location.setText("一号库")
        dialog.accept()

    filled.clock.forward(hours=1)
    when_open(BurnedDialog, register)
    qtbot.waitUntil(lambda: screen.details.buttons[Action.REGISTER].isEnabled())
    screen.details.buttons[Action.REGISTER].click()
    assert state() is DiscState.BURNED

    burned = str(tmp_path / "burned.iso")
    shutil.copyfile(filled.desk.folder.images / f"{disc.no}.iso", burned)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (burned, ""))
    when_open(ReadDialog, lambda dialog: dialog._choose_file())
    screen.details.buttons[Action.READ_BACK].click()
    qtbot.waitUntil(lambda: state() is DiscState.SHELVED)
    qtbot.waitUntil(lambda: Action.PLACE in screen.details.buttons)
    assert (screen.details.disc.copy_set, screen.details.disc.location) == (
        CopySet.OFFSITE,
        "一号库",
    )


def test_the_plan_follows_what_is_chosen(qtbot: QtBot, screen_of, filled: Office) -> None:
    screen = screen_of()
    dialog = PlanDialog(screen.context, (), (FootageId(3),), screen)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.proposal is not None)
    assert "1 件音像" in dialog.summary.text()
    dialog.chooser.choose(CASE)
    assert not dialog.confirm.isEnabled()
    qtbot.waitUntil(lambda: dialog.proposal is not None and "3 件音像" in dialog.summary.text())
    dialog.copies.setCurrentIndex(2)
    dialog.copies.activated.emit(2)
    assert "共 3 张" in dialog.summary.text()
    dialog.chooser.fill("没有这样的案卷")
    assert dialog.chooser.chosen == (CASE,)
    dialog.chooser.fill("")
    dialog.chooser.choose(CASE, on=False)
    qtbot.waitUntil(lambda: dialog.proposal is not None and "1 件音像" in dialog.summary.text())
    dialog.reject()


def test_nothing_chosen_cannot_be_planned(qtbot: QtBot, screen_of) -> None:
    screen = screen_of()
    dialog = PlanDialog(screen.context, parent=screen)
    qtbot.addWidget(dialog)
    assert not dialog.confirm.isEnabled()
    assert "请在左侧选择" in dialog.summary.text()


def test_what_is_on_a_disc_already_is_said(qtbot: QtBot, screen_of, filled: Office) -> None:
    no = planned(filled)
    screen = screen_of()
    dialog = PlanDialog(screen.context, (CASE,), (), screen)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.proposal is not None)
    assert no in dialog._advice.text


def test_a_damaged_image_is_shown_file_by_file(qtbot: QtBot, screen_of, filled: Office) -> None:
    no = built(filled)
    image = filled.desk.folder.images / f"{no}.iso"
    data = bytearray(image.read_bytes())
    data[600_000:] = b"\x55" * (len(data) - 600_000)
    image.write_bytes(data)
    screen = screen_of()
    screen.table.select_row(0)
    seen: list[str] = []

    def read(dialog: FindingsDialog) -> None:
        seen.append(dialog.windowTitle())
        dialog.accept()

    when_open(FindingsDialog, read)
    screen.details.buttons[Action.VERIFY].click()
    qtbot.waitUntil(lambda: bool(seen))
    assert no in seen[0]


def test_stopping_the_build_leaves_the_disc_planned(
    qtbot: QtBot, screen_of, filled: Office
) -> None:
    planned(filled)
    screen = screen_of()
    screen.table.select_row(0)
    screen.details.buttons[Action.BUILD].click()
    screen.details.cancel_wanted.emit()
    qtbot.waitUntil(lambda: screen.details.progress.isHidden())
    assert screen.details.disc.state is DiscState.PLANNED
    assert list(filled.desk.folder.images.iterdir()) == []


@pytest.mark.skipif(shutil.which("xorriso") is None, reason="xorriso is not installed")
def test_papers_are_saved_where_the_person_says(
    qtbot: QtBot, screen_of, filled: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    no = planned(filled)
    screen = screen_of()
    screen.open_item(ShowDisc(Imaging(filled.desk).show(filled["archivist"], no).disc.id))
    (entry,) = [each for each in screen.details.menu.actions() if each.objectName() == "disc-print"]
    for paper in Paper:
        out = tmp_path / f"{paper}.pdf"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, out=out: (str(out), ""))

        def choose(dialog: PrintDialog, paper: Paper = paper) -> None:
            dialog.choose(paper)
            dialog.retention.setText("30年")
            dialog.accept()

        when_open(PrintDialog, choose)
        entry.trigger()
        qtbot.waitUntil(out.is_file)
        qtbot.waitUntil(lambda: not screen.context.jobs.busy)
        assert out.read_bytes().startswith(b"%PDF")


def test_a_print_is_shown_by_the_systems_reader(
    qtbot: QtBot, screen_of, filled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(filled)
    screen = screen_of()
    screen.table.select_row(0)
    shown_files: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: shown_files.append(url.toLocalFile()) or True
    )
    when_open(PrintDialog, lambda dialog: dialog.open_button.click())
    screen.act(Action.PRINT)
    qtbot.waitUntil(lambda: bool(shown_files))
    assert Path(shown_files[0]).read_bytes().startswith(b"%PDF")


def test_the_printer_is_calibrated_by_four_figures(
    qtbot: QtBot, screen_of, filled: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    planned(filled)
    screen = screen_of()
    screen.table.select_row(0)
    page = tmp_path / "page.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(page), ""))

    def measure(dialog: CalibrationDialog) -> None:
        dialog.page_wanted.emit()
        for box, value in zip(dialog.figures, (31.0, 29.0, 150.0, 200.0), strict=True):
            box.setValue(value)
        dialog.accept()

    def first(dialog: PrintDialog) -> None:
        when_open(CalibrationDialog, measure)
        dialog.calibration_wanted.emit()
        dialog.reject()

    when_open(PrintDialog, first)
    screen.act(Action.PRINT)
    assert page.read_bytes().startswith(b"%PDF")
    found = DiscPapers(filled.desk).calibration(filled["archivist"])
    assert found.offset_mm == (-1.0, 1.0)


def test_a_disc_is_shelved_in_a_place_of_the_tree(screen_of, filled: Office) -> None:
    first, second = kept(filled, copies=2)
    screen = screen_of()
    screen.table.select_row(1)
    assert screen.details.disc.no == first

    def choose(dialog: PlaceDialog) -> None:
        assert dialog.room.currentText() == "一号库"
        assert [dialog.cabinet.itemText(n) for n in range(dialog.cabinet.count())] == ["3柜"]
        dialog.shelf.setEditText("2格")
        dialog.accept()

    when_open(PlaceDialog, choose)
    screen.act(Action.PLACE)
    assert screen.details.disc.location == "一号库 3柜 2格"
    assert second


def test_a_migration_shows_both_discs(screen_of, filled: Office) -> None:
    (no,) = kept(filled)
    screen = screen_of()
    screen.table.select_row(0)
    assert "良好" in screen.details.level.text
    assert not screen.details.chart.isHidden()

    def fill(dialog: LineDialog) -> None:
        dialog.line.setText("预防性迁移")
        dialog.accept()

    when_open(LineDialog, fill)
    screen.act(Action.MIGRATE)
    assert "接替" in links(screen)
    new = Imaging(filled.desk).show(filled["archivist"], no).disc.replaced_by
    screen.details.disc_wanted.emit(new)
    assert screen.details.disc.no == new
    assert f"由 {no} 迁移而来" in links(screen)


def test_a_round_is_drawn_and_read_disc_by_disc(
    qtbot: QtBot, screen_of, filled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = kept(filled, copies=2)
    screen = screen_of()
    dialog = RoundsDialog(screen.context, screen._burning, screen)
    qtbot.addWidget(dialog)
    assert not dialog.draw_button.isEnabled()
    assert "制度未定" in dialog._rule.text()

    def decide(rule: RuleDialog) -> None:
        rule.months.setValue(12)
        rule.percent.setValue(50)
        rule.text.setText("局长办公会")
        rule.accept()

    when_open(RuleDialog, decide)
    dialog.rule_button.click()
    assert "局长办公会" in dialog._rule.text()
    filled.clock.forward(days=366)
    dialog.show_round()
    dialog.draw_button.click()
    assert dialog.round is not None
    (item,) = dialog.round.waiting
    assert item.disc_no in numbers
    assert f"请取出 {item.disc_no}（一号库 3柜）" in dialog._next_words.text()
    drive = in_drive(filled, item.disc_no)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(drive), ""))
    when_open(ReadDialog, lambda reader: reader._choose_file())
    dialog.check()
    qtbot.waitUntil(lambda: dialog.round is not None and dialog.round.finished_at is not None)
    qtbot.waitUntil(lambda: dialog._job is None)
    assert "全部合格" in dialog._seed.text()
    dialog.reject()


def test_a_disc_that_is_put_in_is_told_and_its_card_shown(
    qtbot: QtBot, screen_of, filled: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept(filled)
    (no,) = built_discs(filled)
    drive, busy = tmp_path / "drive", tmp_path / "busy"
    monkeypatch.setenv(STDIO_DRIVES, os.pathsep.join([str(drive), str(busy)]))
    screen = screen_of()
    watch = screen.watch
    qtbot.waitUntil(lambda: watch._signs is not None and not watch._looking)
    assert screen.details.disc is None
    shutil.copyfile(in_drive(filled, no), drive)
    shutil.copyfile(drive, busy)
    watch.leave_alone([f"stdio:{busy}"])
    with qtbot.waitSignal(watch.inserted):
        watch.look()
    assert screen.details.disc.no == no
    told = [said.text for said in screen.context.notices.said if f"本库的光盘 {no}" in said.text]
    assert len(told) == 1
    qtbot.waitUntil(lambda: not watch._looking)
    watch.look()
    qtbot.waitUntil(lambda: not watch._looking)
    assert len(screen.context.notices.said) == 1, "it is told once"


def test_what_is_on_another_archives_disc_can_be_looked_at(
    qtbot: QtBot, screen_of, filled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    (no,) = built_discs(filled)
    elsewhere = replace(filled.desk.office, archive_id="another")
    found = Recognising(replace(filled.desk, office=elsewhere)).identify(
        filled["archivist"], in_drive(filled, no)
    )
    found = replace(found, kind=Kind.OTHER_ARCHIVE, disc=None)
    screen = screen_of()
    dialog = FoundDialog(screen.context, found, screen)
    qtbot.addWidget(dialog)
    assert "DSJ-询问_0001.mp4" in shown_text(dialog)
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    dialog.index_button.click()
    assert b"<html" in Path(opened[0]).read_bytes()[:300]


def shown_text(dialog: FoundDialog) -> str:
    return "".join(each.toolTip() + each.text() for each in dialog.findChildren(QLabel))


def links(screen: DiscsScreen) -> str:
    return "".join(each.text() for each in screen.details.findChildren(QPushButton))


def test_a_disc_is_retired_with_a_reason(qtbot: QtBot, screen_of, filled: Office) -> None:
    planned(filled)
    screen = screen_of()
    screen.table.select_row(0)

    def fill(dialog: LineDialog) -> None:
        dialog.line.setText("改用 BD-R")
        dialog.accept()

    when_open(LineDialog, fill)
    screen.act(Action.RETIRE)
    assert screen.details.disc.state is DiscState.RETIRED


def test_an_officer_sees_the_register_and_is_offered_nothing(screen_of, filled: Office) -> None:
    planned(filled)
    screen = screen_of("officer")
    screen.table.select_row(0)
    assert screen.details.disc is not None
    assert not screen.details.buttons
    assert screen.new_button.isHidden()


def test_a_recording_on_a_disc_is_played_from_there(qtbot: QtBot, screen_of, filled) -> None:
    planned(filled)
    screen = screen_of()
    screen.table.select_row(0)
    with qtbot.waitSignal(screen.requested) as asked:
        screen.details.opening.emit(PlayFootage(FootageId(1)))
    assert asked.args == [PlayFootage(FootageId(1))]


def test_an_empty_register_says_what_to_do(screen_of) -> None:
    screen = screen_of()
    assert "还没有光盘" in screen.empty.text
    screen.filters.set_text("没有")
    assert "没有符合条件" in screen.empty.text
