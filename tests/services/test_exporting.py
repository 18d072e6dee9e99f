"""Copies leave the archive under a grant to copy, whole and listed, or not at all."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.domain.errors import Cancelled, Damaged, InvalidInput, NotFound, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.loans import ItemKind, Loan, LoanAct
from archive_desk.domain.sentences import Sentence
from archive_desk.domain.work import Unwatched
from archive_desk.services.exporting import MANIFEST, NOTE, Exporting
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.lending import Lending
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored, vault_file_of


@dataclass
class Room:
    office: Office
    case: str
    recordings: list[FootageId]

    def loan(self, *acts: LoanAct) -> Loan:
        lending, now = Lending(self.office.desk), self.office.clock.now
        officer = self.office["officer"]
        item = lending.item(officer, ItemKind.CASE, self.case)
        loan = lending.request(officer, acts, (item,), "办案", now, now + timedelta(days=3))
        for account in ("unit_head", "leader"):
            loan = lending.approve(self.office[account], loan.id, "同意")
        return loan

    def copy(self, account: str, out: Path, **more: str):
        exporting = Exporting(self.office.desk)
        return exporting.copy_out(self.office[account], self.recordings, out, Unwatched(), **more)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    office = staffed_office(tmp_path / "archive")
    case = registered(office)
    recordings = [stored(office), stored(office, 300)]
    in_case(office, case, *recordings)
    yield Room(office, case.no, recordings)
    office.desk.close()


def test_copies_are_whole_listed_and_journalled(room: Room, tmp_path: Path) -> None:
    loan = room.loan(LoanAct.COPY)
    made = room.copy("officer", tmp_path / "out")
    for copied, footage_id in zip(made, room.recordings, strict=True):
        assert copied.path.read_bytes() == vault_file_of(room.office, footage_id).read_bytes()
    check = ["sha256sum", "-c", "--strict", MANIFEST]
    assert subprocess.run(check, cwd=tmp_path / "out", check=False).returncode == 0
    note = (tmp_path / "out" / NOTE).read_text("utf-8")
    assert loan.no in note
    assert made[0].sha256 in note
    where = JournalFilter(verb="footage.copied_out")
    page = Journalling(room.office.desk).page(room.office["auditor"], where, 0, 9)
    assert [entry.approval for entry in page.entries] == [loan.no, loan.no]


def test_what_may_be_provided_may_be_copied_for_it(room: Room, tmp_path: Path) -> None:
    loan = room.loan(LoanAct.PROVIDE)
    made = room.copy("officer", tmp_path / "out")
    assert {copied.approval for copied in made} == {loan.no}


@pytest.mark.parametrize("account", ["officer", "archivist", "leader", "reviewer"])
def test_without_a_grant_to_copy_nothing_leaves(room: Room, tmp_path: Path, account: str) -> None:
    room.loan(LoanAct.VIEW)
    with pytest.raises(Refused) as caught:
        room.copy(account, tmp_path / "out")
    assert str(caught.value.basis).endswith("第二十二条")
    assert not (tmp_path / "out").exists()


def test_the_clerk_copies_for_the_applicant_of_a_loan(room: Room, tmp_path: Path) -> None:
    loan = room.loan(LoanAct.COPY)
    made = room.copy("archivist", tmp_path / "out", under=loan.no)
    assert {copied.approval for copied in made} == {loan.no}
    with pytest.raises(NotFound):
        room.copy("archivist", tmp_path / "other", under="JY-1999-0001")


def test_a_damaged_original_is_not_passed_on(room: Room, tmp_path: Path) -> None:
    room.loan(LoanAct.COPY)
    file = vault_file_of(room.office, room.recordings[1])
    file.write_bytes(bytes(300))
    with pytest.raises(Damaged):
        room.copy("officer", tmp_path / "out")
    assert not any((tmp_path / "out").iterdir())


def test_a_cancelled_export_leaves_nothing(room: Room, tmp_path: Path) -> None:
    class Stop:
        def report(self, done: int, total: int, note: Sentence | str = "") -> None:
            if done == total:
                raise Cancelled

    room.loan(LoanAct.COPY)
    with pytest.raises(Cancelled):
        Exporting(room.office.desk).copy_out(
            room.office["officer"], room.recordings, tmp_path / "out", Stop()
        )
    assert not any((tmp_path / "out").iterdir())


def test_the_archive_and_a_folder_of_copies_are_no_target(room: Room, tmp_path: Path) -> None:
    room.loan(LoanAct.COPY)
    with pytest.raises(InvalidInput, match="档案库文件夹"):
        room.copy("officer", room.office.desk.folder.root / "vault" / "out")
    room.copy("officer", tmp_path / "out")
    with pytest.raises(InvalidInput, match="已有一批"):
        room.copy("officer", tmp_path / "out")


def test_nothing_asked_for_is_wrong_usage(room: Room, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        Exporting(room.office.desk).copy_out(
            room.office["officer"], [], tmp_path / "out", Unwatched()
        )
