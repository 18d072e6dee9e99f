"""Kills, a full disk and a failing disk inside SQLite's own commits: nothing lost, all settled."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.proofs.faults import IN_DATABASE, Fault
from tests.proofs.workbench import KILLED, Run, Workbench

SAMPLES = 3
ERRORS_EVERY = 3
WRITING = ("dbopen", "dbwrite", "dbsync", "dbcut", "dbremove")
KINDS = {
    "full": ("ENOSPC", ("dbopen", "dbwrite", "dbsync")),
    "failing": ("EIO", WRITING),
    "unreadable": ("EIO", ("dbread",)),
}


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two recordings with the same bytes, and a sidecar: every kind of record, and few commits."""
    folder = tmp_path_factory.mktemp("card")
    for name in (
        "8810021_012345_20261119093015_0001.mp4",
        "8810021_012345_20261119093099_0002.mp4",
    ):
        (folder / name).write_bytes(b"the same")
    (folder / "8810021_012345_20261119093015_0001.json").write_text('{"a": 1}', "utf-8")
    return folder


def steps_of(bench: Workbench, card: Path, steps: tuple[str, ...]) -> int:
    """How many such steps an undisturbed import takes."""
    run = bench.run(bench.archive(), database=True, window=2, card=card)
    assert run.said["releasable"]
    return len([line for line in run.trace if line[0] in steps])


def met(bench: Workbench, card: Path, fault: Fault) -> tuple[Run, list[str]]:
    archive = bench.archive()
    run = bench.run(archive, fault, database=True, window=2, card=card)
    return run, [f"{fault.at} {run.trace[-1]}: {line}" for line in bench.recovered(archive, card)]


def every_kill(bench: Workbench, card: Path, kind: str, steps: tuple[str, ...]) -> int:
    """How many kills there were until an import came through; nothing may be wrong after any."""
    number, wrong = 0, []
    while True:
        run, found = met(bench, card, Fault(kind, number + 1, steps=steps))
        wrong += found
        if run.status != KILLED:
            break
        number += 1
    assert wrong == []
    return number


def errors(
    bench: Workbench, card: Path, numbers: Iterable[int], kind: str, *, lasting: bool
) -> list[str]:
    error, steps = KINDS[kind]
    wrong = []
    for number in numbers:
        run, found = met(bench, card, Fault("error", number, error, lasting, steps))
        if run.status != 0 or not run.said:
            wrong.append(f"{number}: it ended without a sentence: {run.status}")
        wrong += found
    return wrong


def test_a_kill_at_some_steps_of_the_database_loses_nothing(bench, card):
    total = steps_of(bench, card, WRITING)
    assert total > 100

    for number in range(total // 6, total, total // SAMPLES):
        run, wrong = met(bench, card, Fault("kill", number, steps=WRITING))
        assert run.status == KILLED
        assert wrong == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_step_of_the_database_that_fails_is_said_and_settled(bench, card, kind):
    middle = steps_of(bench, card, KINDS[kind][1]) // 2

    assert errors(bench, card, [middle], kind, lasting=kind == "full") == []


@pytest.mark.proof
def test_a_kill_at_every_step_of_the_database_loses_nothing(bench, card):
    number = every_kill(bench, card, "kill", WRITING)

    assert number > 100
    print(f"kills inside the database: {number}")  # noqa: T201


@pytest.mark.proof
def test_a_kill_in_the_middle_of_every_write_of_the_database_loses_nothing(bench, card):
    number = every_kill(bench, card, "torn", ("dbwrite",))

    assert number > 50
    print(f"torn writes of the database: {number}")  # noqa: T201


@pytest.mark.proof
@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_steps_of_the_database_that_fail_are_said_and_settled(bench, card, kind, lasting):
    total = steps_of(bench, card, KINDS[kind][1])
    numbers = range(1 + lasting, total + 1, ERRORS_EVERY)

    assert errors(bench, card, numbers, kind, lasting=lasting) == []
    print(f"{kind} inside the database, lasting={lasting}: {len(numbers)}")  # noqa: T201


def test_every_kind_of_step_of_the_database_is_watched(bench, card):
    run = bench.run(bench.archive(), database=True, window=2, card=card)

    assert {"dbopen", "dbread", "dbwrite", "dbsync"} <= {line[0] for line in run.trace}
    assert {line[0] for line in run.trace if line[0].startswith("db")} <= set(IN_DATABASE)
