"""Nothing is relied on before it is on the medium: the order of calls of a whole import.

The model of a medium that keeps as little as the rules allow: of a file what was written before
its last flush, of a folder the names that were there at its last flush. What the database's next
commit speaks of must be kept by such a medium. SQLite's own commits are SQLite's to prove; that
they are asked to be durable is tested with the engine.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.proofs.faults import Fault
from tests.proofs.workbench import Workbench


@dataclass
class Medium:
    """What a power cut would leave, at the least; and at the most, of names that were removed.

    Paths are text. `unflushed` are files with bytes that were not flushed since they were written.
    """

    unflushed: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def see(self, step: str, path: str, second: str) -> None:
        """Take in one call."""
        match step:
            case "open" | "mkdir":
                self.named.add(path)
            case "write":
                self.unflushed.add(path)
            case "fsync" if path in self.unflushed:
                self.unflushed.discard(path)
            case "fsync":
                self._flush_folder(path)
            case "link" | "rename" | "replace":
                self._name(step, path, second)
            case "unlink":
                self.named.discard(path)

    def _name(self, step: str, path: str, second: str) -> None:
        if path in self.unflushed:
            self.broken.append(f"{step} of {path} before its flush")
        self.named.add(second)
        if step != "link":
            self.named.discard(path)

    def _flush_folder(self, folder: str) -> None:
        inside = {path for path in self.kept if path.rpartition("/")[0] == folder}
        self.kept -= inside - self.named
        self.kept |= {path for path in self.named if path.rpartition("/")[0] == folder}

    def keeps(self, path: str, root: str) -> bool:
        """Whether a file would be found again: its own name and every folder's above it."""
        while path != root:
            if path not in self.kept:
                return False
            path = path.rpartition("/")[0]
        return True


def vault_calls(trace, archive):
    vault = f"{archive}/vault"
    return [line for line in trace if line[2].startswith(vault) or line[0] == "committed"]


def recorded(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        return {path for (path,) in connection.execute("SELECT path FROM footage")}


@pytest.fixture(scope="module")
def traced(bench: Workbench, tmp_path_factory):
    snapshots = tmp_path_factory.mktemp("snapshots")
    archive = bench.archive()
    run = bench.run(archive, Fault(), snapshots=snapshots, window=2)
    assert run.said["releasable"]
    return archive, run.trace, sorted(snapshots.iterdir())


def test_no_file_gets_a_name_before_its_bytes_are_flushed(traced):
    archive, trace, _ = traced
    medium = Medium()
    for step, _, path, second in vault_calls(trace, archive):
        medium.see(step, path, second)

    assert medium.broken == []
    assert medium.unflushed == set()


def test_no_commit_speaks_of_a_file_that_a_power_cut_could_still_take(traced):
    archive, trace, snapshots = traced
    vault = f"{archive}/vault"
    medium, commits, spoken_of = Medium(), 0, set()
    for step, _, path, second in vault_calls(trace, archive):
        if step != "committed":
            medium.see(step, path, second)
            continue
        spoken_of = recorded(snapshots[commits])
        commits += 1
        lost = [name for name in spoken_of if not medium.keeps(f"{vault}/{name}", vault)]
        assert lost == []
    assert commits == len(snapshots)
    assert len(spoken_of) == 6


def test_a_finished_batch_keeps_neither_more_nor_less_than_what_lies_there(bench, tmp_path):
    card = tmp_path / "card"
    card.mkdir()
    # The duplicate comes last, so that no later file's flush hides a missing one.
    for name in (
        "8810021_012345_20261119093015_0001.mp4",
        "8810021_012345_20261119093099_0002.mp4",
    ):
        (card / name).write_bytes(b"the same")
    archive = bench.archive()
    run = bench.run(archive, card=card)
    medium = Medium()
    for step, _, path, second in vault_calls(run.trace, archive):
        medium.see(step, path, second)
    bag = f"{archive}/vault/2026-0001"
    held = {path.as_posix() for path in Path(bag).rglob("*")}

    kept = {path for path in medium.kept if path.startswith(f"{bag}/")}

    assert len(run.said["arrivals"]) == 2
    assert kept == held


def test_what_is_read_back_was_flushed_and_named_first(traced):
    _, trace, _ = traced
    named, read = set(), set()
    for step, area, path, second in trace:
        if step == "link":
            named.add(second)
        if step == "read" and area == "archive" and "/data/" in path:
            assert path in named
            read.add(path)
    assert len(read) == 7


@pytest.mark.parametrize(
    ("calls", "complaint"),
    [
        ([("open", "v/a.part", ""), ("write", "v/a.part", ""), ("link", "v/a.part", "v/a")], True),
        (
            [
                ("open", "v/a.part", ""),
                ("write", "v/a.part", ""),
                ("fsync", "v/a.part", ""),
                ("link", "v/a.part", "v/a"),
            ],
            False,
        ),
    ],
)
def test_the_model_sees_a_name_that_comes_too_early(calls, complaint):
    medium = Medium()
    for call in calls:
        medium.see(*call)

    assert bool(medium.broken) is complaint
    assert not medium.keeps("v/a", "v")
    medium.see("fsync", "v", "")
    assert medium.keeps("v/a", "v")
