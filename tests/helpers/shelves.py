"""Discs on the shelf: planned, built and registered as burned; and lending one."""

from datetime import timedelta
from pathlib import Path

from archive_desk.domain.discs import Medium
from archive_desk.domain.loans import ItemKind, Loan, LoanAct
from archive_desk.domain.work import Unwatched
from archive_desk.services.circulating import Circulating
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.imaging import DiscRequest, Imaging
from archive_desk.services.lending import Lending
from tests.helpers.archives import Office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored


def two_discs(office: Office) -> tuple[Path, Path]:
    """Two discs of one case (`G2026-0001`, `-0002`): what lies in the drive for each."""
    case = registered(office)
    in_case(office, case, stored(office), stored(office, 3))
    imaging, clerk = Imaging(office.desk), office["archivist"]
    files = []
    for _ in range(2):
        (disc,) = imaging.plan(clerk, DiscRequest(Medium.CD, (case.no,)))
        built = imaging.build(clerk, disc.no, Unwatched())
        DiscKeeping(office.desk).register_burned(clerk, disc.no, location="一柜")
        files.append(imaging.image_file(built))
    return files[0], files[1]


def lent(office: Office, disc: str = "G2026-0001") -> Loan:
    lending, clock = Lending(office.desk), office.clock
    item = lending.item(office["officer"], ItemKind.DISC, disc)
    until = clock.now + timedelta(days=5)
    loan = lending.request(office["officer"], (LoanAct.BORROW,), (item,), "办案", clock.now, until)
    for account in ("unit_head", "leader"):
        lending.approve(office[account], loan.id, "同意")
    return Circulating(office.desk).hand_out(office["archivist"], loan.id)
