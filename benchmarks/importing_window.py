"""Does the window stay alive while it imports? The longest pause of its event loop, and whose.

    xvfb-run -a python -m benchmarks.importing_window --gib 1 --small 2000 --place DIR [--blame]

The real window: the card is looked over, its pictures and lengths are loaded, the button is
pressed, the receipt is shown. A process of its own that only sleeps and wakes tells how late the
machine itself wakes anybody meanwhile; a pause of the window is to be read beside that.
"""

import argparse
import gc
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from archive_desk.domain.people import Person, Role
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import Desk, new_desk
from archive_desk.settings import Preferences, Theme
from archive_desk.ui.changes import Changes
from archive_desk.ui.garbage import Garbage
from archive_desk.ui.intentions import TakeIn
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.main_window import MainWindow
from archive_desk.ui.notices import Notices
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from benchmarks.importing import make_card
from benchmarks.measuring import forget_caches, machine
from tests.helpers.stalls import Stalls

_PASSWORD = "benchmark-only"
_LOOK_EVERY_MS = 250
_SLEEPER = """
import sys, time
late, ended = [], False
while True:
    begun = time.perf_counter()
    time.sleep(0.005)
    late.append((time.perf_counter() - begun - 0.005) * 1000)
    if len(late) % 40 == 0:
        ordered = sorted(late)
        told = max(late), ordered[int(len(ordered) * 0.999)], ordered[int(len(ordered) * 0.99)]
        print("longest %.0f ms · p99.9 %.0f ms · p99 %.0f ms" % told, flush=True)
"""


@contextmanager
def sleeper() -> Iterator[Callable[[], str]]:
    """A process that only sleeps and wakes; gives how late it was, when it has ended."""
    process = subprocess.Popen([sys.executable, "-c", _SLEEPER], stdout=subprocess.PIPE, text=True)
    told: list[str] = []
    yield lambda: told[-1]
    process.terminate()
    told += (process.communicate()[0].splitlines() or ["ended too early"])[-1:]


def add_small(card: Path, count: int) -> None:
    """Further small files, so that the list is long."""
    for number in range(count):
        folder = card / f"{number // 250:03d}"
        folder.mkdir(exist_ok=True)
        hour, rest = divmod(number, 3600)
        clock = f"{hour:02d}{rest // 60:02d}{rest % 60:02d}"
        name = f"8810022_012345_20261119{clock}_{number % 10000:04d}.log"
        (folder / name).write_bytes(f"{number}".encode())


def wait_until(condition: Callable[[], bool]) -> None:
    """Let the event loop run as the program does, and look now and then."""
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: condition() and loop.quit())
    timer.start(_LOOK_EVERY_MS)
    loop.exec()


def archive(folder: Path) -> tuple[Desk, Person]:
    """A new archive and its clerk."""
    desk = new_desk(folder, "示例局", "xigang")
    accounts = Accounts(desk)
    admin = accounts.found("admin", "系统管理员", _PASSWORD)
    return desk, accounts.register(admin, "clerk", "示例", Role.ARCHIVIST, _PASSWORD)


def shown_button(window: MainWindow, words: str) -> QPushButton | None:
    """The button that can be pressed and says this."""
    for each in window.findChildren(QPushButton):
        if each.text().strip().startswith(words) and each.isVisible() and each.isEnabled():
            return each
    return None


def watched(title: str, act: Callable[[], None], *, blame: bool) -> None:
    """Measure one thing that the window does, and print it."""
    with sleeper() as machine_itself:
        begun = time.perf_counter()
        with Stalls(blame=blame) as stalls:
            act()
        seconds = time.perf_counter() - begun
    print(f"{title}, {seconds:.1f} s\n  window:  {stalls.told()}\n  machine: {machine_itself()}")


def main() -> None:
    """Make the card, open the window, import, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gib", type=float, default=1)
    parser.add_argument("--small", type=int, default=2000, help="small files beside")
    parser.add_argument("--place", type=Path, required=True, help="an empty folder on the disk")
    parser.add_argument("--blame", action="store_true", help="tell where the window stood still")
    given = parser.parse_args()
    card = given.place / "card"
    print(machine())
    make_card(card, given.gib)
    add_small(card, given.small)
    forget_caches()
    application = QApplication(sys.argv[:1])
    gc.freeze()
    Garbage(application)
    theme().apply(Theme.LIGHT, 100)
    desk, clerk = archive(given.place / "archive")
    jobs = Jobs()
    context = ScreenContext(desk, clerk, Changes(), Notices(), jobs, Remembered(Preferences()))
    window = MainWindow(context)
    window.resize(1366, 768)
    window.show()
    wait_until(lambda: not jobs.busy)

    def look_over() -> None:
        window.serve(TakeIn(card))
        wait_until(lambda: not jobs.busy and shown_button(window, "开始采集") is not None)

    def take_in() -> None:
        button = shown_button(window, "开始采集")
        assert button is not None
        button.click()
        wait_until(lambda: not jobs.busy)

    watched("looking the card over", look_over, blame=given.blame)
    watched("importing it", take_in, blame=given.blame)
    window.shut()
    jobs.close()
    desk.close()
    shutil.rmtree(card)
    shutil.rmtree(given.place / "archive")


if __name__ == "__main__":
    main()
