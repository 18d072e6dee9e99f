"""The lending register: reading it, and giving it out on paper and as spreadsheets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from archive_desk.db import ledger, lending
from archive_desk.db.ledger import LedgerFilter
from archive_desk.domain.errors import Refused
from archive_desk.domain.ids import LoanId
from archive_desk.domain.journal import Act
from archive_desk.domain.ledger import LedgerEntry, LedgerLine, LineState, SectionTotal
from archive_desk.domain.ledger_corrections import Correction, check_correction
from archive_desk.domain.loans import Loan, LoanState
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.forms import circulation, loan_request, workbook
from archive_desk.forms import ledger as register
from archive_desk.forms import sheet as paper
from archive_desk.forms.blocks import Sheet
from archive_desk.services.desk import Desk
from archive_desk.services.written import write_file

__all__ = ["Format", "Ledger", "LedgerFilter", "LedgerPage"]


class Format(StrEnum):
    """How the register leaves the archive."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


@dataclass(frozen=True)
class LedgerPage:
    """Some lines and how many there are in all."""

    lines: Sequence[LedgerLine]
    total: int


class Ledger:
    """The register as clerk, managers and auditor read it."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def page(
        self,
        actor: Person,
        where: LedgerFilter,
        offset: int = 0,
        limit: int = 200,
        *,
        sort: str = "",
        descending: bool = True,
    ) -> LedgerPage:
        """Lines that `where` selects, newest first, or sorted by a column.

        Raises:
            Refused: `actor` may not read the register.
        """
        actor.require(Right.READ_LEDGER)
        with self._desk.reading() as session:
            found = ledger.page(session, where, offset, limit, sort=sort, descending=descending)
            return LedgerPage(found, ledger.count(session, where))

    def standing(self, actor: Person, where: LedgerFilter | None = None) -> Mapping[LineState, int]:
        """How many lines (of those that `where` selects) stand in each state now.

        Raises:
            Refused: `actor` may not read the register.
        """
        actor.require(Right.READ_LEDGER)
        with self._desk.reading() as session:
            return ledger.standing(session, self._desk.clock(), where or LedgerFilter())

    def by_section(
        self, actor: Person, where: LedgerFilter | None = None
    ) -> Sequence[SectionTotal]:
        """What each section borrowed, has out, keeps too long and brought back too late.

        Raises:
            Refused: `actor` may not read the register.
        """
        actor.require(Right.READ_LEDGER)
        with self._desk.reading() as session:
            return ledger.by_section(session, self._desk.clock(), where or LedgerFilter())

    def line(self, actor: Person, no: int) -> tuple[LedgerLine, Sequence[LedgerEntry]]:
        """One line, and what was written down of it, entry by entry.

        Raises:
            Refused: `actor` may not read the register.
            NotFound: there is no such line.
        """
        actor.require(Right.READ_LEDGER)
        with self._desk.reading() as session:
            return ledger.get(session, no), ledger.entries_of(session, no)

    def sections(self, actor: Person) -> Sequence[str]:
        """The sections that have borrowed.

        Raises:
            Refused: `actor` may not read the register.
        """
        actor.require(Right.READ_LEDGER)
        with self._desk.reading() as session:
            return ledger.sections(session)

    def correct(self, actor: Person, no: int, correction: Correction) -> LedgerLine:
        """Correct a line by a counter-entry, and return the line that takes its place.

        The old line stays as it was written, and names the new one.

        Raises:
            Refused: not the clerk's right.
            Conflict: it was corrected before.
            InvalidInput: no reason, nothing different, or times that cannot be.
            NotFound: there is no such line.
        """
        actor.require(Right.CIRCULATE)
        with self._desk.transaction(actor) as work:
            before = ledger.get(work.session, no)
            real = correction.of(before)
            check_correction(before, real, work.at)
            new = ledger.correct(work.session, before, real, actor.name, work.at)
            detail = {
                "line": new.no,
                "corrects": before.no,
                "changes": real.kept,
                "reason": real.reason,
            }
            work.journal(Act("ledger.corrected", f"ledger:{before.no}", before.loan_no, detail))
            return new

    def disagreements(self) -> Sequence[int]:
        """The lines that are not as their entries make them up; none, unless somebody meddled."""
        with self._desk.reading() as session:
            made = ledger.made_of_entries(session)
            kept = {line.no: line for line in ledger.lines(session, LedgerFilter())}
        return sorted(no for no in {*made, *kept} if made.get(no) != kept.get(no))

    def file_name(self, kind: Format) -> str:
        """What an export made today is called, in the archive's language."""
        today = self._desk.clock().astimezone(self._desk.office.zone)
        return f"{register.TITLE}-{today:%Y%m%d}.{kind.value}"

    def export(
        self, actor: Person, kind: Format, out: Path, where: LedgerFilter | None = None
    ) -> int:
        """Write the lines that `where` selects to `out`, in the register's order.

        Returns how many there are.

        Raises:
            Refused: `actor` may not read the register.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.READ_LEDGER)
        at, office = self._desk.clock(), self._desk.office
        with self._desk.reading() as session:
            lines = list(ledger.lines(session, where or LedgerFilter()))
            totals = ledger.by_section(session, at, where or LedgerFilter())
        heading = {"organisation": office.organisation, "operator": actor.name}
        match kind:
            case Format.PDF:
                data = paper.render(register.sheet(lines, at=at, zone=office.zone, **heading))
            case Format.XLSX:
                books = register.workbooks(lines, totals, at=at, zone=office.zone, **heading)
                data = workbook.render(*books)
            case Format.CSV:
                data = register.comma_separated(lines, at=at, zone=office.zone)
        write_file(out, data)
        detail = {"format": kind.value, "file": out.name, "lines": len(lines)}
        with self._desk.transaction(actor) as work:
            work.journal(Act("ledger.exported", "ledger:loans", detail=detail))
        return len(lines)

    def print_request(self, actor: Person, loan_id: LoanId, out: Path) -> Path:
        """Write the approval form (借阅审批表) of a request to `out`.

        Raises:
            Refused: somebody else's request.
            NotFound: there is none.
            Unavailable: the file cannot be written.
        """
        return self._print(actor, loan_id, loan_request.sheet, out)

    def print_slip(self, actor: Person, loan_id: LoanId, out: Path) -> Path:
        """Write the hand-out slip (借出交接单) of a loan that is out to `out`.

        Raises:
            Refused: somebody else's request, or nothing is out.
            NotFound: there is none.
            Unavailable: the file cannot be written.
        """
        return self._print(actor, loan_id, circulation.slip, out, only_out=True)

    def print_recall(self, actor: Person, loan_id: LoanId, out: Path) -> Path:
        """Write the recall notice (催还通知单) of a loan that is out to `out`.

        Raises:
            Refused: somebody else's request, or nothing is out.
            NotFound: there is none.
            Unavailable: the file cannot be written.
        """
        return self._print(actor, loan_id, circulation.recall, out, only_out=True)

    def _print(
        self,
        actor: Person,
        loan_id: LoanId,
        form: Callable[..., Sheet],
        out: Path,
        *,
        only_out: bool = False,
    ) -> Path:
        with self._desk.reading() as session:
            loan = lending.get(session, loan_id)
        if loan.applicant_id != actor.id:
            actor.require(Right.READ_LEDGER)
        if only_out and loan.state is not LoanState.LENT:
            raise Refused(say("借阅 {no} 没有借出的内容。", no=loan.no), basis=loan.basis)
        sheet = form(
            loan,
            organisation=self._desk.office.organisation,
            operator=actor.name,
            at=self._desk.clock(),
            zone=self._desk.office.zone,
        )
        write_file(out, paper.render(sheet))
        with self._desk.transaction(actor) as work:
            detail = {"file": out.name, "form": sheet.title}
            work.journal(Act("loan.printed", f"loan:{loan.no}", detail=detail))
        return out


def request_file_name(loan: Loan) -> str:
    """What the approval form of a request is called, in the archive's language."""
    return f"{loan_request.TITLE}-{loan.no}.pdf"


def slip_file_name(loan: Loan) -> str:
    """What the hand-out slip of a loan is called, in the archive's language."""
    return f"{circulation.SLIP_TITLE}-{loan.no}.pdf"


def recall_file_name(loan: Loan) -> str:
    """What the recall notice of a loan is called, in the archive's language."""
    return f"{circulation.RECALL_TITLE}-{loan.no}.pdf"
