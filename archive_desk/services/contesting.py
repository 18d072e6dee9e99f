"""Complaints (复议、应诉): their register, and the clocks that run from their receipt.

复议法 Arts. 48, 54: ten working days, five in simplified procedure; 行诉法 Art. 67: fifteen days.
What is not provided in time counts as no evidence, so providing is what ends a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path

from archive_desk.db import cases, complaints, counters
from archive_desk.domain.clock import Count
from archive_desk.domain.complaints import Complaint, ComplaintDraft
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Deadline
from archive_desk.forms import complaints as forms
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.register_files import write_register
from archive_desk.services.rules import Rules


@dataclass(frozen=True)
class Contested:
    """A complaint with its clock: the rule, and the count that explains when it is due."""

    complaint: Complaint
    deadline: Deadline
    count: Count | None


class Contesting:
    """What the clerk does when a complaint comes."""

    def __init__(self, desk: Desk, rules: Rules | None = None) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._rules = rules or Rules(rulebook.calendar(desk))

    def register(self, actor: Person, draft: ComplaintDraft) -> Contested:
        """Write a complaint into the register; its clock begins with the day of receipt.

        Raises:
            Refused: not the clerk's right.
            InvalidInput: a fact is missing, or the day is in the future.
            NotFound: there is no such case.
        """
        actor.require(Right.CIRCULATE)
        draft = replace(
            draft,
            body=draft.body.strip(),
            document_no=draft.document_no.strip(),
            complainant=draft.complainant.strip(),
            case_no=draft.case_no.strip(),
            note=draft.note.strip(),
        )
        zone = self._desk.office.zone
        draft.require_sense(self._desk.clock().astimezone(zone).date())
        with self._desk.transaction(actor) as work:
            case = cases.get(work.session, draft.case_no)
            year = work.at.astimezone(zone).year
            no = f"YS-{year}-{counters.next_value(work.session, f'complaint-{year}'):04}"
            complaints.add(work.session, no, draft, case.id, work.at, actor.name)
            detail = {
                "kind": draft.kind.value,
                "body": draft.body,
                "document": draft.document_no,
                "case": case.no,
                "received_on": draft.received_on.isoformat(),
            }
            work.journal(Act("complaint.registered", f"complaint:{no}", detail=detail))
            found = complaints.get(work.session, no)
        return self._contested(found)

    def everything(self, actor: Person, text: str = "") -> Sequence[Contested]:
        """The register, the newest first, with its clocks.

        Raises:
            Refused: `actor` may not read registers.
        """
        actor.require(Right.READ_LEDGER)
        with self._desk.reading() as session:
            found = complaints.everything(session, text)
        return [self._contested(each) for each in found]

    def waiting(self, actor: Person) -> Sequence[Contested]:
        """Complaints that nothing has been provided for yet.

        Raises:
            Refused: `actor` may not read registers.
        """
        actor.require(Right.READ_LEDGER)
        with self._desk.reading() as session:
            found = complaints.everything(session, open_only=True)
        return [self._contested(each) for each in found]

    def get(self, actor: Person, no: str) -> Contested:
        """One complaint with its clock.

        Raises:
            Refused: `actor` may not read registers.
            NotFound: there is none.
        """
        actor.require(Right.READ_LEDGER)
        with self._desk.reading() as session:
            found = complaints.get(session, no)
        return self._contested(found)

    def export(self, actor: Person, out: Path, text: str = "") -> int:
        """Write the register (复议应诉登记) to `out` as PDF, xlsx or CSV by its suffix.

        Raises:
            Refused: `actor` may not read registers.
            InvalidInput: another suffix.
            Unavailable: the file cannot be written.
        """
        found = self.everything(actor, text)[::-1]
        rows = [
            forms.Row(each.complaint, None if each.count is None else each.count.due)
            for each in found
        ]
        return write_register(self._desk, actor, forms.REGISTER, rows, out, "ledger:complaints")

    def register_file_name(self) -> str:
        """What the register written today is called, in the archive's language."""
        today = self._desk.clock().astimezone(self._desk.office.zone)
        return f"{forms.REGISTER.title}-{today:%Y%m%d}.xlsx"

    def _contested(self, found: Complaint) -> Contested:
        deadline = rulebook.of(self._desk).deadline(found.draft.kind.clock)
        return Contested(found, deadline, self._count(deadline, found))

    def _count(self, deadline: Deadline, found: Complaint) -> Count | None:
        zone = self._desk.office.zone
        start = datetime.combine(found.draft.received_on, time(12), zone)
        return self._rules.count(deadline, start, zone)
