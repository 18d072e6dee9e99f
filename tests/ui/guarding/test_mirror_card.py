"""Mirror, rota and healing on the guarding screen, on a real vault."""

import pytest

from archive_desk.services.rota import Rota
from archive_desk.ui.guarding.rota_card import RotaDialog
from archive_desk.ui.guarding.screen import GuardingScreen
from tests.helpers import recordings
from tests.helpers.looking import shown
from tests.helpers.stored import vault_file_of
from tests.helpers.taking_in import take_in

PATIENT_MS = 15_000


@pytest.fixture
def screen(qtbot, context_of, office, tmp_path):
    recordings.video(tmp_path / "card" / "DSJ-A1_20261118090000.mp4")
    take_in(office, tmp_path / "card")
    screen = GuardingScreen(context_of("archivist"))
    qtbot.addWidget(screen)
    screen.context.notices.use_window(screen)
    screen.resize(1200, 900)
    screen.show()
    screen.freshen()
    qtbot.waitUntil(lambda: screen.mirror.status is not None, timeout=PATIENT_MS)
    qtbot.waitUntil(lambda: screen.rota.standing is not None, timeout=PATIENT_MS)
    return screen


def with_mirror(screen, qtbot, tmp_path):
    (tmp_path / "mirror").mkdir()
    screen.mirror.use(tmp_path / "mirror")
    qtbot.waitUntil(lambda: screen.mirror.badge.text == "一致", timeout=PATIENT_MS)


def test_a_mirror_is_set_up_and_catches_up_at_once(screen, qtbot, tmp_path):
    assert screen.mirror.badge.text == "未设置"
    assert "只有一份" in shown(screen)
    with_mirror(screen, qtbot, tmp_path)
    assert list((tmp_path / "mirror").rglob("data/*.mp4"))


def test_a_bad_original_is_found_and_healed_by_a_button(screen, qtbot, tmp_path, office):
    with_mirror(screen, qtbot, tmp_path)
    file = vault_file_of(office, 1)
    sound = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(b"x" + sound[1:])
    screen.check_button.click()
    qtbot.waitUntil(screen.heal_button.isVisible, timeout=PATIENT_MS)
    assert screen.table.rows.rowCount() == 1
    screen.context.notices.will_agree()
    screen.heal_button.click()
    qtbot.waitUntil(lambda: not screen.table.rows.rowCount(), timeout=PATIENT_MS)
    assert file.read_bytes() == sound


def test_a_spoilt_list_of_a_batch_is_found_and_rewritten_by_the_same_button(screen, qtbot, office):
    lists = vault_file_of(office, 1).parent.parent / "manifest-sha256.txt"
    sound = lists.read_bytes()
    lists.chmod(0o600)
    lists.write_bytes(b"x" + sound[1:])
    screen.check_button.click()
    qtbot.waitUntil(screen.heal_button.isVisible, timeout=PATIENT_MS)
    assert screen.table.rows.rowCount() == 1
    screen.context.notices.will_agree()
    screen.heal_button.click()
    qtbot.waitUntil(lambda: not screen.table.rows.rowCount(), timeout=PATIENT_MS)
    assert lists.read_bytes() == sound


def test_the_rota_is_changed_in_its_dialog(screen, qtbot, office):
    dialog = RotaDialog(screen.context, Rota(office.desk))
    qtbot.addWidget(dialog)
    dialog.interval.setValue(30)
    dialog.accept()
    assert Rota(office.desk).settings().interval_days == 30
