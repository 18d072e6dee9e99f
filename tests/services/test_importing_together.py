"""Several cards at once: each comes in whole, none waits for another's end, one stops alone."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from archive_desk.domain.arrivals import Outcome
from archive_desk.domain.errors import Cancelled
from archive_desk.domain.work import Unwatched
from archive_desk.services.desk import open_desk
from archive_desk.services.importing import Importing
from tests.helpers import recordings
from tests.helpers.archives import PASSWORD, HandClock, Office, staffed_office
from tests.helpers.sources import ROOT
from tests.helpers.taking_in import footage, no_file_without_a_record, the_bags_are_valid

MIB = 1 << 20


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


def card_of(folder, device, sizes):
    folder.mkdir()
    for number, size in enumerate(sizes, 1):
        name = f"{device}_012345_202611190930{number:02d}_{number:04d}.mp4"
        (folder / name).write_bytes(os.urandom(size))
    return folder


class Watching:
    """Notes when progress was told, and stops when asked to."""

    def __init__(self, stop_at=None):
        self.told = []
        self.stop_at = stop_at
        self.stopped = threading.Event()

    def report(self, done, total, note=""):
        self.told.append((time.monotonic(), done, total))
        if self.stop_at is not None and done >= self.stop_at:
            self.stopped.set()
            raise Cancelled


class Import(threading.Thread):
    """One card on a thread of its own."""

    def __init__(self, office, card, monitor=None):
        super().__init__()
        self.importing, self.clerk = Importing(office.desk), office["archivist"]
        self.card, self.monitor = card, monitor or Watching()
        self.receipt, self.error, self.no = None, None, None

    def run(self):
        listing = self.importing.scan(self.clerk, self.card, Unwatched())
        try:
            self.receipt = self.importing.take_in(
                self.clerk, listing, self.monitor, begun=lambda no: setattr(self, "no", no)
            )
        except BaseException as error:  # noqa: BLE001 - looked at by the test
            self.error = error


def together(*imports):
    for each in imports:
        each.start()
    for each in imports:
        each.join()


def test_three_cards_come_in_together(office, tmp_path):
    cards = [card_of(tmp_path / f"card{n}", f"881002{n}", [MIB, 9 * MIB, 5]) for n in range(3)]
    cards[2].joinpath("8810029_012345_20261119093001_0009.mp4").write_bytes(
        next(cards[0].iterdir()).read_bytes()
    )
    imports = [Import(office, card) for card in cards]

    together(*imports)

    assert [each.error for each in imports] == [None, None, None]
    assert all(each.receipt.releasable for each in imports)
    assert len({each.no for each in imports}) == 3
    assert len(footage(office)) == 9
    assert sum(len(each.receipt.of(Outcome.DUPLICATE)) for each in imports) == 1
    assert no_file_without_a_record(office)
    assert the_bags_are_valid(office)
    for each in imports:
        assert each.monitor.told[-1][1] == each.monitor.told[-1][2]
    assert not list((office.desk.folder.vault / ".incoming").iterdir())


def test_stopping_one_card_leaves_the_other(office, tmp_path):
    stopped = Import(
        office, card_of(tmp_path / "a", "8810021", [12 * MIB] * 3), Watching(stop_at=1)
    )
    other = Import(office, card_of(tmp_path / "b", "8810022", [12 * MIB] * 2))

    together(stopped, other)

    assert isinstance(stopped.error, Cancelled)
    assert other.error is None
    assert other.receipt.releasable
    receipt = Importing(office.desk).receipt(office["archivist"], stopped.no)
    assert receipt.batch.finished_at is not None
    assert any("已停止" in line.reason for line in receipt.of(Outcome.FAILED))
    assert no_file_without_a_record(office)
    assert the_bags_are_valid(office)


def test_a_start_leaves_an_import_under_way_alone(office, tmp_path):
    settled = []

    class Settling(Watching):
        def report(self, done, total, note=""):
            super().report(done, total, note)
            settled.append(Importing(office.desk).settle())

    card = card_of(tmp_path / "a", "8810021", [5 * MIB] * 2)
    under_way = Import(office, card, Settling())

    together(under_way)

    assert under_way.error is None
    assert under_way.receipt.releasable
    assert set(settled) == {()}


def test_two_processes_take_in_two_cards_at_once(tmp_path):
    staffed_office(tmp_path / "archive").desk.close()
    environment = os.environ | {"ARCHIVE_DESK_PASSWORD": PASSWORD}
    words = [sys.executable, "-m", "archive_desk.cli.main", "import"]
    options = ["--archive", str(tmp_path / "archive"), "--as", "archivist", "--json"]
    running = []
    for number in range(2):
        card = card_of(tmp_path / f"card{number}", f"881002{number}", [9 * MIB] * 4)
        recordings.video(card / "8810021_012345_20261119095015_0031.mp4", text="same")
        running.append(
            subprocess.Popen(
                [*words, str(card), *options], cwd=ROOT, env=environment, stdout=subprocess.PIPE
            )
        )
    said = [json.loads(process.communicate()[0]) for process in running]

    assert len({answer["batch"] for answer in said}) == 2
    assert all(answer["releasable"] for answer in said)
    assert sum(len(answer["imported"]) for answer in said) == 9
    assert sum(len(answer["duplicates"]) for answer in said) == 1
    office = staffed_again(tmp_path / "archive")
    assert no_file_without_a_record(office)
    assert the_bags_are_valid(office)
    office.desk.close()


def test_one_of_two_processes_that_is_killed_leaves_the_other_and_is_settled_alone(tmp_path):
    root = tmp_path / "archive"
    staffed_office(root).desk.close()
    environment = os.environ | {"ARCHIVE_DESK_PASSWORD": PASSWORD}
    words = [sys.executable, "-m", "archive_desk.cli.main", "import"]
    options = ["--archive", str(root), "--as", "archivist", "--json"]
    cards = [card_of(tmp_path / f"card{n}", f"881002{n}", [24 * MIB] * 4) for n in range(2)]

    def started(card):
        return subprocess.Popen(
            [*words, str(card), *options], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )

    incoming = root / "vault" / ".incoming"
    with started(cards[0]) as first:
        while not any(incoming.glob("*.part")):
            assert first.poll() is None
            time.sleep(0.002)
        # It stands in the middle of a file while the other comes and goes.
        first.send_signal(signal.SIGSTOP)
        with started(cards[1]) as second:
            answer = json.loads(second.communicate()[0])
        first.kill()
    office = staffed_again(root)
    settlements = Importing(office.desk).settle()

    assert answer["releasable"]
    assert len(answer["imported"]) == 4
    assert len(settlements) == 1
    assert settlements[0].batch_no != answer["batch"]
    assert no_file_without_a_record(office)
    assert the_bags_are_valid(office)
    assert not list(incoming.iterdir())
    office.desk.close()


def staffed_again(root):
    return Office(open_desk(root), HandClock(), {})
