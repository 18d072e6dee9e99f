"""Whenever the reviewer's window is killed, everything that was entered is in the archive."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from archive_desk.domain.evaluation_sheet import Verdict
from archive_desk.services.desk import open_desk
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.journalling import Journalling
from archive_desk.services.scoring import Scoring
from tests.helpers.evaluations import PLAN, evaluation_office, round_under_review
from tests.helpers.sources import PACKAGE

ENTRIES = 7 + len("good work")
"""Seven items, and the letters of the opinion."""


@pytest.fixture
def reviewed(tmp_path):
    """An archive, a reviewer and his case, with nothing of it open here."""
    office = evaluation_office(tmp_path / "archive")
    found = round_under_review(office, replace(PLAN, sheet="playback"))
    case = Evaluating(office.desk).cases(office["leader"], found.id)[0]
    office.desk.close()
    person_id = case.seats[0].person_id
    reviewer = next(each for each in office.people.values() if each.id == person_id)
    return office, case, reviewer


def killed_after(reviewed, count):
    """What the reviewer had entered when the process was killed."""
    office, case, reviewer = reviewed
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.helpers.reviewer_at_work",
            str(office.desk.folder.root),
            reviewer.account,
            str(case.id),
        ],
        cwd=PACKAGE.parent,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(PACKAGE.parent)},
        text=True,
    )
    told = ""
    try:
        assert process.stdout is not None
        for _ in range(count):
            told = process.stdout.readline()
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    return json.loads(told)


def nothing_is_lost(reviewed, entered):
    office, case, reviewer = reviewed
    desk = open_desk(office.desk.folder.root)
    try:
        _assignment, state = Scoring(desk).open(reviewer, case.id)
        answers = state.sheet.answers
        assert {key: "full" for key, a in answers.items() if a.verdict is Verdict.FULL}.items() >= (
            entered["verdicts"].items()
        )
        kept = {(each.item, each.text) for each in state.sheet.deductions}
        assert kept >= {tuple(each) for each in entered["deductions"]}
        assert state.sheet.review.opinion.startswith(entered["opinion"].strip())
        assert Journalling(desk).verify().findings == ()
    finally:
        desk.close()


def test_a_killed_window_loses_nothing_that_was_entered(reviewed):
    nothing_is_lost(reviewed, killed_after(reviewed, ENTRIES))


@pytest.mark.proof
@pytest.mark.parametrize("count", range(1, ENTRIES))
def test_a_window_killed_after_any_entry_loses_nothing(reviewed, count):
    nothing_is_lost(reviewed, killed_after(reviewed, count))
