"""Circulation: the clerk hands out, renews and takes back what was approved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archive_desk.db import counters, discs, grants, incidents, ledger, lending, loan_items
from archive_desk.domain import approvals, circulation, loan_beginnings
from archive_desk.domain.approvals import Move
from archive_desk.domain.clock import count, end_of_day
from archive_desk.domain.disc_health import Occasion
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.ids import LoanId
from archive_desk.domain.journal import Act
from archive_desk.domain.ledger import LedgerEvent
from archive_desk.domain.loans import (
    Condition,
    Inspection,
    ItemReturn,
    Loan,
    LoanAct,
    LoanItem,
    LoanState,
)
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Clock as LegalClock
from archive_desk.domain.sentences import Sentence, say
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
from archive_desk.services.loan_availability import queue_for
from archive_desk.services.loan_changes import changing, write
from archive_desk.services.loan_wishes import check_can_leave


class Circulating:
    """What the clerk does with approved loans. Every verb writes the register and the journal."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def hand_out(self, actor: Person, loan_id: LoanId) -> Loan:
        """Give an approved loan out; borrowed things are due on a working day.

        Raises:
            Refused: not the clerk's right, too late, or the thing itself is out elsewhere.
            Conflict: not approved, or handed out already.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            loan = circulation.hand_out(
                before, actor, self._due(work, before, before.wanted_until), work.at
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

    def release(self, actor: Person, loan_id: LoanId, reason: str) -> Loan:
        """Let an urgent request be used before it is approved, where the regulation allows it.

        Its grants end with the clock of the back-filling, unless the approval comes before.

        Raises:
            Refused: the regulation knows no such thing, or the request is not of this kind.
            Conflict: it is decided by now, or has been used first already.
            InvalidInput: no reason.
        """
        office = self._desk.office
        with changing(self._desk, actor, loan_id) as (work, before):
            rules = rulebook.in_force(work.session, office, before.submitted_at)
            deadline, due = rules.deadline(LegalClock.BACKFILL), None
            if deadline.period is not None:
                calendar = rulebook.calendar_of(work.session)
                due = count(work.at, deadline.period, calendar, office.zone).due
            loan = loan_beginnings.release(before, actor, reason, deadline, due, work.at)
            lending.save(work.session, loan)
            assert loan.release is not None
            until = min(loan.release.due_at, loan.wanted_until)
            grants.make(work.session, loan, work.at, until)
            remark = f"紧急先行利用，待补批：{loan.release.reason}"
            line = ledger.register(work.session, loan, actor.name, work.at, remark)
            detail = {"reason": loan.release.reason, "until": until.isoformat(), "line": line}
            write(work, "released", loan, **detail)
            return lending.get(work.session, loan.id)

    def take_back(
        self, actor: Person, loan_id: LoanId, condition: str = "", effect: str = ""
    ) -> Loan:
        """Take all that is still out back, intact, with a remark; the grants end.

        `effect` is what came of the use.

        Raises:
            Refused: not the clerk's right.
            Conflict: it was never handed out, or is back already.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            inspections = [Inspection(item, note=condition) for item in before.still_out]
            return self._take_back(work, actor, before, inspections, effect)

    def take_back_items(
        self,
        actor: Person,
        loan_id: LoanId,
        inspections: Sequence[Inspection],
        *,
        effect: str = "",
    ) -> Loan:
        """Take some or all things back, each as its inspection found it.

        Damage and loss become incidents. The grants end with the last thing.

        Raises:
            Refused: not the clerk's right.
            Conflict: it was never handed out, or a thing is not out under this loan.
            InvalidInput: nothing chosen, or damage without a description.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            return self._take_back(work, actor, before, inspections, effect)

    def states_before(self, actor: Person, loan_id: LoanId) -> Mapping[LoanItem, Sentence]:
        """How each thing that is out looked before: when it last came back, or was last read.

        Raises:
            Refused: not the clerk's right.
        """
        actor.require(Right.CIRCULATE)
        found: dict[LoanItem, Sentence] = {}
        with self._desk.reading() as session:
            for item in lending.get(session, loan_id).still_out:
                before = lending.last_return(session, item, loan_id)
                if before is not None:
                    found[item] = say(
                        "上次归还（{day}）：{condition}{note}",
                        day=f"{before.at.astimezone(self._desk.office.zone):%Y-%m-%d}",
                        condition=say(before.condition.label),
                        note=f"，{before.note}" if before.note else "",
                    )
        return found

    def next_waiting(self, actor: Person, item: LoanItem) -> Loan | None:
        """Who is first in the queue for a thing that has just come back."""
        actor.require(Right.CIRCULATE)
        with self._desk.reading() as session:
            waiting = queue_for(session, item)
        return waiting[0] if waiting else None

    def note_effect(self, actor: Person, loan_id: LoanId, effect: str) -> Loan:
        """Write down what came of the use: by its applicant, or the clerk for him.

        Raises:
            Refused: neither of them.
            Conflict: nothing was used yet.
            InvalidInput: no words.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            if actor.id not in before.writers:
                actor.require(Right.CIRCULATE)
            if not effect.strip():
                raise InvalidInput(say("请写明利用效果。"))
            if before.handed_out_at is None and before.release is None:
                raise Conflict(
                    say("借阅 {no} 还没有利用，没有利用效果可登记。", no=before.no),
                    basis=before.basis,
                )
            loan = replace(before, effect=effect.strip())
            lending.save(work.session, loan)
            ledger.note(
                work.session,
                LedgerEvent.EFFECT,
                loan,
                actor.name,
                work.at,
                remark=loan.effect,
            )
            write(work, "effect_noted", loan, effect=loan.effect)
            return loan

    def _take_back(
        self,
        work: Transaction,
        actor: Person,
        before: Loan,
        inspections: Sequence[Inspection],
        effect: str,
    ) -> Loan:
        loan = circulation.take_back(before, actor, inspections, work.at)
        loan = replace(loan, effect=effect.strip() or loan.effect)
        lending.save(work.session, loan)
        lending.save_returns(work.session, loan)
        found = loan.returns[len(before.returns) :]
        if LoanAct.BORROW in loan.acts:
            here = [each.item for each in found if each.condition is not Condition.MISSING]
            loan_items.mark_back(work.session, here)
        over = loan.state is LoanState.RETURNED
        if over:
            grants.end(work.session, loan.id, work.at)
        words = loan.condition if over else circulation.return_in_words(found)
        event = LedgerEvent.RETURNED if over else LedgerEvent.PARTLY_RETURNED
        ledger.note(work.session, event, loan, actor.name, work.at, remark=words)
        if effect.strip():
            ledger.note(
                work.session, LedgerEvent.EFFECT, loan, actor.name, work.at, remark=loan.effect
            )
        late = before.overdue(work.at)
        if over:
            write(work, "returned", loan, condition=words, late=late)
        else:
            write(work, "partly_returned", loan, condition=words, late=late)
        for each in found:
            if each.condition is not Condition.INTACT:
                self._report(work, actor, loan, each)
        return lending.get(work.session, loan.id)

    def _report(self, work: Transaction, actor: Person, loan: Loan, found: ItemReturn) -> None:
        year = work.at.astimezone(self._desk.office.zone).year
        no = f"SY-{year}-{counters.next_value(work.session, f'incident-{year}'):04}"
        incident = incidents.add(work.session, no, loan, found, actor.name)
        detail = {"condition": found.condition.value, "text": incident.description}
        work.journal(Act("loan.incident_reported", f"incident:{no}", loan.no, detail))

    def recall(self, actor: Person, loan_id: LoanId, reason: str) -> Loan:
        """Ask for what is out: due at the end of the next working day, or when it was already.

        Raises:
            Refused: not the clerk's right.
            Conflict: it is not out.
            InvalidInput: no reason.
        """
        if not reason.strip():
            raise InvalidInput(say("请写明催还的理由。"))
        with changing(self._desk, actor, loan_id) as (work, before):
            zone = self._desk.office.zone
            calendar = rulebook.calendar_of(work.session)
            day = calendar.add(work.at.astimezone(zone).date(), 1)
            loan = circulation.recall(before, actor, end_of_day(day, zone), work.at)
            lending.save(work.session, loan)
            ledger.note(
                work.session,
                LedgerEvent.RECALLED,
                loan,
                actor.name,
                work.at,
                due_at=loan.due_at,
                remark=reason.strip(),
            )
            write(work, "recalled", loan, due=_iso(loan.due_at), reason=reason.strip())
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
            regulation = rulebook.in_force(work.session, self._desk.office)
            loan = circulation.renew(
                before,
                actor,
                self._due(work, before, due),
                work.at,
                limit=regulation.circulation.renewals,
                waiting=waiting,
            )
            lending.save(work.session, loan)
            ledger.note(
                work.session, LedgerEvent.RENEWED, loan, actor.name, work.at, due_at=loan.due_at
            )
            write(work, "renewed", loan, due=_iso(loan.due_at))
            return loan

    def _due(self, work: Transaction, loan: Loan, until: datetime) -> datetime:
        """When it must be back: borrowed things at the end of a working day, the rest at once."""
        if LoanAct.BORROW not in loan.acts:
            return until
        zone = self._desk.office.zone
        day = rulebook.calendar_of(work.session).on_or_after(until.astimezone(zone).date())
        return max(until, end_of_day(day, zone))


def _take_from_shelf(work: Transaction, loan: Loan) -> None:
    for item in loan.items:
        check_can_leave(work.session, item)
        other = loan_items.borrowed_by(work.session, item, besides=loan.id)
        if other is not None:
            raise Refused(
                say("{item}已在借阅 {no} 名下借出，尚未归还。", item=item.label, no=other),
                basis=loan.basis,
            )
        lost = incidents.lost(work.session, item)
        if lost is not None:
            raise Refused(
                say("{item}已登记缺失（{no}），不能借出。", item=item.label, no=lost),
                basis=loan.basis,
            )
    loan_items.mark_out(work.session, loan.items)


def _iso(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()
