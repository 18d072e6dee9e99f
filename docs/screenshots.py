"""Takes README's pictures: real windows on the demonstration archive, in docs/pictures.

    xvfb-run -a -s "-screen 0 1440x900x24" python docs/screenshots.py [name ...]

Without names all pictures are taken. The demonstration is made afresh each time, in a temporary
folder, by the same service as `archive-desk demo`.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from archive_desk.app import Reception  # noqa: E402
from archive_desk.domain.people import Role  # noqa: E402
from archive_desk.domain.work import Unwatched  # noqa: E402
from archive_desk.languages import Language  # noqa: E402
from archive_desk.services.accounts import Accounts  # noqa: E402
from archive_desk.services.demonstration import (  # noqa: E402
    ORGANISATION,
    PASSWORD,
    write_demonstration,
)
from archive_desk.settings import Preferences, Theme  # noqa: E402
from archive_desk.ui.entrance.guide import GuidePage  # noqa: E402
from archive_desk.ui.intentions import Intention, TakeIn  # noqa: E402
from archive_desk.ui.main_window import MainWindow  # noqa: E402
from archive_desk.ui.remembered import Remembered  # noqa: E402
from archive_desk.ui.widgets.tables import Table  # noqa: E402
from archive_desk.ui.widgets.toasts import Toasts  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
SIZE = (1360, 850)
SETTLE_MS = 900


@dataclass(frozen=True)
class Picture:
    """One picture: who sees which screen, in which look, after doing what."""

    name: str
    account: str
    screen: str
    scheme: Theme = Theme.LIGHT
    language: Language = Language.ZH_CN
    prepare: Callable[[MainWindow, Path], None] | None = None
    wait_ms: int = SETTLE_MS


def pause(milliseconds: int) -> None:
    """Let the windows live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def select_first(window: MainWindow, _card: Path) -> None:
    """Select the first row of each list in sight, so that details show."""
    for table in window.screen_of(window.current_key).findChildren(Table):
        if table.isVisible() and table.rows.rowCount():
            table.select_row(0)


def open_first(window: MainWindow, card: Path) -> None:
    """Open the first row of the first list in sight."""
    for table in window.screen_of(window.current_key).findChildren(Table):
        row = table.rows.row(0) if table.isVisible() else None
        if row is not None:
            table.select_row(0)
            table.row_opened.emit(row)
            return


def open_with_most(window: MainWindow, card: Path) -> None:
    """Open the case that holds the most footage."""
    for table in window.screen_of(window.current_key).findChildren(Table):
        rows = [table.rows.row(number) for number in range(table.rows.rowCount())]
        if table.isVisible() and rows:
            table.row_opened.emit(max(rows, key=lambda case: case.footage_count))
            return


def play_first(window: MainWindow, card: Path) -> None:
    """Open the first recording of the catalogue in the player."""
    window.go_to("footage")
    pause(SETTLE_MS)
    open_first(window, card)


def score_first(window: MainWindow, card: Path) -> None:
    """Open the newest round of evaluation, and in it the first case on the desk."""
    for _ in range(2):
        open_first(window, card)
        pause(SETTLE_MS)


def serve(intention: Callable[[Path], Intention]) -> Callable[[MainWindow, Path], None]:
    """Ask for something as another screen would."""
    return lambda window, card: window.serve(intention(card))


WANTED = (
    Picture("worklist", "dangan", "worklist", prepare=select_first),
    Picture("worklist-dark", "dangan", "worklist", Theme.DARK, prepare=select_first),
    Picture(
        "import",
        "dangan",
        "import",
        prepare=serve(lambda card: TakeIn(card)),
        wait_ms=6000,
    ),
    Picture("footage", "dangan", "footage", prepare=select_first),
    Picture("cases", "dangan", "cases", prepare=open_with_most),
    Picture("playback", "dangan", "playback", Theme.DARK, prepare=play_first, wait_ms=4000),
    Picture("evaluation", "jianggl", "evaluation", prepare=score_first, wait_ms=5000),
    Picture("recorders", "dangan", "recorders", prepare=select_first),
    Picture("discs", "dangan", "discs", prepare=select_first),
    Picture("loans", "fangjz", "loans", prepare=select_first),
    Picture("ledger", "dangan", "ledger"),
    Picture("outside", "dangan", "outside"),
    Picture("figures", "fangjz", "figures", wait_ms=3000),
    Picture("appraisal", "dangan", "appraisal"),
    Picture("rules", "dangan", "rules", prepare=select_first, wait_ms=2000),
    Picture("journal", "bairg", "journal", prepare=select_first, wait_ms=2000),
    Picture("people", "admin", "people", prepare=select_first),
    Picture("checking", "dangan", "guarding"),
    Picture("settings", "dangan", "settings", Theme.DARK),
    Picture("footage-english", "dangan", "footage", language=Language.EN, prepare=select_first),
)


