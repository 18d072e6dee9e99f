"""The start of the desk, in reading order, and what happens between signing in and out."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from archive_desk import __version__, logs, settings
from archive_desk.domain.errors import ArchiveDeskError, Cancelled
from archive_desk.domain.people import Person
from archive_desk.domain.work import Monitor
from archive_desk.languages import Language
from archive_desk.media.libvlc import load_libvlc
from archive_desk.paths import ArchiveFolder, log_folder
from archive_desk.services.accounts import Accounts
from archive_desk.services.backups import Backups
from archive_desk.services.desk import Desk, needs_upgrade, open_desk
from archive_desk.services.examining import Examining
from archive_desk.services.importing import Importing, Settlement
from archive_desk.services.sittings import settle_sittings
from archive_desk.services.worklist import Pressing, Worklist
from archive_desk.settings import Theme as Scheme
from archive_desk.ui import icons, zones
from archive_desk.ui.caretaker import Caretaker
from archive_desk.ui.changes import Changes
from archive_desk.ui.entrance.window import EntranceWindow
from archive_desk.ui.examining import IdleExamining
from archive_desk.ui.garbage import Garbage
from archive_desk.ui.idle import IdleWatch
from archive_desk.ui.intentions import GoTo, Intention
from archive_desk.ui.jobs import Job, Jobs, Lane
from archive_desk.ui.locking import Locking
from archive_desk.ui.main_window import MainWindow
from archive_desk.ui.notices import Notices
from archive_desk.ui.password import PasswordDialog, confirm_by_password
from archive_desk.ui.playback.pane import PlaybackPane
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.single import SingleWindow, call_forward
from archive_desk.ui.theme import theme
from archive_desk.ui.wording import Wording, sentence, tr


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the desk and stay until its last window closes."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    logs.start_logging(log_folder())
    application = QApplication(sys.argv[:1])
    application.setApplicationName("archive-desk")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("archive-desk")
    application.setQuitOnLastWindowClosed(False)
    # What is there before the first window never goes, so the collector need not look at it again:
    # looking at all of it is a pause that is seen.
    gc.freeze()
    Garbage(application)
    reception = Reception(application, Remembered(settings.load()))
    reception.notices.install_hook()
    # Inside the event loop, so that a fault is shown and the welcome stays open behind it.
    QTimer.singleShot(0, reception, lambda: reception.begin(options.archive))
    code = application.exec()
    reception.end()
    return code


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The words on the command line."""
    parser = argparse.ArgumentParser(prog="archive_desk", description="执法音像档案工作站")
    parser.add_argument(
        "--archive",
        type=Path,
        default=os.environ.get("ARCHIVE_DESK_ARCHIVE") or None,
        help="the folder of the archive to open",
    )
    parser.add_argument("--version", action="version", version=__version__)
    return parser.parse_args(arguments)


def _open(root: Path, monitor: Monitor) -> Desk:
    desk = open_desk(root)
    try:
        monitor.report(1, 1)
    except Cancelled:
        desk.close()
        raise
    return desk


def _settled(desk: Desk, monitor: Monitor) -> Sequence[Settlement]:
    """Finish what a program that was killed had begun to watch and to import."""
    settle_sittings(desk)
    return Importing(desk).settle(monitor)


@dataclass
class Session:
    """Somebody is signed in."""

    context: ScreenContext
    window: MainWindow
    locking: Locking
    idle: IdleWatch
    caretaker: Caretaker
    examining: IdleExamining


