"""What a request asks for: checked, its things named, its signatures laid out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from archive_desk.db import counters, lending, loan_items, people, sensitive_flags, settings
from archive_desk.domain.discs import DiscState
from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.ids import LoanId, PersonId
from archive_desk.domain.loan_requests import NOTHING_ELSE, Particulars
from archive_desk.domain.loans import ApprovalStep, ItemKind, Loan, LoanAct, LoanItem, LoanState
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Chain
from archive_desk.domain.rule_values import Sensitivity
from archive_desk.domain.sensitivity import needs_more, with_higher
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services import rulebook
from archive_desk.services.classifying import refuse_state_secrets
from archive_desk.services.desk import Desk, Transaction

SIGNERS = "loan_signers"
"""The setting that names persons for steps: the step's position to the person's id."""

_MADE_OF_PAPER_OR_DISC = {ItemKind.CASE, ItemKind.DISC, ItemKind.VOLUME}
_NOTHING_TO_LEND = {DiscState.PLANNED, DiscState.RETIRED}


@dataclass(frozen=True)
class Wish:
    """What somebody asks for, or means to ask for."""

    acts: tuple[LoanAct, ...]
    items: Sequence[LoanItem]
    purpose: str
    wanted_from: datetime
    wanted_until: datetime
    particulars: Particulars = NOTHING_ELSE

    @classmethod
    def of(cls, loan: Loan) -> "Wish":
        """What a request asks for already."""
        return cls(
            loan.acts,
            loan.items,
            loan.purpose,
            loan.wanted_from,
            loan.wanted_until,
            loan.particulars,
        )

    def check(self, now: datetime) -> None:
        """Refuse what makes no sense.

        Raises:
            InvalidInput: nothing to do, nothing to do it with, no purpose, or no such period.
        """
        checks: list[tuple[Callable[[], bool], Sentence]] = [
            (lambda: bool(self.acts), say("请选择利用方式。")),
            (lambda: bool(self.items), say("请选择要借阅的案卷、音像或光盘。")),
            (lambda: bool(self.purpose.strip()), say("请写明用途。")),
            (lambda: self.wanted_from < self.wanted_until, say("期限的止期须晚于起期。")),
            (lambda: now < self.wanted_until, say("期限的止期已过，请重新填写。")),
        ]
        for holds, sentence in checks:
            if not holds():
                raise InvalidInput(sentence)
        self.particulars.check()


def begin(
    work: Transaction,
    desk: Desk,
    actor: Person,
    wish: Wish,
    applicant: str = "",
    *,
    draft: bool = False,
) -> Loan:
    """Write a new request down, or a draft of one; the clerk may enter it for `applicant`.

    Raises:
        Refused: `actor` may not request, or not for others.
        InvalidInput: something is missing, where it is no draft.
        NotFound: a thing or an account does not exist.
    """
    chain = rulebook.in_force(work.session, desk.office).chain
    person = applicant_of(work, actor, applicant)
    if not draft:
        wish.check(work.at)
    entered = person.id != actor.id
    loan = Loan(
        id=LoanId(0),
        no="",
        applicant_id=person.id,
        applicant=person.name,
        section=person.section,
        acts=(),
        items=(),
        purpose="",
        wanted_from=wish.wanted_from,
        wanted_until=wish.wanted_until,
        state=LoanState.DRAFT if draft else LoanState.SUBMITTED,
        submitted_at=work.at,
        basis=chain.basis if draft else chain.basis_of(wish.acts[0]),
        steps=() if draft else laid_out(work.session, chain, person.id, wish.acts, wish.items),
        entered_by_id=actor.id if entered else None,
        entered_by=actor.name if entered else "",
    )
    loan = applied(work, loan, wish, whole=not draft)
    loan = replace(loan, no=numbered(work, desk, "CG" if draft else "JY"))
    return replace(loan, id=lending.add(work.session, loan))


def applied(work: Transaction, loan: Loan, wish: Wish, *, whole: bool = True) -> Loan:
    """The request as `wish` has it; a draft need not be `whole`.

    Raises:
        InvalidInput: it makes no sense, or asks for what cannot be done to a thing.
        NotFound: a thing does not exist.
    """
    acts = tuple(dict.fromkeys(wish.acts))
    if whole:
        wish.check(work.at)
    return replace(
        loan,
        acts=acts,
        items=_described(work, acts if whole else (), wish.items),
        purpose=wish.purpose.strip(),
        wanted_from=wish.wanted_from,
        wanted_until=wish.wanted_until,
        particulars=replace(wish.particulars, place=wish.particulars.place.strip()),
    )


def numbered(work: Transaction, desk: Desk, prefix: str) -> str:
    """The next number of the year, `JY-2026-0001`."""
    year = work.at.astimezone(desk.office.zone).year
    name = "loan" if prefix == "JY" else prefix.lower()
    return f"{prefix}-{year}-{counters.next_value(work.session, f'{name}-{year}'):04}"


def laid_out(
    session: Session,
    chain: Chain,
    applicant_id: PersonId,
    acts: Sequence[LoanAct],
    items: Sequence[LoanItem],
) -> tuple[ApprovalStep, ...]:
    """The unsigned steps of a request for `acts` under `chain`, with the persons who are named.

    Recordings that are not for everybody want one signature more before they leave the desk.

    Nobody is named for his own request: whoever holds the role signs that one.
    """
    named = signers(session)
    found = []
    wanted = chain.steps_for(acts)
    if needs_more(sensitive_kinds(session, items), acts):
        places = {step: place for place, step in wanted}
        steps = with_higher([step for _place, step in wanted])
        wanted = tuple((places.get(step, 0), step) for step in steps)
    for position, (place, step) in enumerate(wanted, 1):
        person = named.get(place)
        theirs = person is not None and person.id != applicant_id and person.active
        found.append(
            ApprovalStep(
                position,
                step.role,
                step.title,
                named_id=person.id if person is not None and theirs else None,
                named=person.name if person is not None and theirs else "",
                in_person=step.in_person,
            )
        )
    return tuple(found)


def sensitive_kinds(session: Session, items: Sequence[LoanItem]) -> list[Sensitivity]:
    """The flags of the recordings that these things are or hold."""
    flags = sensitive_flags.standing(session, loan_items.footage_of(session, items))
    return list(dict.fromkeys(kind for kinds in flags.values() for kind in kinds))


def signers(session: Session) -> Mapping[int, Person]:
    """The persons named for steps, by position."""
    kept = settings.read(session, SIGNERS, default={})
    assert isinstance(kept, dict)
    return {
        int(position): people.get(session, PersonId(int(person_id)))
        for position, person_id in kept.items()
    }


def applicant_of(work: Transaction, actor: Person, account: str) -> Person:
    """Whose request it is: the actor's own, or, entered by the clerk, that of `account`.

    Raises:
        Refused: entering for others is the clerk's; or the other may not ask for loans.
        NotFound: there is no such account.
    """
    if not account or account == actor.account:
        actor.require(Right.REQUEST_LOAN)
        return actor
    actor.require(Right.CIRCULATE)
    found = people.find(work.session, account)
    if found is None:
        raise NotFound(say("没有账号“{account}”。", account=account))
    found.require(Right.REQUEST_LOAN)
    return found


def _described(
    work: Transaction, acts: tuple[LoanAct, ...], items: Sequence[LoanItem]
) -> tuple[LoanItem, ...]:
    found = []
    for kind, item_id in dict.fromkeys((item.kind, item.item_id) for item in items):
        item = loan_items.describe(work.session, kind, item_id)
        check_is_there(work.session, item)
        if acts and kind in {ItemKind.FOOTAGE, ItemKind.DISC}:
            refuse_state_secrets(work.session, loan_items.footage_of(work.session, [item]))
        if LoanAct.BURN in acts and kind is ItemKind.VOLUME:
            raise InvalidInput(say("{item}是纸质卷册，不能刻录。", item=item.label))
        if LoanAct.BORROW in acts:
            check_can_leave(work.session, item)
        found.append(item)
    return tuple(found)


def check_is_there(session: Session, item: LoanItem) -> None:
    """Refuse what has been destroyed in the meantime.

    Raises:
        InvalidInput: it is no more than a line in the register.
    """
    if loan_items.destroyed(session, item):
        raise InvalidInput(say("{item}已按规定销毁，不能借阅。", item=item.label))


def check_can_leave(session: Session, item: LoanItem) -> None:
    """Refuse to lend what is no thing, or a disc that is not there (any more).

    Raises:
        InvalidInput: says which and why.
    """
    if item.kind not in _MADE_OF_PAPER_OR_DISC:
        raise InvalidInput(
            say("{item}是电子文件，没有实物可借出；请申请查阅或复制。", item=item.label)
        )
    if item.kind is ItemKind.DISC:
        state = loan_items.disc_state(session, item)
        if state in _NOTHING_TO_LEND:
            raise InvalidInput(
                say("光盘 {item} {state}，不能借出。", item=item.label, state=say(state.label))
            )
