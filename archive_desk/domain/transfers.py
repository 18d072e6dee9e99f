"""What is handed over to the state archive (移交): files with their metadata, case by case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from archive_desk.domain.cases import CaseFile


@dataclass(frozen=True)
class TransferFile:
    """One electronic record: where it lies in the package, and what is known of it."""

    path: str
    case_no: str
    title: str
    kind: str
    size_bytes: int
    sha256: str
    sm3: str = ""
    number: str = ""
    responsible: str = ""
    day: date | None = None
    pages: str = ""
    note: str = ""
    metadata: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class TransferCase:
    """One case file in the package."""

    case: CaseFile
    folder: str
    archive_no: str
    secrecy: str
    retention: str
    pages: int
    files: Sequence[TransferFile]


@dataclass(frozen=True)
class TransferPackage:
    """The whole package. `basis` is the approval it is handed over under; `receiver` gets it."""

    no: str
    organisation: str
    archive_id: str
    receiver: str
    basis: str
    made_by: str
    made_at: datetime
    journal_head: str
    cases: Sequence[TransferCase]

    @property
    def files(self) -> list[TransferFile]:
        """All records in their order."""
        return [file for case in self.cases for file in case.files]

    @property
    def size_bytes(self) -> int:
        """How many bytes the records have."""
        return sum(file.size_bytes for file in self.files)
