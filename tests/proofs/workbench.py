"""Importing under faults, again and again, each time into a fresh copy of one archive."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive_desk.domain.work import Unwatched
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import open_desk
from archive_desk.services.guarding import Guarding
from archive_desk.services.importing import Importing
from tests.helpers import recordings
from tests.helpers.archives import HandClock, nobody, staffed_office
from tests.proofs.agreement import disorder, footage_count, lies, missing
from tests.proofs.faults import Fault

KILLED = -9
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """How one request ended: the process's exit code, what it said, and every crossing."""

    status: int
    said: dict[str, Any]
    trace: list[list[str]]


class Workbench:
    """One launcher, one small card, and fresh archives."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.card = small_card(place / "card")
        self._pattern = place / "pattern"
        staffed_office(self._pattern).desk.close()
        self._launcher = subprocess.Popen(
            [sys.executable, "-m", "tests.proofs.launcher"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def close(self) -> None:
        """End the launcher."""
        assert self._launcher.stdin is not None
        assert self._launcher.stdout is not None
        self._launcher.stdin.close()
        self._launcher.wait()
        self._launcher.stdout.close()

    def archive(self, name: str = "archive") -> Path:
        """A fresh archive; an older one of this name goes."""
        root = self.place / name
        remove(root)
        shutil.copytree(self._pattern, root)
        return root

    def run(self, archive: Path, fault: Fault | None = None, **more: Any) -> Run:
        """Import the card (or `verb="settle"`) in a process of its own that meets `fault`."""
        answer, trace = self.place / "answer.json", self.place / "trace.jsonl"
        for path in (answer, trace):
            path.unlink(missing_ok=True)
        request = {
            "verb": "import",
            "archive": str(archive),
            "card": str(self.card),
            "answer": str(answer),
            "trace": str(trace),
            "fault": asdict(fault or Fault()),
            **{
                key: str(value) if isinstance(value, Path) else value for key, value in more.items()
            },
        }
        assert self._launcher.stdin is not None
        assert self._launcher.stdout is not None
        self._launcher.stdin.write(json.dumps(request) + "\n")
        self._launcher.stdin.flush()
        status = json.loads(self._launcher.stdout.readline())["status"]
        said = json.loads(answer.read_text("utf-8")) if answer.exists() else {}
        lines = trace.read_text("utf-8").splitlines() if trace.exists() else []
        return Run(status, said, [json.loads(line) for line in lines])

    def recovered(self, archive: Path, card: Path | None = None) -> list[str]:
        """Start again after an accident, import again, and say all that is wrong on the way."""
        wrong = [f"after the accident: {line}" for line in lies(archive)]
        wrong += self._settled(archive)
        again = self.run(archive, card=card or self.card, workers=2)
        if again.status != 0 or not again.said.get("releasable"):
            wrong.append(f"importing again: {again.status} {again.said}")
        wrong += [f"after importing again: {line}" for line in disorder(archive)]
        wrong += [f"not held: {path}" for path in missing(archive, card or self.card)]
        if card is None and footage_count(archive) != ORIGINALS:
            wrong.append(f"{footage_count(archive)} originals instead of {ORIGINALS}")
        return wrong

    def _settled(self, archive: Path) -> list[str]:
        desk = open_desk(archive, clock=HandClock())
        try:
            Importing(desk).settle()
            wrong = [f"after the next start: {line}" for line in disorder(archive)]
            # The program's own check sees nothing either; the journal's chain is part of it.
            people = {person.account: person for person in Accounts(desk).everybody(nobody())}
            report = Guarding(desk).check(people["archivist"], Unwatched(), full=True)
            wrong += [f"check: {finding.code} {finding.item}" for finding in report.findings]
        finally:
            desk.close()
        return wrong


ORIGINALS = 6


def small_card(folder: Path) -> Path:
    """Recordings, a photo, sidecars, the same recording twice, and one of several blocks."""
    base = "8810021_012345_2026111909"
    first = recordings.video(folder / "DCIM" / f"{base}3015_0001.mp4", text="1")
    recordings.video(folder / "DCIM" / f"{base}3021_0002.mp4", text="2")
    shutil.copyfile(first, folder / f"{base}3099_0003.mp4")
    (folder / "DCIM" / f"{base}3015_0001.json").write_text('{"a": 1}', "utf-8")
    (folder / "DCIM" / f"{base}3021_0002.log").write_text("", "utf-8")
    recordings.photo(folder / "DCIM" / "IMG_20261119_094000.jpg")
    (folder / f"{base}5000_0009.mp4").write_bytes(os.urandom((8 << 20) + 5))
    return folder


def remove(folder: Path) -> None:
    """Remove an archive, read-only files and all."""
    if folder.exists():
        shutil.rmtree(folder)
