"""Whatever instant kill -9 finds a marking window at, every mark that was entered is kept."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive_desk.services.desk import open_desk
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.marking import Marking
from tests.helpers import recordings
from tests.helpers.archives import HandClock, Office, staffed_office
from tests.helpers.footage import stored

ROOT = Path(__file__).resolve().parents[2]


def killed_after(office: Office, footage_id: int, lines: int) -> int:
    """Let a window mark, kill it when it has told so many marks; how many it told."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.proofs.marking_window",
            office.desk.folder.root,
            str(footage_id),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "ARCHIVE_DESK_CONFIG_DIR": str(office.desk.folder.root / "config")},
    )
    told = 0
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            told = int(line.split()[0])
            if told >= lines:
                break
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    whole = [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    return int(whole[-1].split()[0]) if whole else told


def kept(office: Office, footage_id) -> int:
    """How many marks are in the archive, after making sure that nothing is torn."""
    desk = open_desk(office.desk.folder.root, clock=HandClock())
    try:
        found = Marking(desk).marks_of(office["archivist"], footage_id)
        page = Journalling(desk).page(
            office["auditor"], JournalFilter(verb="mark.added"), 0, 10_000
        )
        assert {entry.detail["mark"] for entry in page.entries} == {mark.id for mark in found}
        assert Journalling(desk).verify().findings == ()
        return len(found)
    finally:
        desk.close()


@pytest.fixture
def marked(tmp_path):
    office = staffed_office(tmp_path / "archive")
    source = recordings.video(tmp_path / "a.mp4", seconds=30)
    footage_id = stored(office, source, duration_ms=30_000)
    office.desk.close()
    return office, footage_id


def test_a_killed_window_loses_no_mark(marked):
    office, footage_id = marked
    told = killed_after(office, footage_id, 7)

    assert told >= 7
    assert kept(office, footage_id) >= told


@pytest.mark.proof
def test_a_window_killed_again_and_again_loses_no_mark(marked):
    office, footage_id = marked
    dice, before = random.Random(4), 0
    for _ in range(20):
        told = killed_after(office, footage_id, before + dice.randint(1, 25))
        found = kept(office, footage_id)
        assert found >= told > before
        before = found
    print(f"20 kills, {before} marks entered, none lost")  # noqa: T201
