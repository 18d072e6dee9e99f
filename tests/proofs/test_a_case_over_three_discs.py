"""A case of 12 GiB over three DVDs, in three drives at once; and a drive pulled out midway.

Takes about 50 GB of room while it runs. The gate has the same way in small.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.archives import PASSWORD, staffed_office
from tests.helpers.commands import Commands
from tests.helpers.large_cases import card_of
from tests.helpers.printed import Printed
from tests.helpers.sources import ROOT
from tests.journeys.hand import Hand, file_dialogs
from tests.journeys.three_discs import ThreeDiscs, reception_of

CASE = "西教罚〔2026〕12号"
GIB = 1 << 30
PEOPLE = {"clerk": "archivist", "zhang": "officer", "li": "officer"}

pytestmark = [pytest.mark.proof, pytest.mark.timeout(3600)]


def begun(folder: Path, *words: object) -> "subprocess.Popen[bytes]":
    """A command that is not waited for."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "archive_desk.cli.main",
            *map(str, words),
            "--json",
            "--as",
            "clerk",
        ],
        cwd=ROOT,
        env=os.environ | {"ARCHIVE_DESK_ARCHIVE": str(folder), "ARCHIVE_DESK_PASSWORD": PASSWORD},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def answers(runs: "list[subprocess.Popen[bytes]]") -> list[tuple[int, dict]]:
    """What they said, once all are done."""
    said = [run.communicate() for run in runs]
    return [(run.returncode, json.loads(out)) for run, (out, _) in zip(runs, said, strict=True)]


def test_a_case_of_12_gib_goes_over_three_dvds_by_command(tmp_path: Path) -> None:
    desk = Commands(tmp_path / "archive")
    desk("new", "--organisation", "示例区教育局", "--regulation", "xigang")
    for account, role in PEOPLE.items():
        add = ("account", "add", account, "--name", f"示例{account}", "--role", role)
        desk(*add, "--section", "综合科", actor="admin")
    card = tmp_path / "card"
    card_of(card, 25, 12 * GIB // 25)
    taken = desk.in_process_of_its_own("import", card, actor="clerk")
    shutil.rmtree(card)
    assert len(taken["imported"]) == 25
    case = ("case", "add", CASE, "--cause", "无证办学", "--party", "示例培训中心")
    officers = ("--officer", "zhang", "--officer", "li")
    ended = ("--opened", "2026-11-16", "--ended", "2026-11-18T17:00:00+08:00")
    desk(*case, "--kind", "penalty", "--section", "综合科", *officers, *ended, actor="clerk")
    desk("case", "link", CASE, *(row["footage"] for row in taken["imported"]), actor="clerk")

    plan = desk("disc", "plan", "--medium", "dvd", "--case", CASE, actor="clerk")
    discs = [row["disc"] for row in plan["discs"]]
    assert [(row["number"], row["of"]) for row in plan["discs"]] == [(1, 3), (2, 3), (3, 3)]
    for disc in discs:
        desk.in_process_of_its_own("disc", "build", disc, actor="clerk")
    drives = {disc: tmp_path / f"drive-{number}" for number, disc in enumerate(discs, start=1)}

    # One drive is pulled out midway: its disc is not burned, the others are.
    runs = [
        begun(desk.folder, "disc", "burn", disc, "--drive", f"stdio:{drive}", "--brand", "档案级")
        for disc, drive in drives.items()
    ]
    pulled = drives[discs[1]]
    while not pulled.exists() or pulled.stat().st_size < GIB // 4:
        assert runs[1].poll() is None
        time.sleep(0.02)
    pulled.unlink()
    (one, first), (two, second), (three, third) = answers(runs)
    assert (one, two, three) == (0, 4, 0), (first, second, third)
    assert second["error"]["kind"] == "unavailable"
    states = {row["disc"]: row["state"] for row in desk("disc", "list", actor="clerk")["discs"]}
    assert [states[disc] for disc in discs] == ["burned", "built", "burned"]
    (waste,) = desk("disc", "waste", actor="clerk")["burns"]
    assert (waste["disc"], waste["outcome"]) == (discs[1], "failed")

    # Another medium, and the wrong one for the read-back.
    burn = ("disc", "burn", discs[1], "--drive", f"stdio:{pulled}")
    assert desk.in_process_of_its_own(*burn, actor="clerk")["state"] == "burned"
    wrong = ("disc", "readback", discs[1], "--drive", f"stdio:{drives[discs[2]]}")
    refusal = desk(*wrong, actor="clerk", code=3)["error"]["message"]
    assert discs[2] in refusal
    assert "2/3" in refusal

    backs = [
        begun(desk.folder, "disc", "readback", disc, "--drive", f"stdio:{drive}")
        for disc, drive in drives.items()
    ]
    for code, back in answers(backs):
        assert code == 0, back
        assert (back["state"], back["findings"], back["bad_sectors"]) == ("verified", [], 0)
    for number, disc in enumerate(discs, start=1):
        placed = desk("disc", "shelve", disc, f"一号库/3柜/{number}格", actor="clerk")
        assert placed["state"] == "shelved"
        (point,) = desk("disc", "health", disc, actor="clerk")["points"]
        assert (point["sound"], len(point["speeds"])) == (True, 100)
        for paper in ("label", "case", "contents", "burn-record", "check-record"):
            out = tmp_path / f"{disc}-{paper}.pdf"
            desk("disc", paper, disc, "--out", out, actor="clerk")
            printed = Printed(out.read_bytes())
            assert disc in printed.text
            printed.require_embedded_fonts(tmp_path)
    labels = tmp_path / "labels.pdf"
    desk("disc", "labels", *discs, "--out", labels, actor="clerk")
    text = Printed(labels.read_bytes()).text
    assert all(disc in text for disc in discs)
    clocks = desk("worklist", actor="clerk")["clocks"]
    assert not [each for each in clocks if each["clock"] == "burn"]
    assert desk("journal", "verify", actor="admin")["findings"] == []


def test_the_same_in_the_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = staffed_office(tmp_path / "archive")
    office.desk.close()
    desk = Commands(tmp_path / "archive")
    card = tmp_path / "card"
    card_of(card, 25, 12 * GIB // 25)
    taken = desk.in_process_of_its_own("import", card, actor="archivist")
    shutil.rmtree(card)
    case = ("case", "add", CASE, "--cause", "无证办学", "--party", "示例培训中心")
    officers = ("--officer", "officer", "--officer", "officer2")
    desk(*case, "--kind", "penalty", "--section", "综合科", *officers, actor="archivist")
    desk("case", "link", CASE, *(row["footage"] for row in taken["imported"]), actor="archivist")
    with reception_of(qapp) as reception, file_dialogs(monkeypatch) as files:
        story = ThreeDiscs(Hand(), tmp_path, CASE, files, patience=600)
        story.offer_drives(monkeypatch)
        reception.begin(desk.folder)
        story.hand.live(story.tell, tmp_path)
        said = [notice.text for notice in reception.notices.said]
        assert not [text for text in said if "Traceback" in text]
    found = desk("disc", "list", actor="archivist")["discs"]
    assert [row["state"] for row in found] == ["shelved"] * 3
    assert sum(drive.stat().st_size for drive in story.drives) > 12 * GIB
