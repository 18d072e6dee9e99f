"""A lent disc is read back when it returns: the right one, whole, or not."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.domain.discs import DiscState
from archive_desk.domain.errors import Conflict, Refused
from archive_desk.domain.loans import ItemKind, LoanAct
from archive_desk.domain.work import Unwatched
from archive_desk.services.circulating import Circulating
from archive_desk.services.imaging import DiscFilter, Imaging
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.lending import Lending
from tests.helpers.archives import Office, staffed_office
from tests.helpers.shelves import lent, two_discs


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Path, Path]]:
    """An office with two burned discs, and what lies in the drive for each."""
    root = tmp_path_factory.mktemp("shelf")
    office = staffed_office(root / "archive")
    yield office, *two_discs(office)
    office.desk.close()


def state_of(office: Office) -> DiscState:
    page = Imaging(office.desk).page(office["archivist"], DiscFilter())
    return next(disc.state for disc in page.discs if disc.no == "G2026-0001")


def test_the_right_disc_is_read_and_comes_back(shelf: tuple[Office, Path, Path]) -> None:
    office, image, other = shelf
    circulating, clerk = Circulating(office.desk), office["archivist"]
    loan = lent(office)
    assert state_of(office) is DiscState.LENT
    with pytest.raises(Refused, match="不是借阅"):
        circulating.inspect_disc(clerk, loan.id, other, Unwatched())
    reading = circulating.inspect_disc(clerk, loan.id, image, Unwatched())
    assert reading.findings == ()
    circulating.take_back(clerk, loan.id, "完好；读检完好")
    assert state_of(office) is DiscState.BURNED
    with pytest.raises(Conflict):
        circulating.inspect_disc(clerk, loan.id, image, Unwatched())
    where = JournalFilter(item="disc:G2026-0001", verb="disc.read_back")
    entry = Journalling(office.desk).page(office["auditor"], where, 0, 1).entries[0]
    assert entry.approval == loan.no


def test_a_damaged_disc_is_noticed(shelf: tuple[Office, Path, Path], tmp_path: Path) -> None:
    office, image, _other = shelf
    circulating, clerk = Circulating(office.desk), office["archivist"]
    loan = lent(office)
    scratched = tmp_path / "scratched.iso"
    data = bytearray(image.read_bytes())
    data[-200_000] ^= 0xFF
    scratched.write_bytes(data)
    reading = circulating.inspect_disc(clerk, loan.id, scratched, Unwatched())
    assert reading.findings
    circulating.take_back(clerk, loan.id, "有损坏")


def test_what_was_only_viewed_has_no_disc_to_read(shelf: tuple[Office, Path, Path]) -> None:
    office, image, _other = shelf
    lending, clock = Lending(office.desk), office.clock
    case = lending.candidates(office["officer"], ItemKind.CASE, "")[0]
    until = clock.now + timedelta(days=5)
    loan = lending.request(office["officer"], (LoanAct.VIEW,), (case,), "办案", clock.now, until)
    for account in ("unit_head", "leader"):
        lending.approve(office[account], loan.id, "同意")
    circulating, clerk = Circulating(office.desk), office["archivist"]
    circulating.hand_out(clerk, loan.id)
    with pytest.raises(Refused, match="没有借出光盘"):
        circulating.inspect_disc(clerk, loan.id, image, Unwatched())
