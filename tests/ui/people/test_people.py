"""The administrator's screen, with real accounts and passwords."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from archive_desk.domain.errors import Refused
from archive_desk.domain.people import Role
from archive_desk.services.accounts import Accounts
from archive_desk.ui.people.person_dialog import PersonDialog, ResetPasswordDialog
from archive_desk.ui.people.screen import PeopleScreen
from tests.helpers.archives import PASSWORD, Office
from tests.helpers.dialogs import in_dialogs
from tests.helpers.looking import shown
from tests.ui.conftest import ContextOf


@pytest.fixture
def screen(qtbot: QtBot, context_of: ContextOf) -> PeopleScreen:
    screen = PeopleScreen(context_of("admin"))
    qtbot.addWidget(screen)
    screen.context.notices.use_window(screen)
    screen.resize(1200, 800)
    screen.show()
    screen.freshen()
    return screen


def accounts(screen: PeopleScreen) -> list[str]:
    rows = screen.table.rows
    return [rows.row(number).account for number in range(rows.rowCount())]


def select(screen: PeopleScreen, account: str) -> None:
    screen.table.select_row(accounts(screen).index(account))


def state(screen: PeopleScreen, account: str) -> str:
    return screen._state(screen.table.rows.row(accounts(screen).index(account))).text


def test_everybody_is_listed_and_found(screen):
    assert len(accounts(screen)) == 9
    assert "共 9 人，9 人在用" in shown(screen)
    screen.filters.set_text("officer")
    assert accounts(screen) == ["officer", "officer2"]
    screen.filters.clear()
    box = screen.filters._filters["role"]
    box.setCurrentIndex(box.findText("审计员"))
    box.activated.emit(box.currentIndex())
    assert accounts(screen) == ["auditor"]


def test_a_person_is_added_and_can_sign_in(screen, office: Office, qtbot):
    def fill(dialog: PersonDialog) -> None:
        dialog.accept()
        assert "请填写姓名。" in shown(dialog)
        dialog.name.setText("新来的")
        dialog.account.setText("officer")
        dialog.role.choose(Role.REVIEWER)
        dialog.role.chosen.emit(Role.REVIEWER)
        assert "播放音像" in shown(dialog)
        dialog.password.setText("short")
        dialog.accept()
        assert "密码至少" in shown(dialog)
        dialog.password.setText("a long enough one")
        dialog.accept()
        qtbot.waitUntil(lambda: "已存在" in shown(dialog))
        dialog.account.setText("newcomer")
        dialog.certificate.setText("ZF-9")
        dialog.accept()
        qtbot.waitUntil(lambda: not dialog.isVisible())

    with in_dialogs(fill):
        qtbot.mouseClick(screen.add_button, Qt.MouseButton.LeftButton)
    person = Accounts(office.desk).sign_in("newcomer", "a long enough one")
    assert (person.role, person.certificate_no) == (Role.REVIEWER, "ZF-9")
    assert "newcomer" in accounts(screen)


def test_the_facts_of_an_account_are_changed_but_not_its_name(screen, office, qtbot):
    def change(dialog: PersonDialog) -> None:
        assert dialog.account.isReadOnly()
        dialog.name.setText("改名")
        dialog.section.setText("许可科")
        dialog.accept()

    select(screen, "officer")
    with in_dialogs(change):
        screen.edit_button.click()
    person = Accounts(office.desk).find("officer")
    assert (person.name, person.section, person.role) == ("改名", "许可科", Role.OFFICER)
    assert screen.table.selected()[0].account == "officer", "what was selected stays selected"


def test_the_administrator_cannot_shut_himself_out(screen, office):
    select(screen, "admin")
    screen.context.notices.will_agree()
    screen.active_button.click()
    assert "不能停用自己的账号" in screen.context.notices.said[-1].text

    def demote(dialog: PersonDialog) -> None:
        dialog.role.choose(Role.OFFICER)
        dialog.accept()
        assert "不能停用自己的账号或更改自己的角色" in shown(dialog)

    with in_dialogs(demote):
        screen.edit_button.click()
    assert Accounts(office.desk).find("admin").role is Role.SYS_ADMIN


def test_an_account_is_put_out_of_use_and_back(screen, office):
    select(screen, "officer")
    screen.context.notices.will_decline()
    screen.active_button.click()
    assert state(screen, "officer") == "在用"
    screen.context.notices.will_agree()
    screen.active_button.click()
    assert state(screen, "officer") == "已停用"
    with pytest.raises(Refused):
        Accounts(office.desk).sign_in("officer", PASSWORD)
    assert "恢复使用" in screen.active_button.text()
    screen.active_button.click()
    assert state(screen, "officer") == "在用"


def test_a_new_password_lifts_a_lock_out(screen, office, qtbot):
    service = Accounts(office.desk)
    for _ in range(5):
        with pytest.raises(Refused):
            service.sign_in("officer", "wrong")
    screen.set_stale()
    assert state(screen, "officer").startswith("锁定到 09:45")

    def reset(dialog: ResetPasswordDialog) -> None:
        dialog.password.setText("short")
        dialog.accept()
        assert "密码至少" in shown(dialog)
        dialog.password.setText("quite another one")
        dialog.accept()
        qtbot.waitUntil(lambda: not dialog.isVisible())

    select(screen, "officer")
    with in_dialogs(reset):
        screen.reset_button.click()
    assert state(screen, "officer") == "在用"
    assert service.sign_in("officer", "quite another one").account == "officer"
