"""What a screen may ask for that another screen does.

Screens never import each other: a screen emits `requested` with one of these, and the main window
takes it to the screen that registered for it.
"""

from dataclasses import dataclass
from pathlib import Path

from archive_desk.domain.ids import (
    BatchId,
    CaseId,
    DiscId,
    FootageId,
    LoanId,
    NoticeId,
    RepairId,
    RoundId,
)
from archive_desk.domain.loans import LoanItem


@dataclass(frozen=True)
class Intention:
    """Something to be done on another screen."""


@dataclass(frozen=True)
class GoTo(Intention):
    """Show the screen with this key."""

    key: str


@dataclass(frozen=True)
class TakeIn(Intention):
    """Take footage in, from `source` if already chosen."""

    source: Path | None = None


@dataclass(frozen=True)
class ShowBatch(Intention):
    """Show one hand-over of footage."""

    batch_id: BatchId


@dataclass(frozen=True)
class ShowFootage(Intention):
    """Show recordings in the catalogue: these, or those that `text` finds."""

    footage_ids: tuple[FootageId, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class PlayFootage(Intention):
    """Play a recording from `at_ms` after its first picture; `playlist` is what comes beside it.

    With `copy` its repaired copy is played instead.
    """

    footage_id: FootageId
    at_ms: int = 0
    playlist: tuple[FootageId, ...] = ()
    copy: RepairId | None = None


@dataclass(frozen=True)
class ShowCase(Intention):
    """Show a case file."""

    case_id: CaseId


@dataclass(frozen=True)
class NewCase(Intention):
    """Open a new case file, with these recordings in it."""

    footage_ids: tuple[FootageId, ...] = ()


@dataclass(frozen=True)
class LinkFootage(Intention):
    """Link recordings to a case that the person chooses."""

    footage_ids: tuple[FootageId, ...]


@dataclass(frozen=True)
class MakeDisc(Intention):
    """Plan a disc of these cases and recordings."""

    case_ids: tuple[CaseId, ...] = ()
    footage_ids: tuple[FootageId, ...] = ()


@dataclass(frozen=True)
class ShowDisc(Intention):
    """Show a disc's register card."""

    disc_id: DiscId


@dataclass(frozen=True)
class RequestLoan(Intention):
    """Ask to view, borrow or copy these."""

    items: tuple[LoanItem, ...] = ()


@dataclass(frozen=True)
class ShowLoan(Intention):
    """Show a request with its signatures."""

    loan_id: LoanId


@dataclass(frozen=True)
class ShowDevice(Intention):
    """Show a recorder with what is known of its clock."""

    number: str


@dataclass(frozen=True)
class ShowEquipment(Intention):
    """Show a device of the register with who has it."""

    number: str


@dataclass(frozen=True)
class ReadClockFilm(Intention):
    """Read the clock from a recording of the clock screen."""

    footage_id: FootageId


@dataclass(frozen=True)
class ShowDisclosure(Intention):
    """Show an application for disclosure, by its number."""

    no: str


@dataclass(frozen=True)
class ShowComplaint(Intention):
    """Show a complaint to a review body or a court, by its number."""

    no: str


@dataclass(frozen=True)
class ShowJournal(Intention):
    """Show what the journal has on `item` (`case:2026-001`), or all of it."""

    item: str = ""


@dataclass(frozen=True)
class ShowEvaluation(Intention):
    """Show a round of evaluation."""

    round_id: RoundId


@dataclass(frozen=True)
class ShowNotice(Intention):
    """Show a notice of rectification with its answers."""

    notice_id: NoticeId
