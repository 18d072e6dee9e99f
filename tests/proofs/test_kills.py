"""Whatever instant kill -9 finds an import at, the next start settles it and nothing is lost."""

import pytest

from tests.proofs.agreement import lies
from tests.proofs.faults import Fault
from tests.proofs.workbench import KILLED, Workbench

SAMPLE_EVERY = 59
FEWEST_CROSSINGS = 150


def killed_at(bench: Workbench, number: int, fault: str = "kill", **more) -> list[str] | None:
    """What was wrong after a kill at this crossing; None when the import has fewer crossings."""
    archive = bench.archive()
    run = bench.run(archive, Fault(fault, number, **more), window=2)
    if run.status != KILLED:
        assert run.said["releasable"]
        return None
    return [f"{run.trace[-1]}: {line}" for line in bench.recovered(archive)]


def test_a_kill_at_some_steps_loses_nothing(bench):
    crossings = len(bench.run(bench.archive()).trace)
    assert crossings > FEWEST_CROSSINGS

    for number in range(SAMPLE_EVERY, crossings, SAMPLE_EVERY):
        assert killed_at(bench, number) == []


@pytest.mark.proof
def test_a_kill_at_every_step_loses_nothing(bench):
    number, wrong = 0, []
    while (found := killed_at(bench, number + 1)) is not None:
        wrong += found
        number += 1

    assert wrong == []
    assert number > FEWEST_CROSSINGS
    print(f"kills: {number}")  # noqa: T201


@pytest.mark.proof
def test_a_kill_in_the_middle_of_every_write_loses_nothing(bench):
    number, wrong = 0, []
    while (found := killed_at(bench, number + 1, "torn", steps=("write",))) is not None:
        wrong += found
        number += 1

    assert wrong == []
    assert number > 0
    print(f"torn writes: {number}")  # noqa: T201


def cut_off(bench: Workbench):
    """An archive whose import was killed with a whole file that no record knows yet."""
    archive = bench.archive()
    steps = [line[0] for line in bench.run(archive).trace]
    third_commit = [n for n, step in enumerate(steps, 1) if step == "commit"][2]
    archive = bench.archive()
    assert bench.run(archive, Fault("kill", third_commit)).status == KILLED
    return archive


@pytest.mark.proof
def test_a_kill_at_every_step_of_settling_is_settled_by_the_start_after(bench):
    number, wrong = 0, []
    while True:
        number += 1
        archive = cut_off(bench)
        if bench.run(archive, Fault("kill", number), verb="settle").status != KILLED:
            break
        wrong += [f"{number}: {line}" for line in bench.recovered(archive)]

    assert wrong == []
    assert number > 10
    print(f"kills while settling: {number - 1}")  # noqa: T201


def test_at_no_instant_is_there_a_record_without_its_file(bench):
    archive = bench.archive()
    commits = [line for line in bench.run(archive).trace if line[0] == "committed"]

    for number in range(2, len(commits) + 1, 3):
        archive = bench.archive()
        bench.run(archive, Fault("kill", number, steps=("committed",)))
        assert lies(archive) == []
