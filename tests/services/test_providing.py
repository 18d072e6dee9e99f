import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.domain.errors import Cancelled, Damaged, InvalidInput, NotFound, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.loans import ItemKind, Loan, LoanAct, LoanItem
from archive_desk.domain.work import Unwatched
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.lending import Lending
from archive_desk.services.providing import MANIFEST, NOTE, Providing
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored, vault_file_of


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = staffed_office(tmp_path / "archive")
    case = registered(office)
    in_case(office, case, stored(office), stored(office, 3))
    stored(office, 10)
    yield office
    office.desk.close()


ONE, TWO, BESIDE = FootageId(1), FootageId(2), FootageId(3)


def granted(office: Office, *acts: LoanAct) -> Loan:
    """The case, granted to the officer for a week."""
    now = office.clock.now
    lending = Lending(office.desk)
    items = (LoanItem(ItemKind.CASE, 1, ""),)
    loan = lending.request(office["officer"], acts, items, "复议答复", now, now + timedelta(days=7))
    for account in ("unit_head", "leader"):
        lending.approve(office[account], loan.id, "同意")
    return loan


def export(office: Office, out: Path, *ids: FootageId, account: str = "officer", **how):
    return Providing(office.desk).export(
        office[account], ids or (ONE, TWO), out, how.pop("monitor", Unwatched()), **how
    )


def exported(office: Office) -> list[tuple[str, str, str]]:
    page = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="footage.export"), 0, 50
    )
    return [(entry.verb, entry.item, entry.approval) for entry in reversed(page.entries)]


@pytest.mark.parametrize("act", [LoanAct.COPY, LoanAct.PROVIDE])
def test_copies_go_out_under_an_approval_with_their_digests(office, tmp_path, act):
    loan = granted(office, act)
    provided = export(office, tmp_path / "out")
    assert [each.footage_id for each in provided.files] == [ONE, TWO]
    assert provided.approvals == (loan.no,)
    for each in provided.files:
        original = vault_file_of(office, each.footage_id)
        assert (tmp_path / "out" / each.name).read_bytes() == original.read_bytes()
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", MANIFEST], cwd=tmp_path / "out", capture_output=True
    )
    assert checked.returncode == 0, checked.stderr
    note = (tmp_path / "out" / NOTE).read_text("utf-8")
    assert loan.no in note
    assert "示例区教育局" in note
    assert provided.files[0].sha256 in note
    assert exported(office) == [
        ("footage.export_begun", "footage:1", loan.no),
        ("footage.export_begun", "footage:2", loan.no),
        ("footage.exported", "footage:1", loan.no),
        ("footage.exported", "footage:2", loan.no),
    ]


@pytest.mark.parametrize("account", ["archivist", "officer", "reviewer", "admin"])
def test_without_an_approval_nothing_leaves_and_the_article_is_named(office, tmp_path, account):
    with pytest.raises(Refused) as refusal:
        export(office, tmp_path / "out", account=account)
    assert refusal.value.basis.article == "第二十二条"
    assert not (tmp_path / "out").exists()
    assert exported(office) == []


def test_an_approval_to_view_is_none_to_copy(office, tmp_path):
    granted(office, LoanAct.VIEW, LoanAct.BURN)
    with pytest.raises(Refused):
        export(office, tmp_path / "out")


def test_one_recording_beyond_the_approval_keeps_all_of_them_in(office, tmp_path):
    granted(office, LoanAct.COPY)
    with pytest.raises(Refused):
        export(office, tmp_path / "out", ONE, BESIDE)
    assert not (tmp_path / "out").exists()


def test_an_approval_that_has_run_out_is_none(office, tmp_path):
    granted(office, LoanAct.COPY)
    office.clock.forward(days=8)
    with pytest.raises(Refused):
        export(office, tmp_path / "out")


def test_the_clerk_copies_for_the_applicant_under_his_request(office, tmp_path):
    loan = granted(office, LoanAct.COPY)
    provided = export(office, tmp_path / "out", account="archivist", under=loan.no)
    assert provided.approvals == (loan.no,)


def test_an_altered_original_is_not_given_out_and_nothing_stays(office, tmp_path):
    granted(office, LoanAct.COPY)
    vault_file_of(office, TWO).write_bytes(b"xyz")
    with pytest.raises(Damaged, match="没有导出"):
        export(office, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    assert {verb for verb, _, _ in exported(office)} == {"footage.export_begun"}


def test_stopping_leaves_nothing(office, tmp_path):
    granted(office, LoanAct.COPY)

    class Stop:
        def report(self, done, total, note=""):
            if done:
                raise Cancelled

    with pytest.raises(Cancelled):
        export(office, tmp_path / "out", monitor=Stop())
    assert list((tmp_path / "out").iterdir()) == []


def test_an_existing_folder_is_filled_only_if_it_is_empty_and_outside(office, tmp_path):
    granted(office, LoanAct.COPY)
    full = tmp_path / "full"
    full.mkdir()
    (full / "x").touch()
    with pytest.raises(InvalidInput, match="不是空的"):
        export(office, full)
    with pytest.raises(InvalidInput, match="档案库里面"):
        export(office, office.desk.folder.derived / "out")
    (tmp_path / "empty").mkdir()
    assert export(office, tmp_path / "empty").files


def test_copies_of_one_name_stand_side_by_side(office, tmp_path):
    with office.desk.transaction(None) as work:
        from archive_desk.db.tables.footage import footage

        work.session.execute(footage.update().values(name="A:B.mp4"))
    granted(office, LoanAct.COPY)
    names = [each.name for each in export(office, tmp_path / "out").files]
    assert names == ["A_B.mp4", "A_B_2.mp4"]


def test_what_is_not_there_cannot_be_exported(office, tmp_path):
    with pytest.raises(NotFound):
        export(office, tmp_path / "out", FootageId(99))
    with pytest.raises(InvalidInput):
        Providing(office.desk).export(office["officer"], (), tmp_path / "out", Unwatched())