class Reception(QObject):
    """Leads a person in, to the desk, and out again.

    Attributes:
        notices: talks to the person, whatever window there is.
        session: who is signed in, if anybody.
        jobs: background work.
        remembered: the preferences of this workstation.
    """

    def __init__(self, application: QApplication, remembered: Remembered) -> None:
        super().__init__(application)
        self.notices = Notices(self)
        self.session: Session | None = None
        self.entrance: EntranceWindow | None = None
        self.desk: Desk | None = None
        self._application = application
        self.remembered = remembered
        self.jobs = Jobs(self)
        self._wording = Wording(application)
        self._single: SingleWindow | None = None
        self._dress()

    # -- coming in ---------------------------------------------------------------------------

    def begin(self, archive: Path | None) -> None:
        """Show the first window, and open `archive` or the one that was open last."""
        last = self.remembered.preferences.last_archive
        if archive is None and last is not None and ArchiveFolder(last).description.is_file():
            archive = last
        if archive is not None and self._called_forward(archive):
            return
        self._show_entrance()
        if archive is not None:
            self.open_archive(archive)

    def open_archive(self, root: Path) -> None:
        """Open the archive in `root` and ask who is there."""
        if self._called_forward(root):
            return
        folder = ArchiveFolder(root.absolute())
        single = SingleWindow(folder, self)
        try:
            if folder.description.is_file():
                single.hold()
            if needs_upgrade(root):
                self._upgrade(root, single)
                return
            desk = open_desk(root)
        except ArchiveDeskError as error:
            single.release()
            self.notices.error(error)
            return
        except BaseException:
            single.release()
            raise
        self._receive(desk, single)

    def _upgrade(self, root: Path, single: SingleWindow) -> None:
        """Open beside the window: backup and upgrade of a large database take minutes."""
        if self.entrance is not None:
            self.entrance.show_upgrading(root)
        job = Job(tr("升级档案库"), lambda monitor: _open(root, monitor), parent=self, quiet=True)
        job.succeeded.connect(lambda desk: self._receive(desk, single))
        job.failed.connect(lambda error: self._on_upgrade_failed(single, error))
        job.ended.connect(job.deleteLater)
        self.jobs.start(job, Lane.WRITE)

    def _on_upgrade_failed(self, single: SingleWindow, error: BaseException) -> None:
        single.release()
        self._show_entrance()
        self.notices.error(error)

    def _called_forward(self, root: Path) -> bool:
        """Whether another window had the archive open; this program then makes way for it."""
        if not call_forward(ArchiveFolder(root.absolute())):
            return False
        sys.stderr.write(tr("这个档案库已经打开，已转到它的窗口。") + "\n")
        self._leave_entrance()
        self._application.quit()
        return True

    def _on_entrance_founded(self, desk: Desk) -> None:
        single = SingleWindow(desk.folder, self)
        single.hold()
        self._receive(desk, single)

    def _receive(self, desk: Desk, single: SingleWindow) -> None:
        self._let_go()
        self.desk, self._single = desk, single
        single.called.connect(self._on_single_called)
        zones.use_zone(desk.office.time_zone)
        self.remembered.change(last_archive=desk.folder.root)
        self._show_entrance()
        self._settle(desk)

    def _settle(self, desk: Desk) -> None:
        """Finish what was cut off, imports and watching, and say what was done."""
        job = Job(
            tr("处理上次中断的采集"),
            lambda monitor: _settled(desk, monitor),
            parent=self,
            own_errors=True,
        )
        job.succeeded.connect(self._on_settle_succeeded)
        job.failed.connect(self._on_settle_failed)
        job.ended.connect(job.deleteLater)
        self.jobs.start(job, Lane.WRITE)

    def _on_settle_succeeded(self, settlements: Sequence[Settlement]) -> None:
        for settlement in settlements:
            self.notices.warn(sentence(settlement.message))
        if settlements and self.session is not None:
            self.session.context.changes.footage_changed.emit(())

    def _on_settle_failed(self, error: BaseException) -> None:
        """Also where nobody has signed in yet: a vault that is not there is told at once."""
        if isinstance(error, ArchiveDeskError):
            self.notices.error(error)

    def _show_entrance(self) -> None:
        if self.entrance is None:
            self.entrance = EntranceWindow(self.jobs, self.remembered, self.notices)
            self.entrance.open_requested.connect(self.open_archive)
            self.entrance.founded.connect(self._on_entrance_founded)
            self.entrance.signed_in.connect(self.sign_in)
            self.entrance.language_requested.connect(self._on_entrance_language_requested)
            self.entrance.closed.connect(self._application.quit)
        self.entrance.show_for(self.desk)
        self.notices.use_window(self.entrance)
        self.entrance.show()
        self._load_player()

    def _load_player(self) -> None:
        """Load what plays sound while the person signs in; at the first playing it would be felt.

        Without libVLC pictures play all the same, and the player says what is missing.
        """
        job = Job(
            tr("准备播放"), lambda _monitor: load_libvlc(), parent=self, quiet=True, own_errors=True
        )
        job.ended.connect(job.deleteLater)
        self.jobs.start(job)

    def _leave_entrance(self) -> None:
        if self.entrance is not None:
            self.entrance.closed.disconnect(self._application.quit)
            self.entrance.close()
            self.entrance.deleteLater()
            self.entrance = None

    def _on_entrance_language_requested(self) -> None:
        self._switch_language()
        self._leave_entrance()
        self._show_entrance()

    # -- at the desk -------------------------------------------------------------------------

    def sign_in(self, person: Person) -> None:
        """Show `person` the desk."""
        if self.desk is None:
            raise RuntimeError("Nobody signs in without an archive.")
        context = ScreenContext(
            self.desk,
            person,
            Changes(self),
            self.notices,
            self.jobs,
            self.remembered,
            make_player=PlaybackPane,
        )
        locking = Locking(person, self._confirm, self)
        idle = IdleWatch(self.remembered.preferences.idle_minutes, self)
        caretaker = Caretaker(context, self._in_use, self._serve, self)
        examining = IdleExamining(Examining(self.desk), self.jobs, context.changes, self)
        self.session = Session(context, self._window(context), locking, idle, caretaker, examining)
        locking.left.connect(self.sign_out)
        locking.unlocked.connect(self._on_locking_unlocked)
        idle.idle.connect(self._on_idle_idle)
        self._leave_entrance()
        self.session.window.show()
        self._back_up(self.desk, context)
        self._remind(context, self.session.window)
        caretaker.begin()

    def _in_use(self) -> bool:
        return self.session is not None and self.session.window.in_use()

    def _serve(self, intention: Intention) -> None:
        if self.session is not None:
            self.session.window.serve(intention)

    def _back_up(self, desk: Desk, context: ScreenContext) -> None:
        """Let the backup of the day be made, if there is none yet, while the person begins."""
        job = Job(tr("每日备份"), lambda _monitor: Backups(desk).daily(), parent=self, quiet=True)
        job.succeeded.connect(lambda _made: context.changes.copies_changed.emit())
        job.ended.connect(job.deleteLater)
        self.jobs.start(job, Lane.WRITE)

    def _remind(self, context: ScreenContext, window: MainWindow) -> None:
        """Say in one sentence what is due today and what is overdue; a click opens it."""
        if context.actor.external:
            return
        worklist = Worklist(context.desk)
        job = Job(
            tr("工作台"),
            lambda _monitor: worklist.pressing(context.actor),
            parent=window,
            quiet=True,
        )
        job.succeeded.connect(lambda pressing: self._on_reminder_succeeded(context, pressing))
        self.jobs.start(job, Lane.READ)

    def _on_reminder_succeeded(self, context: ScreenContext, pressing: Pressing) -> None:
        if self.session is None or not (pressing.today or pressing.overdue):
            return
        if self.session.window.current_key == "worklist":
            # The page says it already.
            return
        if not pressing.overdue:
            words = tr("今天到期 {today} 件。", today=pressing.today)
        elif not pressing.today:
            words = tr("已逾期 {overdue} 件。", overdue=pressing.overdue)
        else:
            words = tr(
                "今天到期 {today} 件，已逾期 {overdue} 件。",
                today=pressing.today,
                overdue=pressing.overdue,
            )
        context.notices.offer(words, tr("打开工作台"), lambda: self._serve(GoTo("worklist")))

    def _window(self, context: ScreenContext) -> MainWindow:
        window = MainWindow(context)
        window.make_ready("footage", "playback")
        window.lock_requested.connect(self.lock)
        window.sign_out_requested.connect(self.sign_out)
        window.password_requested.connect(self._on_window_password_requested)
        window.language_requested.connect(self._on_window_language_requested)
        window.scheme_requested.connect(self._on_window_scheme_requested)
        window.preferences_changed.connect(self._on_window_preferences_changed)
        window.closed.connect(self._application.quit)
        return window

    def lock(self) -> None:
        """Draw the curtain until the person's password is typed."""
        if self.session is not None:
            self.session.window.set_locked(locked=True)
            self.session.locking.lock()

    def sign_out(self) -> None:
        """Let the next person sign in."""
        if self.session is None or not self.session.window.may_sign_out():
            return
        session, self.session = self.session, None
        session.locking.unlock()
        session.idle.stop()
        session.caretaker.stop()
        session.examining.stop()
        session.window.closed.disconnect(self._application.quit)
        Accounts(session.context.desk).sign_out(session.context.actor)
        self._show_entrance()
        session.window.shut()
        held = (session.caretaker, session.examining, session.window, session.idle, session.locking)
        for leftover in held:
            leftover.deleteLater()
        if self.entrance is not None:
            self.notices.use_window(self.entrance)

    def _confirm(self, password: str, done: Callable[[str], None]) -> None:
        if self.session is not None:
            context = self.session.context
            confirm_by_password(
                context.desk, context.jobs, context.actor, password, done, self.session.window
            )

    def _on_locking_unlocked(self) -> None:
        if self.session is not None:
            self.session.window.set_locked(locked=False)
            self.session.idle.set_minutes(self.remembered.preferences.idle_minutes)

    def _on_idle_idle(self) -> None:
        if self.session is None:
            return
        if self.session.window.in_use():
            self.session.idle.set_minutes(self.remembered.preferences.idle_minutes)
        else:
            self.lock()

    def _on_single_called(self) -> None:
        window = self.session.window if self.session is not None else self.entrance
        if window is not None:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
            window.activateWindow()
            self.notices.info(tr("这个档案库已经打开，这里就是它的窗口。"))

    def _on_window_password_requested(self) -> None:
        if self.session is not None:
            context = self.session.context
            dialog = PasswordDialog(context.desk, context.actor, context.jobs, self.session.window)
            if dialog.exec():
                self.notices.success(tr("密码已修改。"))

    # -- looks and language ------------------------------------------------------------------

    def _on_window_scheme_requested(self) -> None:
        dark = theme().colours.dark
        self.remembered.change(theme=Scheme.LIGHT if dark else Scheme.DARK)
        self._dress()

    def _on_window_language_requested(self) -> None:
        if self._may_rebuild():
            self._switch_language()
            self._rebuild()

    def _on_window_preferences_changed(self) -> None:
        """The settings screen changed something."""
        if self.session is not None:
            self.session.idle.set_minutes(self.remembered.preferences.idle_minutes)
        if self._wording.language is not self.remembered.preferences.language:
            if not self._may_rebuild():
                self.remembered.change(language=self._wording.language)
                return
            self._dress()
            self._rebuild()
        elif theme().text_percent != self.remembered.preferences.text_percent:
            self._dress()
            if self._may_rebuild():
                self._rebuild()
        else:
            self._dress()

    def _switch_language(self) -> None:
        english = self._wording.language is Language.EN
        self.remembered.change(language=Language.ZH_CN if english else Language.EN)
        self._dress()

    def _dress(self) -> None:
        preferences = self.remembered.preferences
        if self._wording.language is not preferences.language or not self._dressed:
            self._wording.use(preferences.language)
        theme().apply(preferences.theme, preferences.text_percent)
        self._application.setWindowIcon(icons.icon("archive", "accent"))
        self._dressed = True

    _dressed = False

    def _may_rebuild(self) -> bool:
        """Building the window anew would stop the jobs of its screens."""
        if any(not job.quiet for job in self.jobs.running):
            self.notices.info(tr("请等正在进行的任务完成后再切换。"))
            return False
        return True

    def _rebuild(self) -> None:
        if self.session is None:
            return
        old = self.session.window
        old.closed.disconnect(self._application.quit)
        old.shut()
        self.session.window = self._window(self.session.context)
        self.session.window.show()
        old.deleteLater()

    # -- going out ---------------------------------------------------------------------------

    def end(self) -> None:
        """Stop work, save the preferences, let the archive go."""
        if self.session is not None:
            self.session.idle.stop()
            self.session.caretaker.stop()
            self.session.examining.stop()
            self.session = None
        self.notices.use_window(None)
        self.jobs.close()
        self.remembered.save()
        self._let_go()

    def _let_go(self) -> None:
        if self.desk is not None:
            self.jobs.finish()
            self.desk.close()
            self.desk = None
        if self._single is not None:
            self._single.release()
            self._single = None
