"""The way in and out, with real windows on a real archive."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from archive_desk import services
from archive_desk.app import Reception, parse
from archive_desk.db.engine import Database
from archive_desk.db.upgrade import configuration
from archive_desk.domain.people import Role
from archive_desk.languages import Language
from archive_desk.paths import ArchiveFolder
from archive_desk.settings import Preferences, Theme, load
from archive_desk.ui.entrance.guide import GuidePage
from archive_desk.ui.entrance.sign_in import SignInPage
from archive_desk.ui.entrance.upgrading import UpgradingPage
from archive_desk.ui.entrance.welcome import ChoiceCard, WelcomePage
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.theme import theme
from archive_desk.ui.wording import Wording
from tests.helpers.archives import PASSWORD, cheap_hasher, staffed_office
from tests.helpers.sources import ROOT

Make = Callable[..., Reception]


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.accounts, "PasswordHasher", cheap_hasher)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    office = staffed_office(tmp_path / "archive")
    office.desk.close()
    return tmp_path / "archive"


@pytest.fixture
def receive(qtbot: QtBot, qapp: QApplication) -> Iterator[Make]:
    """A reception; ended with the test."""
    made: list[Reception] = []

    def make(**preferences: object) -> Reception:
        reception = Reception(
            qapp,
            Remembered(Preferences(theme=Theme.LIGHT, **preferences)),  # type: ignore[arg-type]
        )
        made.append(reception)
        return reception

    yield make
    for reception in made:
        session, entrance = reception.session, reception.entrance
        if session is not None:
            session.window.shut()
            session.window.deleteLater()
        if entrance is not None:
            entrance.close()
            entrance.deleteLater()
        reception.end()
        reception.deleteLater()
    Wording(qapp).use(Language.ZH_CN)
    theme().apply(Theme.LIGHT, 100)


def page_of(reception: Reception) -> QWidget:
    assert reception.entrance is not None
    return reception.entrance.page


def sign_in(qtbot: QtBot, reception: Reception, account: str) -> None:
    page = page_of(reception)
    assert isinstance(page, SignInPage)
    page.account.setText(account)
    page.password.setText(PASSWORD)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reception.session is not None)


def test_the_guide_leads_from_nothing_to_signing_in(
    qtbot: QtBot, receive: Make, tmp_path: Path
) -> None:
    reception = receive()
    reception.begin(None)
    welcome = page_of(reception)
    assert isinstance(welcome, WelcomePage)
    found = welcome.findChild(ChoiceCard, "found")
    assert isinstance(found, ChoiceCard)
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)
    guide = page_of(reception)
    assert isinstance(guide, GuidePage)
    guide.office.field.setText("示例局")
    guide.next.click()
    guide.regulation.choose("shuncheng")
    guide.next.click()
    for role in (Role.SYS_ADMIN, Role.ARCHIVIST, Role.AGENCY_HEAD):
        name, _account, password = guide.people.row(role)
        name.setText(f"示例{role.value}")
        password.setText(PASSWORD)
    guide.next.click()
    guide.folder.field.setText(str(tmp_path / "新档案"))
    guide.next.click()
    qtbot.waitUntil(lambda: reception.desk is not None, timeout=20_000)
    assert reception.desk is not None
    assert reception.desk.office.regulation == "shuncheng"
    sign_in(qtbot, reception, "archivist")
    assert reception.session is not None
    assert reception.session.window.isVisible()
    assert load().last_archive in {None, tmp_path / "新档案"}


def test_the_guide_stays_at_a_step_that_is_not_done(qtbot: QtBot, receive: Make) -> None:
    reception = receive()
    reception.begin(None)
    guide = GuidePage(reception.jobs, reception.remembered)
    qtbot.addWidget(guide)
    guide.next.click()
    assert guide.step == 0
    guide.office.field.setText("示例局")
    guide.next.click()
    guide.next.click()
    guide.next.click()
    assert guide.step == 2
    assert "系统管理员" in guide.people.check()
    name, account, password = guide.people.row(Role.SYS_ADMIN)
    name.setText("甲")
    password.setText("kurz")
    assert "至少 8 位" in guide.people.check()
    password.setText(PASSWORD)
    name, _, password = guide.people.row(Role.ARCHIVIST)
    name.setText("乙")
    password.setText(PASSWORD)
    assert guide.people.check() == ""
    account.setText("archivist")
    assert "用了两次" in guide.people.check()


def test_a_folder_with_files_in_it_is_not_taken(
    qtbot: QtBot, receive: Make, tmp_path: Path
) -> None:
    reception = receive()
    reception.begin(None)
    guide = GuidePage(reception.jobs, reception.remembered)
    qtbot.addWidget(guide)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    guide.folder.field.setText(str(tmp_path / "full"))
    assert "已经有文件" in guide.folder.check()
    guide.folder.field.setText(str(tmp_path / "new"))
    assert guide.folder.check() == ""


def test_a_wrong_password_is_answered_and_five_bar_the_account(
    qtbot: QtBot, receive: Make, archive: Path
) -> None:
    reception = receive()
    reception.begin(archive)
    page = page_of(reception)
    assert isinstance(page, SignInPage)
    page.account.setText("officer")
    for _ in range(5):
        page.password.setText("wrong password")
        page.confirm.click()
        qtbot.waitUntil(page.confirm.isEnabled)
    assert "账号已锁定" in page.trouble.text
    assert reception.session is None


def test_locking_hides_everything_until_the_password_is_typed(
    qtbot: QtBot, receive: Make, archive: Path
) -> None:
    reception = receive()
    reception.begin(archive)
    sign_in(qtbot, reception, "archivist")
    session = reception.session
    assert session is not None
    qtbot.waitExposed(session.window)
    reception.lock()
    (curtain,) = session.locking.curtains
    assert curtain.geometry() == session.window.rect()
    central = session.window.centralWidget()
    assert central is not None
    assert not central.isEnabled()
    curtain.field.setText("wrong password")
    qtbot.keyClick(curtain.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: curtain.field.isEnabled() and not curtain.field.text())
    assert session.locking.locked
    curtain.field.setText(PASSWORD)
    qtbot.keyClick(curtain.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.locking.locked)
    assert central.isEnabled()


def test_a_dialog_is_behind_the_curtain_too(qtbot: QtBot, receive: Make, archive: Path) -> None:
    from archive_desk.ui.widgets.dialogs import Dialog

    reception = receive()
    reception.begin(archive)
    sign_in(qtbot, reception, "archivist")
    session = reception.session
    assert session is not None
    dialog = Dialog("填写", session.window)
    field = QLineEdit("打了一半的字")
    dialog.body.addWidget(field)
    dialog.open()
    reception.lock()
    assert len(session.locking.curtains) == 2
    assert not field.isEnabled()
    session.locking.unlock()
    assert field.isEnabled()
    assert field.text() == "打了一半的字"
    dialog.close()


def test_the_desk_locks_itself_when_nobody_is_there(
    qtbot: QtBot, receive: Make, archive: Path
) -> None:
    reception = receive()
    reception.begin(archive)
    sign_in(qtbot, reception, "archivist")
    session = reception.session
    assert session is not None
    session.idle._timer.start(30)
    qtbot.waitUntil(lambda: session.locking.locked)


def test_the_backup_of_the_day_is_made_by_itself(
    qtbot: QtBot, receive: Make, archive: Path
) -> None:
    reception = receive()
    reception.begin(archive)
    sign_in(qtbot, reception, "archivist")
    assert reception.desk is not None
    backups = reception.desk.folder.backups
    qtbot.waitUntil(lambda: len(list(backups.glob("archive-*.sqlite"))) == 1)


def test_signing_out_leads_back_to_the_door_and_is_written_down(
    qtbot: QtBot, receive: Make, archive: Path
) -> None:
    from archive_desk.services.journalling import JournalFilter, Journalling

    reception = receive()
    reception.begin(archive)
    sign_in(qtbot, reception, "archivist")
    reception.sign_out()
    assert reception.session is None
    assert isinstance(page_of(reception), SignInPage)
    assert reception.desk is not None
    auditor = services.accounts.Accounts(reception.desk).find("auditor")
    page = Journalling(reception.desk).page(auditor, JournalFilter(verb="session."), 0, 5)
    assert page.entries[0].verb == "session.signed_out"


def test_the_window_changes_its_language_and_keeps_its_place(
    qtbot: QtBot, receive: Make, archive: Path
) -> None:
    reception = receive()
    reception.begin(archive)
    sign_in(qtbot, reception, "archivist")
    session = reception.session
    assert session is not None
    session.window.go_to("settings")
    first = session.window
    first.language_requested.emit()
    assert session.window is not first
    assert "Archive Desk" in session.window.windowTitle()
    assert session.window.current_key == "settings"
    session.window.language_requested.emit()
    assert "执法音像档案工作站" in session.window.windowTitle()


def test_a_second_start_brings_the_first_window_forward(
    qtbot: QtBot, receive: Make, archive: Path, workstation: Path
) -> None:
    reception = receive()
    reception.begin(archive)
    sign_in(qtbot, reception, "archivist")
    second = subprocess.Popen(
        [sys.executable, "-m", "archive_desk", "--archive", str(archive)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    assert second.returncode == 0
    assert second.stderr is not None
    assert "已经打开" in second.stderr.read()
    second.stderr.close()
    assert "已经打开" in reception.notices.said[-1].text


def test_an_archive_held_elsewhere_is_refused_in_words(
    qtbot: QtBot, receive: Make, archive: Path
) -> None:
    from PySide6.QtCore import QLockFile

    other = QLockFile(str(ArchiveFolder(archive).lock))
    assert other.tryLock(0)
    reception = receive()
    reception.begin(archive)
    assert "不能同时打开" in reception.notices.said[-1].text
    assert isinstance(page_of(reception), WelcomePage)
    other.unlock()


def test_a_fault_while_opening_is_shown_and_the_welcome_stays(archive: Path) -> None:
    """In a process of its own, because the fault goes through the interpreter's own hook."""
    program = textwrap.dedent(
        f"""
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication, QPlainTextEdit
        from archive_desk import app
        from archive_desk.settings import Preferences
        from archive_desk.ui.remembered import Remembered

        def break_down(root):
            raise RuntimeError("half way through the upgrade")

        app.open_desk = break_down
        application = QApplication([])
        reception = app.Reception(application, Remembered(Preferences()))
        reception.notices.install_hook()
        QTimer.singleShot(0, lambda: reception.begin(Path({str(archive)!r})))
        QTimer.singleShot(800, lambda: look())

        def look():
            notice = QApplication.activeModalWidget()
            print(notice.findChild(QPlainTextEdit).toPlainText())
            notice.accept()
            QTimer.singleShot(100, behind)

        def behind():
            print([w.objectName() for w in QApplication.topLevelWidgets() if w.isVisible()])
            reception.end()
            application.quit()

        application.exec()
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert "half way through the upgrade" in done.stdout, done.stderr
    assert "entrance" in done.stdout


def test_a_folder_that_is_no_archive_is_refused_in_words(receive: Make, tmp_path: Path) -> None:
    reception = receive()
    reception.begin(tmp_path)
    assert "不是档案库" in reception.notices.said[-1].text
    assert not list(tmp_path.iterdir())


def test_a_vault_that_is_not_connected_is_said_at_the_start_and_not_begun_anew(
    qtbot: QtBot, receive: Make, archive: Path, tmp_path: Path
) -> None:
    vault = archive / "vault"
    vault.rename(tmp_path / "elsewhere")
    # What an unmounted disk leaves behind.
    vault.mkdir()
    reception = receive()
    reception.open_archive(archive)

    qtbot.waitUntil(lambda: bool(reception.notices.said))

    assert "没有原件库" in reception.notices.said[-1].text
    assert isinstance(page_of(reception), SignInPage)
    assert list(vault.iterdir()) == []


def test_an_archive_of_an_older_program_is_upgraded_beside_the_window(
    qtbot: QtBot, receive: Make, archive: Path
) -> None:
    folder = ArchiveFolder(archive)
    database = Database.at(folder.database)
    config = configuration()
    with database.engine.connect() as connection:
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")
    database.close()
    reception = receive()
    reception.begin(archive)
    assert isinstance(page_of(reception), UpgradingPage)
    qtbot.waitUntil(lambda: isinstance(page_of(reception), SignInPage))
    assert list(folder.backups.glob("before-*.sqlite"))


def test_an_archive_of_a_newer_program_leads_back_to_the_welcome(
    qtbot: QtBot, receive: Make, archive: Path
) -> None:
    database = Database.at(ArchiveFolder(archive).database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    reception = receive()
    reception.begin(archive)
    qtbot.waitUntil(lambda: isinstance(page_of(reception), WelcomePage))
    assert "请先升级本程序" in reception.notices.said[-1].text


def test_the_archive_is_named_by_argument_or_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse([]).archive is None
    monkeypatch.setenv("ARCHIVE_DESK_ARCHIVE", "umgebung")
    assert parse([]).archive == Path("umgebung")
    assert parse(["--archive", "wort"]).archive == Path("wort")


@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_the_window_stands_at_large_scales(archive: Path, tmp_path: Path, scale: str) -> None:
    """In a process of its own, because Qt reads the scale once."""
    picture = tmp_path / "window.png"
    program = textwrap.dedent(
        f"""
        import sys
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        from archive_desk.app import Reception
        from archive_desk.services.accounts import Accounts
        from archive_desk.settings import Preferences
        from archive_desk.ui.remembered import Remembered
        application = QApplication([])
        reception = Reception(application, Remembered(Preferences()))
        reception.begin(Path({str(archive)!r}))
        reception.sign_in(Accounts(reception.desk).find("archivist"))
        window = reception.session.window
        window.resize(1000, 640)

        def look():
            picture = window.grab()
            assert picture.devicePixelRatio() == {scale}
            picture.save({str(picture)!r})
            reception.end()
            application.quit()

        QTimer.singleShot(200, look)
        application.exec()
        """
    )
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", program],
        cwd=ROOT,
        env={**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert picture.stat().st_size > 10_000
    assert "Warning" not in done.stderr
