"""The copy kept of what was provided: whole, an item of its own, held against its lists."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest

from archive_desk.domain.errors import NotFound, Refused
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.work import Unwatched
from archive_desk.services.kept_copies import KeptCopies
from archive_desk.services.providing import Providing
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored
from tests.services.test_exporting import Room
from tests.services.test_providing import COURT


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    office = staffed_office(tmp_path / "archive")
    case = registered(office)
    recordings = [stored(office), stored(office, 300)]
    in_case(office, case, *recordings)
    yield Room(office, case.no, recordings)
    office.desk.close()


def provided(room: Room, out: Path):
    loan = room.loan(LoanAct.PROVIDE)
    providing = Providing(room.office.desk)
    made, package = providing.provide(room.office["archivist"], loan.id, COURT, out, Unwatched())
    assert made.kept is not None
    return made, package, room.office.desk.folder.root / made.kept.path


def test_it_is_a_whole_package_of_its_own(room: Room, tmp_path: Path) -> None:
    made, package, kept = provided(room, tmp_path / "out")
    assert made.kept.no == "LC-2026-0001"
    assert bagit.Bag(str(kept)).is_valid()
    check = ["sha256sum", "-c", "--strict", "--quiet", "manifest-sha256.txt"]
    assert subprocess.run(check, cwd=kept, check=False).returncode == 0
    mine = {f.relative_to(kept): f.read_bytes() for f in kept.rglob("*") if f.is_file()}
    theirs = {f.relative_to(package): f.read_bytes() for f in package.rglob("*") if f.is_file()}
    assert mine == theirs
    assert made.kept.files == len(mine)
    assert made.kept.size_bytes == sum(map(len, mine.values()))
    assert KeptCopies(room.office.desk).check(room.office["archivist"], made.no) == []


@pytest.mark.parametrize("how", ["altered", "missing", "list_altered", "list_missing"])
def test_what_was_done_to_it_is_found(room: Room, tmp_path: Path, how: str) -> None:
    made, _, kept = provided(room, tmp_path / "out")
    victim = kept / ("manifest-sha256.txt" if how.startswith("list") else made.items[0].path)
    if how.endswith("missing"):
        victim.unlink()
    else:
        victim.write_bytes(victim.read_bytes() + b"x")
    (found,) = KeptCopies(room.office.desk).check(room.office["auditor"], made.no)
    assert found.code == f"kept_copy_{'missing' if how.endswith('missing') else 'altered'}"


def test_it_is_for_who_checks_the_archive(room: Room, tmp_path: Path) -> None:
    made, _, _ = provided(room, tmp_path / "out")
    with pytest.raises(Refused):
        KeptCopies(room.office.desk).check(room.office["officer"], made.no)
    with pytest.raises(NotFound):
        KeptCopies(room.office.desk).check(room.office["archivist"], "TG-1")
