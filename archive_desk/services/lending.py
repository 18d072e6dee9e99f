"""Requests and signatures: asking for leave to use records, and deciding about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from archive_desk.db import deputies, footage, grants, ledger, lending, loan_items
from archive_desk.db.loan_filter import LoanFilter, Signer
from archive_desk.domain import approvals
from archive_desk.domain.deputies import Deputy
from archive_desk.domain.errors import Refused
from archive_desk.domain.ids import FootageId, LoanId
from archive_desk.domain.ledger import LedgerEvent
from archive_desk.domain.loan_requests import NOTHING_ELSE, Particulars
from archive_desk.domain.loans import (
    ItemKind,
    Loan,
    LoanAct,
    LoanItem,
    LoanState,
    Scope,
    SectionLoad,
)
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.loan_availability import notes_on
from archive_desk.services.loan_changes import changing, write, write_requested
from archive_desk.services.loan_signing import approve, refuse, stop_using_first
from archive_desk.services.loan_wishes import Wish, applied, begin, laid_out

__all__ = ["Lending", "LoanFilter", "LoanPage", "Signer", "signer_of"]


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
        """What an applicant should know about a thing: who has it, what forbids it, who waits."""
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return notes_on(session, item, self._desk.office.zone)

    def request(
        self,
        actor: Person,
        acts: Sequence[LoanAct],
        items: Sequence[LoanItem],
        purpose: str,
        wanted_from: datetime,
        wanted_until: datetime,
        *,
        particulars: Particulars = NOTHING_ELSE,
        applicant: str = "",
    ) -> Loan:
        """Ask for leave to use `items`; the clerk may enter it from paper for `applicant`.

        The request keeps the article and version it was made under, and ends under them.

        Raises:
            Refused: `actor` may not request, or not for others.
            InvalidInput: nothing to do, nothing to do it with, no purpose, or no such period.
            NotFound: a thing or an account does not exist.
        """
        actor.require(Right.REQUEST_LOAN)
        wish = Wish(tuple(acts), items, purpose, wanted_from, wanted_until, particulars)
        with self._desk.transaction(actor) as work:
            loan = begin(work, self._desk, actor, wish, applicant)
            write_requested(work, loan)
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
            return approve(work, before, actor, opinion, scope)

    def refuse(self, actor: Person, loan_id: LoanId, reason: str) -> Loan:
        """Say no to a request, with the reason.

        Raises:
            Refused: not the person to decide.
            Conflict: it is decided already.
            InvalidInput: no reason.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            return refuse(work, before, actor, reason)

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
            stop_using_first(work, before, loan)
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
        *,
        particulars: Particulars | None = None,
    ) -> Loan:
        """Hand a completed request in again; all signatures begin anew.

        `particulars` stay as they were where none are given.

        Raises:
            Refused: not the applicant.
            Conflict: it was not sent back.
            InvalidInput: nothing to do, nothing to do it with, no purpose, or no such period.
            NotFound: a thing does not exist.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            loan = approvals.resubmit(before, actor, work.at)
            said = particulars or before.particulars
            wish = Wish(tuple(acts), items, purpose, wanted_from, wanted_until, said)
            loan = applied(work, loan, wish)
            if (loan.acts, loan.items) != (before.acts, before.items):
                chain = rulebook.named(
                    work.session, before.basis.template, before.basis.version
                ).chain
                steps = laid_out(work.session, chain, loan.applicant_id, loan.acts, loan.items)
                loan = replace(loan, steps=steps)
                lending.lay_out(work.session, loan)
            lending.save_changed(work.session, loan)
            detail = {"purpose": loan.purpose, "acts": [act.value for act in loan.acts]}
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
            if before.state is LoanState.APPROVED or before.release is not None:
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
        if actor.id in loan.writers:
            return loan
        if loan.state is LoanState.DRAFT:
            raise Refused(say("草稿只有申请人{name}能查看。", name=loan.applicant))
        if not approvals.may_sign(loan, actor, standing):
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
        where = replace(where, viewer=actor.id)
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

    def recordings(self, actor: Person, loan_id: LoanId) -> Sequence[tuple[FootageId, str]]:
        """The recordings that a request is about, with their names.

        Raises:
            Refused: somebody else's request.
        """
        loan = self.get(actor, loan_id)
        with self._desk.reading() as session:
            ids = loan_items.footage_of(session, loan.items)
            return [(each, footage.get(session, each).name) for each in ids]

    def by_section(self, actor: Person, since: datetime) -> Sequence[SectionLoad]:
        """Load, overdue and refusals of each section since a moment.

        Raises:
            Refused: `actor` may not read the register.
        """
        actor.require(Right.READ_LEDGER)
        with self._desk.reading() as session:
            return lending.by_section(session, self._desk.clock(), since)

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
    named = actor.active and lending.names(session, actor.id)
    if not standing and not named and not actor.may(Right.SIGN):
        return None
    return Signer(actor.id, actor.role, tuple((d.role, d.principal_id) for d in standing))
