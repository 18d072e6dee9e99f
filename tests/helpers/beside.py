"""An archive that holds more than originals: scans, a package given out, something set aside."""

from pathlib import Path

from archive_desk.domain.cases import DocumentDraft
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.work import Unwatched
from archive_desk.services.casework import Casework
from archive_desk.services.file_healing import FileHealing
from archive_desk.services.guarding import Guarding
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.providing import Providing
from archive_desk.services.scans import Scans
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.papers import pdf
from tests.helpers.stored import in_case
from tests.helpers.taking_in import take_in
from tests.services.test_exporting import Room
from tests.services.test_providing import COURT

AREAS = ("attachments", "provided", "quarantine")


class Beside:
    """The archive, and an empty folder that is its mirror."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.office = office = staffed_office(root / "archive")
        self.desk, self.clerk = office.desk, office["archivist"]
        card = root / "card"
        recordings.video(card / "DCIM" / "DSJ-A1_20261118090000.mp4", text="一")
        recordings.video(card / "DCIM" / "DSJ-A1_20261118091000.mp4", text="二")
        self.batch = take_in(office, card).batch.no
        case = registered(office)
        in_case(office, case, 1, 2)
        room = Room(office, case.no, [1, 2])
        draft = DocumentDraft("询问笔录", "1")
        document = Casework(self.desk).add_document(self.clerk, case.no, draft)
        scans = [pdf(root / "笔录.pdf", pages=2)]
        Scans(self.desk).add(self.clerk, case.no, document.id, scans, Unwatched())
        self.case = case.no
        loan = room.loan(LoanAct.PROVIDE)
        self.provision, _ = Providing(self.desk).provide(
            self.clerk, loan.id, COURT, root / "out", Unwatched()
        )
        self.desk.folder.quarantine.mkdir()
        aside = self.desk.folder.quarantine / f"{self.batch}_0009_x.mp4.0123456789abcdef"
        aside.write_bytes(b"bad" * 99)
        self.place = root / "mirror"
        self.place.mkdir()
        self.mirroring = Mirroring(self.desk)

    def stepped(self):
        self.mirroring.set_up(self.clerk, self.place)
        return self.catch_up()

    def catch_up(self):
        return self.mirroring.catch_up(self.clerk, Unwatched())

    def check(self, scope=None, **how):
        return Guarding(self.desk).check(self.clerk, Unwatched(), scope, full=True, **how)

    def codes(self, **how):
        return [(each.code, each.item) for each in self.check(**how).findings]

    def heal(self, item: str):
        return FileHealing(self.desk).heal(self.clerk, item, Unwatched())

    def one(self, root: Path, kind: str) -> Path:
        """A scan, a file of the package's payload, its list, or what was set aside."""
        pattern = {
            "attachment": "attachments/*/*.pdf",
            "kept_copy": "provided/*/data/*",
            "list": "provided/*/manifest-sha256.txt",
            "quarantine": "quarantine/*",
        }[kind]
        return min(root.glob(pattern))


def files_of(root: Path, areas: tuple[str, ...] = AREAS) -> dict[str, bytes]:
    """Every file in some folders of an archive or mirror, by its path."""
    found = [f for area in areas for f in sorted((root / area).rglob("*")) if f.is_file()]
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in found}


def flip(file: Path) -> None:
    """Flip one bit in the middle of a file."""
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
