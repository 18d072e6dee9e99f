"""Mirroring and healing under kill -9, full and failing disks: the next catching up sets it right.

The mirror lies beside the archive, so that faults strike both.
"""

import shutil
from pathlib import Path

import bagit
import pytest

from archive_desk.domain.work import Unwatched
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import open_desk
from archive_desk.services.guarding import Guarding
from archive_desk.services.healing import Healing
from archive_desk.services.mirroring import Mirroring
from tests.helpers.archives import HandClock, nobody
from tests.proofs.agreement import disorder
from tests.proofs.faults import WRITING, Fault
from tests.proofs.workbench import KILLED, Workbench, remove

SAMPLE_EVERY = 23
FAILING = ("fsync", "write", "read", "chmod", "unlink", "link", "replace", "mkdir", "opened")
ERRORS = {
    "full": Fault("error", error="ENOSPC", steps=tuple(sorted(WRITING)), area="archive"),
    "failing": Fault("error", error="EIO", steps=FAILING, area="archive"),
}


class Twofold:
    """Fresh copies of an archive with a filled vault and an empty, or a full, mirror."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self.archive = bench.archive()
        self.mirror = bench.place / "archive-mirror"
        assert bench.run(self.archive).status == 0
        remove(self.mirror)
        self.mirror.mkdir()
        self._do(lambda desk, clerk: Mirroring(desk).set_up(clerk, self.mirror))
        self._kept = {}
        self._keep("empty")
        self._do(lambda desk, _clerk: Mirroring(desk).catch_up(None, Unwatched()))
        first = sorted((self.archive / "vault").rglob("data/0001_*"))[0]
        first.chmod(0o600)
        first.write_bytes(b"x" + first.read_bytes()[1:])
        self._keep("spoilt")

    def _do(self, work):
        desk = open_desk(self.archive, clock=HandClock())
        try:
            people = {person.account: person for person in Accounts(desk).everybody(nobody())}
            return work(desk, people["archivist"])
        finally:
            desk.close()

    def _keep(self, name: str) -> None:
        for place in (self.archive, self.mirror):
            kept = self.bench.place / f"kept-{name}-{place.name}"
            remove(kept)
            shutil.copytree(place, kept)
            self._kept[name, place] = kept

    def struck(self, name: str, verb: str, fault: Fault):
        """Do `verb` on a fresh copy of the state `name` while `fault` strikes."""
        for place in (self.archive, self.mirror):
            remove(place)
            shutil.copytree(self._kept[name, place], place)
        return self.bench.run(self.archive, fault, verb=verb, reserve=False)

    def wrong(self) -> list[str]:
        """What is wrong once the mirror has caught up and what was bad was healed."""
        return self._do(self._set_right)

    def _set_right(self, desk, clerk) -> list[str]:
        mirroring, guarding = Mirroring(desk), Guarding(desk)
        mirroring.catch_up(None, Unwatched())
        for finding in guarding.check(clerk, Unwatched(), mirror=True).findings:
            if finding.item.startswith("footage:"):
                number = int(finding.item.removeprefix("footage:"))
                Healing(desk).heal(clerk, number, Unwatched())
        caught_up = mirroring.catch_up(None, Unwatched())
        wrong = [f"behind: {caught_up.behind}"] if caught_up.behind else []
        report = guarding.check(clerk, Unwatched(), full=True, mirror=True)
        wrong += [f"check: {each.code} {each.item}" for each in report.findings]
        wrong += disorder(self.archive)
        wrong += [f"left behind: {path}" for path in self.mirror.rglob("*.part")]
        wrong += _bags(self.mirror)
        return wrong


def _bags(mirror: Path) -> list[str]:
    wrong = []
    for folder in sorted(mirror.glob("2026-*")):
        try:
            bagit.Bag(str(folder)).validate()
        except bagit.BagError as error:
            wrong.append(f"mirror {folder.name}: {error}")
    return wrong or ([] if list(mirror.glob("2026-*")) else ["the mirror is empty"])


@pytest.fixture(scope="module")
def twofold(bench: Workbench) -> Twofold:
    """An archive and its mirror, to be struck again and again."""
    return Twofold(bench)


@pytest.mark.parametrize(("name", "verb"), [("empty", "mirror"), ("spoilt", "heal")])
def test_a_kill_at_some_steps_is_set_right(twofold, name, verb):
    crossings = len(twofold.struck(name, verb, Fault()).trace)
    assert crossings > SAMPLE_EVERY
    for number in range(SAMPLE_EVERY, min(crossings, 3 * SAMPLE_EVERY), SAMPLE_EVERY):
        assert twofold.struck(name, verb, Fault("kill", number)).status == KILLED
        assert twofold.wrong() == []


@pytest.mark.parametrize("kind", sorted(ERRORS))
def test_a_fault_at_some_calls_is_set_right(twofold, kind):
    pattern = ERRORS[kind]
    fault = Fault("error", SAMPLE_EVERY, pattern.error, False, pattern.steps, pattern.area)  # noqa: FBT003
    assert twofold.struck("empty", "mirror", fault).status == 0
    assert twofold.wrong() == []


@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("name", "verb"), [("empty", "mirror"), ("spoilt", "heal")])
def test_a_kill_at_every_step_is_set_right(twofold, name, verb):
    number, wrong = 0, []
    while twofold.struck(name, verb, Fault("kill", number + 1)).status == KILLED:
        number += 1
        wrong += [f"{number}: {line}" for line in twofold.wrong()]
    assert wrong == []
    assert number > SAMPLE_EVERY
    print(f"kills while {verb}: {number}")  # noqa: T201


@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("kind", sorted(ERRORS))
def test_a_fault_at_every_call_is_set_right(twofold, kind, lasting):
    pattern = ERRORS[kind]
    counted = [
        line
        for line in twofold.struck("empty", "mirror", Fault()).trace
        if line[0] in pattern.steps and line[1] == pattern.area
    ]
    wrong = []
    for number in range(1, len(counted) + 1):
        fault = Fault("error", number, pattern.error, lasting, pattern.steps, pattern.area)
        run = twofold.struck("empty", "mirror", fault)
        if run.status != 0:
            wrong.append(f"{number}: it ended without a sentence: {run.status}")
        wrong += [f"{number}: {line}" for line in twofold.wrong()]
    assert wrong == []
    print(f"{kind}, lasting={lasting}: {len(counted)} faults")  # noqa: T201
