"""Requests and signatures: asking for leave to use records, and deciding about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from archive_desk.db import counters, deputies, grants, ledger, lending, loan_items
from archive_desk.db.lending import LoanFilter, Signer
from archive_desk.domain import approvals
from archive_desk.domain.deputies import Deputy
from archive_desk.domain.discs import DiscState
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import LoanId
from archive_desk.domain.ledger import LedgerEvent
from archive_desk.domain.loans import (
    ApprovalStep,
    ItemKind,
    Loan,
    LoanAct,
    LoanItem,
    LoanState,
    Scope,
)
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.loan_changes import changing, write

__all__ = ["Lending", "LoanFilter", "LoanPage", "Signer", "signer_of"]

_MADE_OF_PAPER_OR_DISC = {ItemKind.CASE, ItemKind.DISC}


@dataclass(frozen=True)
class LoanPage:
    """Some requests and how many there are in all."""

    loans: Sequence[Loan]
    total: int


class Lending:
    """What applicants and approvers do. Every verb obeys the state chart, writes the journal."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    @property
    def regulation(self) -> Regulation:
        """The regulation of the office: its chain, and the article every refusal names."""
        return rulebook.of(self._desk)

    def item(self, actor: Person, kind: ItemKind, reference: str) -> LoanItem:
        """What a person means by a case number, a footage id, a disc number.

        Raises:
            Refused: `actor` may not browse the catalogue.
            NotFound: there is no such thing.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return loan_items.find(session, kind, reference)

    def candidates(
        self, actor: Person, kind: ItemKind, text: str, limit: int = 50
    ) -> Sequence[LoanItem]:
        """Things of one kind whose names hold `text`, the newest first.

        Raises:
            Refused: `actor` may not browse the catalogue.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return loan_items.search(session, kind, text.strip(), limit)

    def notes_on(self, actor: Person, item: LoanItem) -> list[Sentence]:
        """What an applicant should know about a thing: that it is out, or that others wait."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            out = loan_items.borrowed_by(session, item)
            where = LoanFilter(
                states=(LoanState.SUBMITTED, LoanState.APPROVED), item=(item.kind, item.item_id)
            )
            waiting = lending.count(session, where)
        notes = []
        if out is not None:
            notes.append(say("实物现已借出（{no}）。", no=out))
        if waiting:
            notes.append(say("另有 {count} 份未办结的申请。", count=waiting))
        return notes

    def request(
        self,
        actor: Person,
        acts: Sequence[LoanAct],
        items: Sequence[LoanItem],
        purpose: str,
        wanted_from: datetime,
        wanted_until: datetime,
    ) -> Loan:
        """Ask for leave to use `items`.

        The request keeps the article and version it was made under, and ends under them.

        Raises:
            Refused: `actor` may not request.
            InvalidInput: nothing to do, nothing to do it with, no purpose, or no such period.
            NotFound: a thing does not exist.
        """
        actor.require(Right.REQUEST_LOAN)
        chain = self.regulation.chain
        with self._desk.transaction(actor) as work:
            wanted = tuple(dict.fromkeys(acts))
            _check_request(wanted, items, purpose, wanted_from, wanted_until, work.at)
            described = _describe(work, wanted, items)
            year = work.at.astimezone(self._desk.office.zone).year
            number = counters.next_value(work.session, f"loan-{year}")
            loan = Loan(
                id=LoanId(0),
                no=f"JY-{year}-{number:04}",
                applicant_id=actor.id,
                applicant=actor.name,
                section=actor.section,
                acts=wanted,
                items=described,
                purpose=purpose.strip(),
                wanted_from=wanted_from,
                wanted_until=wanted_until,
                state=LoanState.SUBMITTED,
                submitted_at=work.at,
                basis=chain.basis_of(wanted[0]),
                steps=approvals.steps_of(chain),
            )
            loan = replace(loan, id=lending.add(work.session, loan))
            write(work, "requested", loan, purpose=loan.purpose, acts=[a.value for a in wanted])
            return loan

    def approve(
        self, actor: Person, loan_id: LoanId, opinion: str, scope: Scope | None = None
    ) -> Loan:
        """Sign the next step; the last signature makes the grants and the register's line.

        `scope` narrows what is consented to.

        Raises:
            Refused: the applicant himself, the wrong role, signed already, or too late.
            Conflict: somebody else was faster.
            InvalidInput: no opinion, or a scope that is not narrower.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            standing = deputies.in_force(work.session, actor.id, work.at)
            loan = approvals.approve(
                before, actor, opinion, work.at, scope=scope, deputies=standing
            )
            lending.save_changed(work.session, loan)
            step = _signed_step(loan, actor)
            narrowed = _narrowed(before, loan)
            detail = {"opinion": opinion.strip(), "step": step.position, **narrowed}
            if step.deputy_for:
                detail["deputy_for"] = step.deputy_for
            write(work, "signed", loan, **detail)
            if loan.state is LoanState.APPROVED:
                grants.make(work.session, loan)
                line = ledger.register(work.session, loan, actor.name, work.at)
                write(work, "approved", loan, line=line)
            return lending.get(work.session, loan.id)

    def refuse(self, actor: Person, loan_id: LoanId, reason: str) -> Loan:
        """Say no to a request, with the reason.

        Raises:
            Refused: not the person to decide.
            Conflict: it is decided already.
            InvalidInput: no reason.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            standing = deputies.in_force(work.session, actor.id, work.at)
            loan = approvals.refuse(before, actor, reason, work.at, deputies=standing)
            lending.save(work.session, loan)
            write(work, "refused", loan, reason=reason.strip())
            return loan

    def send_back(self, actor: Person, loan_id: LoanId, reason: str) -> Loan:
        """Return a request to its applicant, to be completed and handed in again.

        Raises:
            Refused: not the person to decide.
            Conflict: it is decided already.
            InvalidInput: no reason.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            standing = deputies.in_force(work.session, actor.id, work.at)
            loan = approvals.send_back(before, actor, reason, work.at, deputies=standing)
            lending.save(work.session, loan)
            write(work, "sent_back", loan, reason=reason.strip())
            return loan

    def resubmit(
        self,
        actor: Person,
        loan_id: LoanId,
        acts: Sequence[LoanAct],
        items: Sequence[LoanItem],
        purpose: str,
        wanted_from: datetime,
        wanted_until: datetime,
    ) -> Loan:
        """Hand a completed request in again; all signatures begin anew.

        Raises:
            Refused: not the applicant.
            Conflict: it was not sent back.
            InvalidInput: nothing to do, nothing to do it with, no purpose, or no such period.
            NotFound: a thing does not exist.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            loan = approvals.resubmit(before, actor, work.at)
            wanted = tuple(dict.fromkeys(acts))
            _check_request(wanted, items, purpose, wanted_from, wanted_until, work.at)
            loan = replace(
                loan,
                acts=wanted,
                items=_describe(work, wanted, items),
                purpose=purpose.strip(),
                wanted_from=wanted_from,
                wanted_until=wanted_until,
            )
            lending.save_changed(work.session, loan)
            detail = {"purpose": loan.purpose, "acts": [act.value for act in wanted]}
            write(work, "resubmitted", loan, **detail)
            return loan

    def withdraw(self, actor: Person, loan_id: LoanId) -> Loan:
        """Take one's own request back, before anything was handed out.

        Raises:
            Refused: not the applicant.
            Conflict: it is out, or over.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            loan = approvals.withdraw(before, actor)
            lending.save(work.session, loan)
            if before.state is LoanState.APPROVED:
                grants.end(work.session, loan.id, work.at)
                ledger.note(work.session, LedgerEvent.WITHDRAWN, loan, actor.name, work.at)
            write(work, "withdrawn", loan)
            return lending.get(work.session, loan.id)

    def revoke(self, actor: Person, loan_id: LoanId, reason: str) -> Loan:
        """Take one's approval back: the grants end now, and what is out is due at once.

        Raises:
            Refused: `actor` signed nothing here.
            Conflict: there is nothing to revoke.
            InvalidInput: no reason.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            loan = approvals.revoke(before, actor, reason, work.at)
            lending.save(work.session, loan)
            grants.end(work.session, loan.id, work.at)
            ledger.note(
                work.session,
                LedgerEvent.REVOKED,
                loan,
                actor.name,
                work.at,
                due_at=loan.due_at,
                remark=loan.revocation,
            )
            write(work, "revoked", loan, reason=loan.revocation)
            return lending.get(work.session, loan.id)

    def find(self, actor: Person, reference: str) -> LoanId:
        """The id of a request by its number (or its id as text).

        Raises:
            NotFound: there is none.
        """
        actor.require_inside()
        with self._desk.reading() as session:
            return lending.find(session, reference)

    def get(self, actor: Person, loan_id: LoanId) -> Loan:
        """One request. Applicants see their own; the clerk, managers and auditors see all.

        Raises:
            Refused: somebody else's request.
            NotFound: there is none.
        """
        with self._desk.reading() as session:
            loan = lending.get(session, loan_id)
            standing = deputies.in_force(session, actor.id, self._desk.clock())
        if loan.applicant_id != actor.id and not approvals.may_sign(loan, actor, standing):
            actor.require(Right.READ_LEDGER)
        return loan

    def page(
        self,
        actor: Person,
        where: LoanFilter,
        offset: int = 0,
        limit: int = 200,
        *,
        sort: str = "",
        descending: bool = True,
    ) -> LoanPage:
        """Requests that `where` selects, newest first; only one's own without the ledger's right.

        Raises:
            Refused: `actor` has nothing to do with loans.
        """
        actor.require_inside()
        deputised = where.waits_for is not None and where.waits_for.person_id == actor.id
        if not actor.may(Right.READ_LEDGER) and not deputised:
            actor.require(Right.REQUEST_LOAN)
            where = replace(where, applicant_id=actor.id)
        with self._desk.reading() as session:
            found = lending.page(session, where, offset, limit, sort=sort, descending=descending)
            return LoanPage(found, lending.count(session, where))

    def waiting_for(self, actor: Person) -> Sequence[Loan]:
        """Requests that wait for the signature of `actor`, oldest first."""
        actor.require_inside()
        with self._desk.reading() as session:
            signer = signer_of(session, actor, self._desk.clock())
            if signer is None:
                return []
            return list(lending.page(session, LoanFilter(waits_for=signer)))[::-1]

    def deputyships(self, actor: Person) -> Sequence[Deputy]:
        """Those under which `actor` signs for others now."""
        actor.require_inside()
        with self._desk.reading() as session:
            return deputies.in_force(session, actor.id, self._desk.clock())

    def signer(self, actor: Person) -> Signer | None:
        """What `actor` may sign now, himself or as a deputy; None where nothing."""
        actor.require_inside()
        with self._desk.reading() as session:
            return signer_of(session, actor, self._desk.clock())


def signer_of(session: Session, actor: Person, at: datetime) -> Signer | None:
    """The roles in which `actor` signs at the moment `at`; None where in none."""
    standing = deputies.in_force(session, actor.id, at) if actor.active else ()
    if not standing and not actor.may(Right.SIGN):
        return None
    return Signer(actor.id, actor.role, tuple((d.role, d.principal_id) for d in standing))


def _check_request(
    acts: tuple[LoanAct, ...],
    items: Sequence[LoanItem],
    purpose: str,
    wanted_from: datetime,
    wanted_until: datetime,
    now: datetime,
) -> None:
    checks: list[tuple[Callable[[], bool], Sentence]] = [
        (lambda: bool(acts), say("请选择利用方式。")),
        (lambda: bool(items), say("请选择要借阅的案卷、音像或光盘。")),
        (lambda: bool(purpose.strip()), say("请写明用途。")),
        (lambda: wanted_from < wanted_until, say("期限的止期须晚于起期。")),
        (lambda: now < wanted_until, say("期限的止期已过，请重新填写。")),
    ]
    for holds, sentence in checks:
        if not holds():
            raise InvalidInput(sentence)


def _describe(
    work: Transaction, acts: tuple[LoanAct, ...], items: Sequence[LoanItem]
) -> tuple[LoanItem, ...]:
    found = []
    for kind, item_id in dict.fromkeys((item.kind, item.item_id) for item in items):
        item = loan_items.describe(work.session, kind, item_id)
        if LoanAct.BORROW in acts:
            _check_can_leave(work, item)
        found.append(item)
    return tuple(found)


def _check_can_leave(work: Transaction, item: LoanItem) -> None:
    if item.kind not in _MADE_OF_PAPER_OR_DISC:
        raise InvalidInput(
            say("{item}是电子文件，没有实物可借出；请申请查阅或复制。", item=item.label)
        )
    if item.kind is ItemKind.DISC:
        state = loan_items.disc_state(work.session, item)
        if state in {DiscState.PLANNED, DiscState.RETIRED}:
            raise InvalidInput(
                say("光盘 {item} {state}，不能借出。", item=item.label, state=say(state.label))
            )


def _signed_step(loan: Loan, actor: Person) -> ApprovalStep:
    return next(step for step in loan.steps if step.signer_id == actor.id)


def _narrowed(before: Loan, loan: Loan) -> dict[str, object]:
    """What an approver took away, for the journal."""
    found: dict[str, object] = {}
    if acts := [act.value for act in before.acts if act not in loan.acts]:
        found["without_acts"] = acts
    if items := [item.label for item in before.items if item not in loan.items]:
        found["without_items"] = items
    if loan.wanted_until != before.wanted_until:
        found["until"] = loan.wanted_until.isoformat()
    return found
