"""Whatever instant kill -9 finds a playing window at, what was watched is in the journal."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive_desk.services.desk import open_desk
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.sittings import settle_sittings
from tests.helpers import recordings
from tests.helpers.archives import HandClock, staffed_office
from tests.helpers.footage import stored

ROOT = Path(__file__).resolve().parents[2]
TOLERANCE_MS = 1000


@pytest.fixture
def played(tmp_path):
    office = staffed_office(tmp_path / "archive")
    source = recordings.video(tmp_path / "a.mp4", seconds=60)
    footage_id = stored(office, source, duration_ms=60_000)
    office.desk.close()
    return office, footage_id


def killed_at(office, footage_id, at_ms):
    """Let a window play, kill it when it has come so far; how far it had really come."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.proofs.watching_window",
            office.desk.folder.root,
            str(footage_id),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "ARCHIVE_DESK_CONFIG_DIR": str(office.desk.folder.root / "config")},
    )
    with process:
        assert process.stdout is not None
        told = next(int(line) for line in process.stdout if int(line) >= at_ms)
        process.send_signal(signal.SIGKILL)
        rest = [line for line in process.stdout.read().splitlines(keepends=True) if "\n" in line]
    return int(rest[-1]) if rest else told


def journalled(office):
    """All intervals in the journal after the archive was opened again; nothing may be torn."""
    desk = open_desk(office.desk.folder.root, clock=HandClock())
    try:
        settle_sittings(desk)
        assert Journalling(desk).verify().findings == ()
        where = JournalFilter(verb="footage.watched")
        entries = Journalling(desk).page(office["auditor"], where, 0, 1000).entries
        return [tuple(each) for entry in entries[::-1] for each in entry.detail["watched_ms"]]
    finally:
        desk.close()


def test_a_killed_window_loses_nothing_that_was_watched(played):
    office, footage_id = played
    reached = killed_at(office, footage_id, 6_000)
    ((first, last),) = journalled(office)
    assert first < TOLERANCE_MS
    assert abs(last - reached) <= TOLERANCE_MS + 500


@pytest.mark.proof
def test_windows_killed_at_any_instant_lose_nothing_that_was_watched(played):
    office, footage_id = played
    dice = random.Random(7)
    missed = []
    for number in range(12):
        reached = killed_at(office, footage_id, dice.randint(1_500, 26_000))
        found = journalled(office)
        missed.append(reached - found[-1][1])
        assert len({*found}) >= number
    print("not in the journal, in ms, of 12 kills:", missed)  # noqa: T201
    assert max(missed) <= TOLERANCE_MS + 500
