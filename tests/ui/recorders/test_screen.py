"""The screen of recorders, with real films, real faults and a real clock."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from archive_desk.domain.devices import Device
from archive_desk.domain.naming import Meaning
from archive_desk.domain.time_rulings import TimeFault
from archive_desk.services.clocks import Clocks
from archive_desk.services.naming import Naming
from archive_desk.ui.recorders.device_dialog import DeviceDialog
from archive_desk.ui.recorders.family_dialog import FamilyDialog
from archive_desk.ui.recorders.film_dialog import FilmDialog
from archive_desk.ui.recorders.measure_dialog import MeasureDialog
from archive_desk.ui.recorders.reason_dialog import ReasonDialog
from archive_desk.ui.recorders.screen import RecordersScreen
from tests.helpers.archives import Office
from tests.helpers.case_files import NINE
from tests.helpers.dialogs import in_dialogs
from tests.helpers.filmed import film_of_clock
from tests.helpers.footage import catalogued
from tests.helpers.looking import shown
from tests.helpers.recordings import video
from tests.helpers.taking_in import table, take_in
from tests.ui.conftest import ContextOf

DEVICE = "8810021"


def opened(qtbot: QtBot, context_of: ContextOf, account: str = "archivist") -> RecordersScreen:
    screen = RecordersScreen(context_of(account))
    qtbot.addWidget(screen)
    screen.context.notices.use_window(screen)
    screen.resize(1200, 760)
    screen.show()
    screen.freshen()
    return screen


def starts(office: Office) -> list[str]:
    return [row["started_at"][:19] for row in table(office, "SELECT * FROM footage ORDER BY id")]


def test_a_clock_error_is_stated_seen_and_withdrawn(office: Office, qtbot, context_of):
    catalogued(office, NINE, device=DEVICE, device_time=NINE)
    screen = opened(qtbot, context_of)
    page = screen.devices
    page.table.select_row(0)
    assert "还没有校时" in shown(page.details)

    def fill(dialog: MeasureDialog) -> None:
        dialog.accept()
        assert "请写明怎样校时。" in shown(dialog)
        true = dialog.true.value
        dialog.shown.set_value(true + timedelta(seconds=95))
        dialog.shown.changed.emit()
        qtbot.waitUntil(lambda: "将改正 1 个音像" in shown(dialog))
        assert "快 1 分 35 秒" in shown(dialog)
        dialog.reason.setPlainText("与本机对表")
        dialog.accept()

    with qtbot.waitSignal(screen.context.changes.footage_changed), in_dialogs(fill):
        page.measure()
    assert starts(office) == ["2026-11-18T00:58:25"]
    qtbot.waitUntil(lambda: "快 1 分 35 秒" in shown(page.details))
    assert "与本机对表" in shown(page.details)

    (error,) = Clocks(office.desk).history(office["archivist"], DEVICE)

    def explain(dialog: ReasonDialog) -> None:
        dialog.reason.setPlainText("看错分针")
        dialog.accept()

    with qtbot.waitSignal(screen.context.changes.footage_changed), in_dialogs(explain):
        page.withdraw(error)
    assert starts(office) == ["2026-11-18T01:00:00"]
    qtbot.waitUntil(lambda: "看错分针" in shown(page.details))


def test_a_film_of_the_clock_leads_to_the_statement(office: Office, qtbot, context_of, tmp_path):
    path = tmp_path / "card" / f"{DEVICE}_012345_20261120092135_0001.mp4"
    film_of_clock(path, datetime(2026, 11, 20, 1, 20, tzinfo=UTC))
    page = opened(qtbot, context_of).devices

    def read(dialog: FilmDialog) -> None:
        qtbot.waitUntil(lambda: dialog.go_on.isEnabled(), timeout=20_000)
        assert "快 1 分 35 秒" in shown(dialog)
        dialog.accept()

    def state(dialog: MeasureDialog) -> None:
        assert path.name in dialog.reason.toPlainText()
        dialog.accept()

    with qtbot.waitSignal(page._context.changes.footage_changed), in_dialogs(read, state):
        page.read_film(path)
    (error,) = Clocks(office.desk).history(office["archivist"], DEVICE)
    assert abs(error.offset - timedelta(seconds=95)) < timedelta(milliseconds=80)


def test_what_the_desk_cannot_read_a_person_reads(office: Office, qtbot, context_of, tmp_path):
    path = video(tmp_path / "card" / f"{DEVICE}_012345_20261119093015_0001.mp4")
    page = opened(qtbot, context_of).devices

    def read(dialog: FilmDialog) -> None:
        qtbot.waitUntil(lambda: "没有读到校时码" in shown(dialog), timeout=20_000)
        assert not dialog.go_on.isEnabled()
        dialog.position.setValue(5.0)
        dialog.shown.set_value(datetime(2026, 11, 19, 1, 31, 0, tzinfo=UTC))
        dialog.read_by_hand()
        assert "慢 40.0 秒" in shown(dialog)
        dialog.reject()

    with in_dialogs(read):
        page.read_film(path)
    assert Clocks(office.desk).history(office["archivist"], DEVICE) == ()


def test_a_fault_is_confirmed_for_what_is_chosen(office: Office, qtbot, context_of, tmp_path):
    begun = datetime(2026, 11, 19, 9, 30, 15, tzinfo=UTC)
    for number in range(2):
        inside = begun + timedelta(hours=number, seconds=8)
        name = f"{DEVICE}_012345_{inside - timedelta(seconds=8):%Y%m%d%H%M%S}_000{number}.mp4"
        video(tmp_path / "card" / name, seconds=8, created=inside, text=str(number))
    take_in(office, tmp_path / "card")
    screen = opened(qtbot, context_of)
    page = screen.faults
    screen.tabs.setCurrentIndex(2)
    qtbot.waitUntil(lambda: bool(page.proposals.selected()))
    assert page.proposals.selected()[0].fault is TimeFault.UTC_END
    assert len(page.evidence.selected()) == 2
    page.evidence.select_row(0)

    def agree(dialog: ReasonDialog) -> None:
        dialog.reason.setPlainText("说明书如此")
        dialog.accept()

    with qtbot.waitSignal(screen.context.changes.footage_changed) as told, in_dialogs(agree):
        page.confirm()
    assert len(told.args[0]) == 1
    doubts = [row["doubts"] for row in table(office, "SELECT doubts FROM footage ORDER BY id")]
    assert set(doubts) == {"[]", '["utc_mislabelled_end"]'}


def test_a_recorder_is_registered(office: Office, qtbot, context_of):
    page = opened(qtbot, context_of).devices

    def fill(dialog: DeviceDialog) -> None:
        dialog.accept()
        assert "请填写设备编号。" in shown(dialog)
        dialog.number.setText(" DSJ-A1 ")
        dialog.model.setText("甲型")
        dialog.accept()

    with in_dialogs(fill):
        page.register()
    assert page.chosen.device == Device("DSJ-A1", "甲型")


def test_the_clock_stands_still_for_nobody_and_leaves_on_escape(office, qtbot, context_of):
    office.clock.now = datetime(2026, 11, 20, 1, 30, 0, 120_000, tzinfo=UTC)
    screen = opened(qtbot, context_of)
    page = screen.devices
    page.show_clock()
    window = page.window_shown
    qtbot.waitExposed(window)
    assert screen.in_use()
    before = window.grab().toImage()
    office.clock.forward(seconds=0.1)
    assert window.grab().toImage() != before
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.window_shown is None)
    assert not screen.in_use()


def test_who_may_only_browse_sees_and_changes_nothing(office: Office, qtbot, context_of):
    catalogued(office, NINE, device=DEVICE, device_time=NINE)
    page = opened(qtbot, context_of, "officer").devices
    page.table.select_row(0)
    assert page.details.foot.count() == 0
    page.measure()
    assert not opened(qtbot, context_of, "officer").faults.confirm_button.isVisibleTo(page)


def test_a_way_of_naming_is_added_by_marking_an_example(
    office: Office, qtbot, context_of, tmp_path
):
    video(tmp_path / "card" / "AXON_Body_Y2_Video_2026-03-15_1000.mp4")
    screen = opened(qtbot, context_of)
    screen.tabs.setCurrentIndex(3)
    page = screen.families

    def fill(dialog: FamilyDialog) -> None:
        dialog.accept()
        assert "请先粘贴一个示例名称。" in shown(dialog)
        dialog.example.setText("DCIM/AXON_Body_X81_Video_2026-03-14_0930.mp4")
        dialog.editor.select(10, 13)
        dialog.editor.mark(Meaning.DEVICE)
        dialog.title.setText("甲厂")
        dialog.use_card(tmp_path / "card")
        qtbot.waitUntil(lambda: "2 个中 2 个符合" in shown(dialog))
        assert dialog.tried.rows.row(1).seen.device == "Y2"
        dialog.accept()

    with in_dialogs(fill):
        page.add()
    own = next(each for each in Naming(office.desk).families(office["archivist"]) if each.own)
    assert (own.title, own.own.sample) == ("甲厂", "AXON_Body_X81_Video_2026-03-14_0930")
    page.choose(own.key)
    page.switch()
    assert not page.chosen.own.active
    screen.context.notices.will_agree()
    page.delete()
    assert not any(each.own for each in Naming(office.desk).families(office["archivist"]))
