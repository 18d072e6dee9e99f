"""Circulation: the clerk hands out, renews and takes back what was approved."""

from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from archive_desk.db import discs, grants, ledger, lending, loan_items
from archive_desk.domain import approvals
from archive_desk.domain.approvals import Move
from archive_desk.domain.clock import end_of_day
from archive_desk.domain.disc_health import Occasion
from archive_desk.domain.errors import Refused
from archive_desk.domain.holidays import WorkCalendar
from archive_desk.domain.ids import LoanId
from archive_desk.domain.ledger import LedgerEvent
from archive_desk.domain.loans import Loan, LoanAct
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.disc_reading import (
    Circumstances,
    DiscReading,
    read_disc,
    reading_act,
    record_check,
)
from archive_desk.services.loan_changes import changing, write


class Circulating:
    """What the clerk does with approved loans. Every verb writes the register and the journal."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    @cached_property
    def _regulation(self) -> Regulation:
        return rulebook.regulation(self._desk.office.regulation)

    @cached_property
    def _calendar(self) -> WorkCalendar:
        return rulebook.work_calendar()

    def hand_out(self, actor: Person, loan_id: LoanId) -> Loan:
        """Give an approved loan out; borrowed things are due on a working day.

        Raises:
            Refused: not the clerk's right, too late, or the thing itself is out elsewhere.
            Conflict: not approved, or handed out already.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            loan = approvals.hand_out(
                before, actor, self._due(before, before.wanted_until), work.at
            )
            if LoanAct.BORROW in loan.acts:
                _take_from_shelf(work, loan)
            lending.save(work.session, loan)
            ledger.note(
                work.session,
                LedgerEvent.HANDED_OUT,
                loan,
                actor.name,
                work.at,
                due_at=loan.due_at,
            )
            write(work, "handed_out", loan, due=_iso(loan.due_at))
            return lending.get(work.session, loan.id)

    def take_back(self, actor: Person, loan_id: LoanId, condition: str = "") -> Loan:
        """Take a loan back with what the inspection found; its grants end.

        Raises:
            Refused: not the clerk's right.
            Conflict: it was never handed out, or is back already.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            loan = approvals.take_back(before, actor, condition, work.at)
            lending.save(work.session, loan)
            grants.end(work.session, loan.id, work.at)
            if LoanAct.BORROW in loan.acts:
                loan_items.mark_back(work.session, loan.items)
            ledger.note(
                work.session,
                LedgerEvent.RETURNED,
                loan,
                actor.name,
                work.at,
                remark=loan.condition,
            )
            write(work, "returned", loan, condition=loan.condition, late=before.overdue(work.at))
            return lending.get(work.session, loan.id)

    def inspect_disc(
        self, actor: Person, loan_id: LoanId, device: Path, monitor: Monitor
    ) -> DiscReading:
        """Read a disc that comes back, in `device`, against what the register says of it.

        Raises:
            Refused: not the clerk's right, no disc is out under this loan, or it is another disc.
            Unavailable: it cannot be read at all.
        """
        actor.require(Right.CIRCULATE)
        with self._desk.reading() as session:
            loan = lending.get(session, loan_id)
            numbers = loan_items.disc_numbers(session, loan.items)
            ours = discs.get(session, numbers[0]) if len(numbers) == 1 else None
        approvals.check_move(loan, Move.TAKE_BACK)
        if not numbers:
            raise Refused(say("借阅 {no} 没有借出光盘。", no=loan.no), basis=loan.basis)
        reading = read_disc(self._desk, ours, device, monitor)
        strange = any(finding.code == "wrong_disc" for finding in reading.findings)
        if strange or reading.disc is None or reading.disc.no not in numbers:
            raise Refused(
                say(
                    "放入的光盘（{found}）不是借阅 {no} 借出的光盘（{numbers}）。",
                    found=reading.verification.identifier or "—",
                    no=loan.no,
                    numbers="、".join(numbers),
                ),
                basis=loan.basis,
            )
        with self._desk.transaction(actor) as work:
            record_check(work, reading.disc, reading, Circumstances(Occasion.RETURN))
            work.journal(replace(reading_act(reading, "disc.read_back"), approval=loan.no))
        return reading

    def renew(self, actor: Person, loan_id: LoanId, until: datetime | None = None) -> Loan:
        """Move the return date on: to `until`, or by the length of the approved period.

        Raises:
            Refused: overdue, renewed too often, somebody waits, nothing was borrowed.
            Conflict: it is not out.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            waiting = [loan.no for loan in lending.others_wanting(work.session, before)]
            due = until or (before.due_at or work.at) + (before.wanted_until - before.wanted_from)
            loan = approvals.renew(
                before,
                actor,
                self._due(before, due),
                work.at,
                limit=self._regulation.circulation.renewals,
                waiting=waiting,
            )
            lending.save(work.session, loan)
            ledger.note(
                work.session, LedgerEvent.RENEWED, loan, actor.name, work.at, due_at=loan.due_at
            )
            write(work, "renewed", loan, due=_iso(loan.due_at))
            return loan

    def _due(self, loan: Loan, until: datetime) -> datetime:
        """When it must be back: borrowed things at the end of a working day, the rest at once."""
        if LoanAct.BORROW not in loan.acts:
            return until
        zone = self._desk.office.zone
        day = self._calendar.on_or_after(until.astimezone(zone).date())
        return max(until, end_of_day(day, zone))


def _take_from_shelf(work: Transaction, loan: Loan) -> None:
    for item in loan.items:
        other = loan_items.borrowed_by(work.session, item, besides=loan.id)
        if other is not None:
            raise Refused(
                say("{item}已在借阅 {no} 名下借出，尚未归还。", item=item.label, no=other),
                basis=loan.basis,
            )
    loan_items.mark_out(work.session, loan.items)


def _iso(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()
