import gc
import sys
import threading
import time

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from archive_desk.domain.errors import Cancelled, Unavailable
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.ui.jobs import Job, Jobs, Lane, Pace


class Endings(QObject):
    """Writes down how a job ended."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.told: list[tuple[str, object]] = []
        self.threads: set[threading.Thread] = set()
        job.succeeded.connect(lambda result: self._note("succeeded", result))
        job.failed.connect(lambda error: self._note("failed", error))
        job.cancelled.connect(lambda: self._note("cancelled", None))

    def _note(self, ending: str, value: object) -> None:
        self.told.append((ending, value))
        self.threads.add(threading.current_thread())


def test_a_job_that_is_done_at_once_still_tells_its_result(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    all_endings = []
    for number in range(50):
        job = Job("快", lambda _monitor, number=number: number, parent=owner)
        all_endings.append(Endings(job))
        jobs.start(job)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert [endings.told for endings in all_endings] == [
        [("succeeded", number)] for number in range(50)
    ]
    assert {thread for endings in all_endings for thread in endings.threads} == {
        threading.main_thread()
    }


def test_more_than_four_gigabytes_arrive_unharmed(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    paces: list[Pace] = []

    def work(monitor: Monitor) -> int:
        monitor.report(4_700_000_000, 9_400_000_000)
        return 9_400_000_000

    job = Job("大", work, parent=owner)
    job.progressed.connect(paces.append)
    endings = Endings(job)
    jobs.start(job)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert paces[0].progress.done == 4_700_000_000
    assert endings.told == [("succeeded", 9_400_000_000)]


def test_progress_comes_at_most_ten_times_a_second(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    paces: list[Pace] = []

    def work(monitor: Monitor) -> None:
        end = time.monotonic() + 0.35
        done = 0
        while time.monotonic() < end:
            done += 1
            monitor.report(done, 10**9)

    job = Job("密", work, parent=owner)
    job.progressed.connect(paces.append)
    jobs.start(job)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert 2 <= len(paces) <= 5


def test_stopping_ends_the_work_at_its_next_report(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    begun = threading.Event()

    def work(monitor: Monitor) -> None:
        begun.set()
        while True:
            monitor.report(0, 1)
            time.sleep(0.01)

    job = Job("长", work, parent=owner)
    endings = Endings(job)
    jobs.start(job)
    assert begun.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert endings.told == [("cancelled", None)]


def test_a_refusal_is_told_once_by_the_window(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    error = Unavailable(say("磁盘已满。"))
    told: list[BaseException] = []
    jobs.went_wrong.connect(lambda _job, said: told.append(said))

    def work(_monitor: Monitor) -> None:
        raise error

    loud, own = Job("一", work, parent=owner), Job("二", work, parent=owner, own_errors=True)
    loud_endings, own_endings = Endings(loud), Endings(own)
    jobs.start(loud)
    jobs.start(own)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert told == [error]
    assert loud_endings.told == own_endings.told == [("failed", error)]


def test_a_fault_of_ours_is_told_even_where_the_screen_shows_its_own_errors(
    qtbot: QtBot, jobs: Jobs
) -> None:
    owner = QObject()
    told: list[BaseException] = []
    jobs.went_wrong.connect(lambda _job, said: told.append(said))

    def work(_monitor: Monitor) -> None:
        raise ZeroDivisionError

    jobs.start(Job("错", work, parent=owner, own_errors=True))
    qtbot.waitUntil(lambda: not jobs.busy)
    assert [type(error) for error in told] == [ZeroDivisionError]


def test_a_job_whose_screen_is_gone_stops_and_nobody_hears_of_it(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    begun, stopped = threading.Event(), threading.Event()

    def work(monitor: Monitor) -> None:
        begun.set()
        try:
            while True:
                monitor.report(0, 1)
                time.sleep(0.01)
        except Cancelled:
            stopped.set()
            raise

    job = Job("孤", work, parent=owner)
    endings = Endings(job)
    jobs.start(job)
    assert begun.wait(5)
    del job
    owner.deleteLater()
    del owner
    gc.collect()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert stopped.is_set()
    assert endings.told == []


def test_the_archive_has_one_writer_and_readers_go_on_beside_it(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    go = threading.Event()
    order: list[str] = []

    def write(name: str) -> None:
        assert go.wait(5)
        order.append(name)

    jobs.start(Job("写一", lambda _monitor: write("first"), parent=owner), Lane.WRITE)
    jobs.start(Job("写二", lambda _monitor: write("second"), parent=owner), Lane.WRITE)
    read = Job("读", lambda _monitor: order.append("read"), parent=owner)
    with qtbot.waitSignal(read.succeeded):
        jobs.start(read)
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert order == ["read", "first", "second"]


def test_a_job_runs_only_once_at_a_time(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    job = Job("次", lambda _monitor: None, parent=owner)
    jobs.start(job)
    with pytest.raises(RuntimeError):
        jobs.start(job)
    qtbot.waitUntil(lambda: not jobs.busy)


class _Emitter(QObject):
    told = Signal(bool)


@pytest.mark.usefixtures("qapp")
def test_signals_keep_their_hands_off_the_reference_counts() -> None:
    """PySide6 6.12.0 lost a reference to True at every emission, and aborted after some 570."""
    emitter = _Emitter()
    emitter.told.connect(lambda _told: None)
    yes = bool(emitter)
    before = sys.getrefcount(yes)
    for _ in range(300):
        emitter.told.emit(yes)
    assert sys.getrefcount(yes) >= before - 5


def test_work_that_waited_in_its_queue_when_all_was_closed_keeps_nobody_waiting(
    qtbot: QtBot,
) -> None:
    jobs, owner = Jobs(), QObject()
    begun = threading.Event()

    def work(monitor: Monitor) -> None:
        begun.set()
        while True:
            monitor.report(0, 1)
            time.sleep(0.01)

    for _ in range(3):
        jobs.start(Job("写", work, parent=owner), Lane.WRITE)
    assert begun.wait(30)
    jobs.close()
    waiting = threading.Thread(target=jobs.finish, daemon=True)
    waiting.start()
    waiting.join(30)
    assert not waiting.is_alive()


def test_lanes_that_are_closed_before_their_threads_have_begun_end_all_the_same(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    barriers: list[threading.Barrier] = []
    plain = threading.Barrier

    def larger(count: int) -> threading.Barrier:
        # One thread more than will ever come: as if the last had been taken out of its queue.
        barriers.append(plain(count + 1))
        return barriers[-1]

    with monkeypatch.context() as patched:
        patched.setattr("archive_desk.ui.jobs.threading.Barrier", larger)
        jobs = Jobs()
    closing = threading.Thread(target=jobs.close, daemon=True)
    closing.start()
    closing.join(30)
    over = not closing.is_alive()
    for barrier in barriers:
        barrier.abort()
    assert over


def test_an_answer_that_comes_when_all_is_closed_is_told_to_nobody(qtbot: QtBot) -> None:
    """It would ask on, and nothing can be asked any more."""
    jobs, parent, heard = Jobs(), QObject(), list[object]()
    job = Job("读", lambda _monitor: 1, parent=parent, quiet=True)
    job.succeeded.connect(heard.append)
    jobs.start(job)
    jobs.finish()
    jobs.close()
    qtbot.wait(50)
    assert heard == []
