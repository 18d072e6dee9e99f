"""A full disk, a failing disk, a pulled card, a vault that goes away: refused in words, settled."""

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from tests.proofs.faults import WRITING, Fault
from tests.proofs.workbench import Run, Workbench

SAMPLE_EVERY = 13
FAILING = ("fsync", "write", "read", "chmod", "unlink", "link", "replace", "mkdir", "opened")
KINDS = {
    "full": Fault("error", error="ENOSPC", steps=tuple(sorted(WRITING)), area="archive"),
    "failing": Fault("error", error="EIO", steps=FAILING, area="archive"),
    "card": Fault("error", error="EIO", area="card"),
}


def struck(fault: Fault, run: Run) -> bool:
    counted = [
        line
        for line in run.trace
        if (not fault.steps or line[0] in fault.steps) and line[1] == fault.area
    ]
    return len(counted) >= fault.at


def wrong_with(bench: Workbench, kind: str, at: int, *, lasting: bool) -> list[str] | None:
    """What was wrong after this fault; None when the import has fewer such calls."""
    pattern = KINDS[kind]
    fault = Fault("error", at, pattern.error, lasting, pattern.steps, pattern.area)
    archive = bench.archive()
    run = bench.run(archive, fault, window=2, reserve=False)
    if not struck(fault, run):
        return None
    wrong = [] if run.status == 0 and run.said else [f"it ended without a sentence: {run.status}"]
    wrong += bench.recovered(archive)
    return [f"{kind} {at} lasting={lasting}: {line}" for line in wrong]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_fault_at_some_calls_is_said_and_settled(bench, kind):
    for at in range(SAMPLE_EVERY, 3 * SAMPLE_EVERY, SAMPLE_EVERY):
        assert not wrong_with(bench, kind, at, lasting=at % 2 == 0)


@pytest.mark.proof
@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_fault_at_every_call_is_said_and_settled(bench, kind, lasting):
    at, wrong = 0, []
    while (found := wrong_with(bench, kind, at + 1, lasting=lasting)) is not None:
        wrong += found
        at += 1

    assert wrong == []
    assert at > SAMPLE_EVERY
    print(f"{kind}, lasting={lasting}: {at} faults")  # noqa: T201


@pytest.fixture
def small_disk(tmp_path):
    """Mounts a disk of so many KiB; needs the rights of an administrator."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mounted = []

    def mount(kib: int) -> Path:
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", place],
            check=False,
            capture_output=True,
        )
        if done.returncode:
            pytest.skip("this system lets nobody mount a small disk")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "-l", place], check=True)


def on_a_small_disk(bench: Workbench, mount, kib: int) -> list[str]:
    """What is wrong when a real disk of this size fills up, and after it has been enlarged."""
    place = mount(kib)
    archive = place / "archive"
    try:
        shutil.copytree(bench.archive(), archive)
    except (OSError, shutil.Error):
        return []
    run = bench.run(archive, window=2, reserve=False)
    wrong = [] if run.status == 0 and run.said else [f"ended without a sentence: {run.status}"]
    subprocess.run(["mount", "-o", "remount,size=160m", place], check=True)
    return [f"{kib} KiB: {line}" for line in [*wrong, *bench.recovered(archive)]]


def test_a_real_full_disk_is_said_and_settled(bench, small_disk):
    assert on_a_small_disk(bench, small_disk, 5000) == []


@pytest.mark.proof
def test_a_real_disk_of_every_size_is_said_and_settled(bench, small_disk):
    wrong = []
    for kib in [*range(1000, 2400, 20), *range(2400, 14000, 200)]:
        wrong += on_a_small_disk(bench, small_disk, kib)

    assert wrong == []


def test_a_card_pulled_out_and_put_back_comes_in_whole(bench, tmp_path):
    card = tmp_path / "card"
    shutil.copytree(bench.card, card, copy_function=shutil.copy2)
    archive = bench.archive()
    elsewhere = tmp_path / "elsewhere"
    incoming = archive / "vault" / ".incoming"

    def pull():
        while not (incoming.is_dir() and any(incoming.glob("*.part"))):
            pass
        card.rename(elsewhere)

    pulling = threading.Thread(target=pull)
    pulling.start()
    run = bench.run(archive, card=card)
    pulling.join()

    assert run.status == 0
    assert not run.said["releasable"]
    assert any("已断开" in reason for _, _, reason in run.said["arrivals"])
    elsewhere.rename(card)
    assert bench.recovered(archive, card) == []


def test_a_vault_that_goes_away_is_not_made_anew_in_its_place(bench, tmp_path):
    archive = bench.archive()
    vault, elsewhere = archive / "vault", tmp_path / "elsewhere"
    incoming = vault / ".incoming"

    def unplug():
        while not (incoming.is_dir() and any(incoming.glob("*.part"))):
            pass
        vault.rename(elsewhere)

    unplugging = threading.Thread(target=unplug)
    unplugging.start()
    run = bench.run(archive)
    unplugging.join()

    assert run.status == 0
    assert not run.said.get("releasable")
    assert not vault.exists()
    elsewhere.rename(vault)
    assert bench.recovered(archive) == []