def take(picture: Picture, archive: Path, card: Path) -> None:
    """Take one picture."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    preferences = Preferences(
        theme=picture.scheme, language=picture.language, last_screen=picture.screen
    )
    reception = Reception(application, Remembered(preferences))
    reception.begin(archive)
    assert reception.desk is not None, "the archive did not open"
    reception.sign_in(Accounts(reception.desk).find(picture.account))
    assert reception.session is not None
    window = reception.session.window
    window.resize(*SIZE)
    window.move(0, 0)
    if window.go_to(picture.screen):
        pause(SETTLE_MS)
        if picture.prepare is not None:
            picture.prepare(window, card)
        pause(picture.wait_ms)
        for toasts in window.findChildren(Toasts):
            toasts.clear()
        pause(50)
        save(window, picture.name)
    else:
        sys.stderr.write(f"{picture.name}: no such screen\n")
    window.closed.disconnect()
    window.shut()
    reception.end()
    window.deleteLater()
    reception.deleteLater()
    pause(50)


def take_entrance(archive: Path) -> None:
    """The guide's page of regulations, and the sign-in."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    reception = Reception(application, Remembered(Preferences(theme=Theme.LIGHT)))
    reception.begin(archive)
    entrance = reception.entrance
    assert entrance is not None
    entrance.resize(1000, 700)
    entrance.move(0, 0)
    pause(SETTLE_MS)
    save(entrance, "sign-in")
    guide = GuidePage(reception.jobs, reception.remembered)
    guide.setProperty("ground", "window")
    guide.resize(1000, 700)
    guide.office.field.setText(ORGANISATION)
    guide.next.click()
    guide.show()
    pause(SETTLE_MS)
    save(guide, "guide-regulation")
    guide.next.click()
    for role, name in ((Role.SYS_ADMIN, "贺知微"), (Role.ARCHIVIST, "苏静姝")):
        field, _account, password = guide.people.row(role)
        field.setText(name)
        password.setText(PASSWORD)
    pause(SETTLE_MS)
    save(guide, "guide-people")
    guide.close()
    entrance.closed.disconnect()
    entrance.close()
    reception.end()
    reception.deleteLater()
    pause(50)


def save(window: QWidget, name: str) -> None:
    """Keep what the screen shows of `window`, video included."""
    PICTURES.mkdir(exist_ok=True)
    place = window.geometry()
    shot = QApplication.primaryScreen().grabWindow(
        0, place.x(), place.y(), place.width(), place.height()
    )
    shot.save(str(PICTURES / f"{name}.png"), "PNG", 0)
    sys.stderr.write(f"{name}.png\n")


def main(words: Sequence[str]) -> int:
    """Make the demonstration, or use the one given, and take the pictures named, or all."""
    parser = argparse.ArgumentParser(description="take README's pictures")
    parser.add_argument("names", nargs="*", help="which pictures; none means all")
    parser.add_argument("--demo", type=Path, help="a demonstration archive made before")
    parser.add_argument("--card", type=Path, help="its card")
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="archive-desk-pictures-") as folder:
        os.environ["ARCHIVE_DESK_CONFIG_DIR"] = str(Path(folder) / "config")
        archive = Path(folder) / "青禾区教育局执法音像档案库"
        card = given.card or Path(folder) / "记录仪"
        if given.demo is None:
            write_demonstration(archive, card, Unwatched())
        else:
            shutil.copytree(given.demo, archive)
        application = QApplication(sys.argv[:1])
        application.setQuitOnLastWindowClosed(False)
        if not given.names or "entrance" in given.names:
            take_entrance(archive)
        for picture in WANTED:
            if not given.names or picture.name in given.names:
                take(picture, archive, card)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
