"""Packages for the outside: whole, verifiable by anybody, registered once, receipted once."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import bagit
import pypdfium2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from archive_desk.domain.errors import Conflict, Damaged, InvalidInput, NotFound, Refused
from archive_desk.domain.loans import Loan, LoanAct
from archive_desk.domain.provisions import Recipient
from archive_desk.domain.work import Unwatched
from archive_desk.services.providing import Providing
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored, vault_file_of
from tests.services.test_exporting import Room

COURT = Recipient("示例区人民法院", "（2026）示调函字第3号", "示例法官", "告知和签字的过程")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    office = staffed_office(tmp_path / "archive")
    case = registered(office)
    recordings = [stored(office), stored(office, 300)]
    in_case(office, case, *recordings)
    yield Room(office, case.no, recordings)
    office.desk.close()


def provide(room: Room, loan: Loan, out: Path, *, account: str = "archivist"):
    providing = Providing(room.office.desk)
    return providing.provide(room.office[account], loan.id, COURT, out, Unwatched())


def words_of(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    try:
        return "".join(
            document[number].get_textpage().get_text_range() for number in range(len(document))
        )
    finally:
        document.close()


def test_the_package_is_a_bag_with_its_papers_and_stays_on_record(
    room: Room, tmp_path: Path
) -> None:
    loan = room.loan(LoanAct.PROVIDE)
    line, package = provide(room, loan, tmp_path / "out")
    assert bagit.Bag(str(package)).validate(processes=1)
    check = ["sha256sum", "-c", "--strict", "--quiet", "manifest-sha256.txt"]
    assert subprocess.run(check, cwd=package, check=False).returncode == 0
    for item in line.items:
        original = vault_file_of(room.office, item.footage_id)
        assert (package / item.path).read_bytes() == original.read_bytes()
    statement = words_of(package / "data" / "视听资料制作说明.pdf")
    assert "未作剪辑" in statement
    assert COURT.proves in statement
    assert line.items[0].sha256 in statement.replace("\r\n", "").replace("\n", "")
    assert COURT.body in words_of(package / "data" / "证据材料移交清单.pdf")
    assert line.no in words_of(package / "data" / "签收回执.pdf")
    kept = room.office.desk.folder.provided / line.no
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        assert (kept / name).read_bytes() == (package / name).read_bytes()
    assert Providing(room.office.desk).everything(room.office["leader"]) == [line]


def test_one_approval_is_one_package(room: Room, tmp_path: Path) -> None:
    loan = room.loan(LoanAct.PROVIDE)
    provide(room, loan, tmp_path / "out")
    with pytest.raises(Refused) as caught:
        provide(room, loan, tmp_path / "out")
    assert caught.value.basis is not None
    assert len(Providing(room.office.desk).everything(room.office["leader"])) == 1


@pytest.mark.parametrize("account", ["officer", "leader", "reviewer"])
def test_only_the_clerk_makes_it(room: Room, tmp_path: Path, account: str) -> None:
    loan = room.loan(LoanAct.PROVIDE)
    with pytest.raises(Refused):
        provide(room, loan, tmp_path / "out", account=account)
    assert not (tmp_path / "out").exists()


def test_a_loan_to_copy_is_no_leave_to_provide(room: Room, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有批准对外提供"):
        provide(room, room.loan(LoanAct.COPY), tmp_path / "out")


def test_missing_facts_are_asked_for(room: Room, tmp_path: Path) -> None:
    loan = room.loan(LoanAct.PROVIDE)
    for recipient in (
        Recipient(" ", "函", "", "证明"),
        Recipient("法院", "", "", "证明"),
        Recipient("法院", "函", "", ""),
    ):
        with pytest.raises(InvalidInput):
            Providing(room.office.desk).provide(
                room.office["archivist"], loan.id, recipient, tmp_path, Unwatched()
            )


def test_an_altered_original_leaves_no_package_and_no_line(room: Room, tmp_path: Path) -> None:
    loan = room.loan(LoanAct.PROVIDE)
    original = vault_file_of(room.office, room.recordings[1])
    original.chmod(0o600)
    original.write_bytes(b"altered")
    with pytest.raises(Damaged):
        provide(room, loan, tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())
    assert Providing(room.office.desk).everything(room.office["leader"]) == []


def test_a_receipt_is_entered_once_and_the_register_goes_on_paper(
    room: Room, tmp_path: Path
) -> None:
    line, _ = provide(room, room.loan(LoanAct.PROVIDE), tmp_path / "out")
    providing, clerk = Providing(room.office.desk), room.office["archivist"]
    with pytest.raises(InvalidInput):
        providing.receipt(clerk, line.no, " ")
    with pytest.raises(NotFound):
        providing.receipt(clerk, "TG-2026-9999", "示例法官")
    received = providing.receipt(clerk, line.no, "示例法官", "原件核对无误")
    assert received.receipt is not None
    with pytest.raises(Conflict):
        providing.receipt(clerk, line.no, "别人")
    for name in ("登记簿.pdf", "登记簿.xlsx"):
        assert providing.export(clerk, tmp_path / name) == 1
    assert "示例法官" in words_of(tmp_path / "登记簿.pdf")
    with pytest.raises(InvalidInput):
        providing.export(clerk, tmp_path / "登记簿.doc")


@pytest.mark.parametrize("table", ["provisions", "provision_items", "provision_receipts"])
def test_what_was_given_out_cannot_be_rewritten(room: Room, tmp_path: Path, table: str) -> None:
    line, _ = provide(room, room.loan(LoanAct.PROVIDE), tmp_path / "out")
    Providing(room.office.desk).receipt(room.office["archivist"], line.no, "示例法官")
    for change in (f"DELETE FROM {table}", f"UPDATE {table} SET provision_id = 9"):
        if table == "provisions":
            change = change.replace("provision_id = 9", "body = 'x'")
        with (
            pytest.raises(IntegrityError, match="append-only"),
            room.office.desk.transaction(None) as work,
        ):
            work.session.execute(text(change))
