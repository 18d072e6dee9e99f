"""Drafts of requests: kept, gone on with later, handed in or thrown away."""

from archive_desk.db import lending
from archive_desk.domain import loan_beginnings
from archive_desk.domain.approvals import Move
from archive_desk.domain.ids import LoanId
from archive_desk.domain.loans import Loan
from archive_desk.domain.people import Person
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.loan_changes import changing, write, write_requested
from archive_desk.services.loan_wishes import Wish, applied, begin, laid_out, numbered


class Drafting:
    """What can be done with a request before it is one. Nobody else sees a draft."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def save(self, actor: Person, wish: Wish, *, applicant: str = "") -> Loan:
        """Keep a new draft, however incomplete; the clerk may begin it for `applicant`.

        Raises:
            Refused: `actor` may not ask for loans, or not for others.
            NotFound: a thing or an account does not exist.
        """
        with self._desk.transaction(actor) as work:
            draft = begin(work, self._desk, actor, wish, applicant, draft=True)
            write(work, "draft_saved", draft)
            return draft

    def change(self, actor: Person, loan_id: LoanId, wish: Wish) -> Loan:
        """Keep a draft as it stands now.

        Raises:
            Refused: somebody else's.
            Conflict: it has been handed in.
            NotFound: a thing does not exist.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            loan_beginnings.check_draft(before, actor, Move.SUBMIT)
            draft = applied(work, before, wish, whole=False)
            lending.save_changed(work.session, draft)
            write(work, "draft_saved", draft)
            return draft

    def submit(self, actor: Person, loan_id: LoanId, wish: Wish | None = None) -> Loan:
        """Hand a draft in, as it stands or as `wish` has it now: it gets its number and steps.

        It begins, and so ends, under the regulation of this moment.

        Raises:
            Refused: somebody else's.
            Conflict: it has been handed in already.
            InvalidInput: something is missing.
            NotFound: a thing does not exist any more.
        """
        with changing(self._desk, actor, loan_id) as (work, before):
            chain = rulebook.in_force(work.session, self._desk.office).chain
            loan = loan_beginnings.submit(before, actor, work.at)
            loan = applied(work, loan, wish or Wish.of(before))
            loan = loan_beginnings.numbered(
                loan,
                numbered(work, self._desk, "JY"),
                chain.basis_of(loan.acts[0]),
                laid_out(work.session, chain, loan.applicant_id, loan.acts, loan.items),
            )
            lending.hand_in(work.session, loan)
            write_requested(work, loan)
            return lending.get(work.session, loan.id)

    def discard(self, actor: Person, loan_id: LoanId) -> None:
        """Throw a draft away; it never was a request.

        Raises:
            Refused: somebody else's.
            Conflict: it has been handed in.
        """
        with changing(self._desk, actor, loan_id) as (work, draft):
            loan_beginnings.check_draft(draft, actor, Move.DISCARD)
            lending.discard(work.session, draft.id)
            write(work, "draft_deleted", draft)
