"""Who may see, copy, burn or provide a recording, and under which right.

The player, exports, the disc builder and the burner ask here at each act, and write the answer's
`approval` into the journal beside what they did.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import call_ups, deputies, evaluation_seats, grants, lending, people
from archive_desk.domain.basis import Basis
from archive_desk.domain.call_ups import CallUp, CallUpState
from archive_desk.domain.errors import Refused
from archive_desk.domain.evaluation import evaluation_basis
from archive_desk.domain.ids import CaseId, FootageId, GrantId
from archive_desk.domain.loans import Grant, LoanAct
from archive_desk.domain.people import Person, Right
from archive_desk.domain.rule_values import Matter
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services import rulebook
from archive_desk.services.classifying import refuse_state_secrets
from archive_desk.services.desk import Desk
from archive_desk.services.tombs import require_standing

_BY_DUTY = {LoanAct.VIEW: Right.PLAY, LoanAct.BURN: Right.KEEP_DISCS}
"""Acts that come with an office: the clerk's own work and the reviewer's."""


@dataclass(frozen=True)
class Access:
    """Leave to do one act on one recording.

    `approval` is the loan's number, empty where the leave comes with the office; `until` is when
    it ends by itself (None: with the office); ask again to learn whether it ended before. `grant`
    is the grant that gives it; whoever does the act counts it with `spend`.
    """

    act: LoanAct
    footage_id: FootageId
    reason: Sentence
    approval: str = ""
    until: datetime | None = None
    grant: GrantId | None = None

    @property
    def of_grant(self) -> dict[str, object]:
        """What the journal says beside the act: the grant it was done under, where it was one."""
        return {} if self.grant is None else {"grant": self.grant}


def access_to(
    session: Session,
    actor: Person,
    act: LoanAct,
    footage_id: FootageId,
    at: datetime,
    *,
    regulation: str,
    under: str = "",
    starts: bool = True,
) -> Access:
    """The leave of `actor` for `act` on a recording at the moment `at`.

    `regulation` is the key of the office's regulation. `under` names a loan under which the clerk
    acts for somebody else: it must grant the act to its applicant. With `starts` false it is a use
    that goes on: the last of those approved may be brought to its end.

    Raises:
        Refused: with the article that asks for an approval.
    """
    require_standing(session, footage_id)
    refuse_state_secrets(session, [footage_id])
    if act is LoanAct.VIEW and actor.may(Right.EVALUATE):
        by_seat = _evaluating(session, actor, footage_id, at, regulation)
        if by_seat is not None:
            return by_seat
    called, ended = _called_up(session, actor, act, footage_id, at)
    if called is not None:
        return Access(act, footage_id, _called_reason(called), called.no, called.valid_until)
    duty = _BY_DUTY.get(act)
    if duty is not None and not under and actor.may(duty):
        return Access(act, footage_id, say("岗位职责：{right}", right=say(duty.label)))
    grant = _grant(session, actor, act, footage_id, at, under, starts=starts)
    if grant is not None:
        reason = say("借阅 {no} 已批准{act}", no=grant.loan_no, act=say(act.label))
        return Access(act, footage_id, reason, grant.loan_no, grant.valid_until, grant.id)
    if act is LoanAct.VIEW:
        waiting = _waiting_request(session, actor, footage_id, at)
        if waiting is not None:
            return Access(act, footage_id, say("审批借阅 {no} 时可先查看", no=waiting), waiting)
    if ended is not None:
        raise _call_up_over(session, ended, at, regulation)
    raise _refusal(
        session, actor, act, footage_id, at, rulebook.named(session, regulation).chain.basis_of(act)
    )


def spend(session: Session, accesses: Iterable[Access]) -> None:
    """Count one use of each grant among `accesses`, in the transaction of the act itself.

    Raises:
        Refused: one has been used as often as was approved, by somebody who was faster.
    """
    for access in {each.grant: each for each in accesses if each.grant is not None}.values():
        assert access.grant is not None
        if not grants.use(session, access.grant):
            raise _spent(access.act, access.approval)


@contextmanager
def taken_away(file: Path) -> Iterator[None]:
    """Take a file that was made away again where its use is refused at the last moment."""
    try:
        yield
    except Refused:
        file.unlink(missing_ok=True)
        raise


def _spent(act: LoanAct, loan_no: str, basis: Basis | None = None) -> Refused:
    return Refused(
        say("借阅 {no} 批准的{act}次数已用完，需要时请重新申请。", no=loan_no, act=say(act.label)),
        basis=basis,
    )


@dataclass(frozen=True)
class CaseAccess:
    """Leave to look at the papers of one case file; fields as `Access` has them."""

    case_id: CaseId
    reason: Sentence
    approval: str = ""
    until: datetime | None = None


def access_to_case(
    session: Session, actor: Person, case_id: CaseId, at: datetime, *, regulation: str
) -> CaseAccess:
    """The leave of `actor` to look at the papers of a case file at the moment `at`.

    Raises:
        Refused: with the article that asks for an approval.
    """
    if actor.may(Right.EVALUATE):
        no = evaluation_seats.covering_case(session, actor.id, case_id)
        now = people.get(session, actor.id)
        if no is not None and now.active and not now.lapsed(at):
            basis = evaluation_basis(rulebook.regulation(regulation))
            reason = say("评查 {no} 指派回放检查，依据{basis}", no=no, basis=str(basis))
            return CaseAccess(case_id, reason, no, now.valid_until)
    called, ended = None, None
    if actor.active and not actor.external:
        called, ended = call_ups.covering_case(session, actor.id, case_id, at)
    if called is not None:
        return CaseAccess(case_id, _called_reason(called), called.no, called.valid_until)
    if actor.may(Right.PLAY):
        return CaseAccess(case_id, say("岗位职责：{right}", right=say(Right.PLAY.label)))
    act = LoanAct.VIEW
    grant = grants.covering_case(session, actor.id, act, case_id, at) if actor.active else None
    if grant is not None:
        reason = say("借阅 {no} 已批准{act}", no=grant.loan_no, act=say(act.label))
        return CaseAccess(case_id, reason, grant.loan_no, grant.valid_until)
    if ended is not None:
        raise _call_up_over(session, ended, at, regulation)
    raise Refused(
        say("没有查看这个案卷文书的有效批准，请先申请借阅。"),
        basis=rulebook.regulation(regulation).chain.basis_of(act),
    )


def _called_up(
    session: Session, actor: Person, act: LoanAct, footage_id: FootageId, at: datetime
) -> tuple[CallUp | None, CallUp | None]:
    """The call-up by which `actor` may look before the decision, and one that is over."""
    if act is not LoanAct.VIEW or not actor.active or actor.external:
        return None, None
    return call_ups.covering(session, actor.id, footage_id, at)


def _called_reason(called: CallUp) -> Sentence:
    return say(
        "{duty} {no} 可在决定作出前调阅案卷 {case}",
        duty=say(called.duty.label),
        no=called.no,
        case=called.case_no,
    )


def _call_up_over(session: Session, ended: CallUp, at: datetime, regulation: str) -> Refused:
    """Why somebody who could look no longer can, with the article that gave the right."""
    rule = rulebook.named(session, regulation)
    matter = rule.matters.get(Matter.CALL_UP)
    basis = rule.chain.basis_of(LoanAct.VIEW) if matter is None else matter.basis
    if ended.state(at) is CallUpState.DECIDED:
        words = say(
            "案卷 {case} 已作出决定，审核调阅 {no} 随之结束；还要查看的，请申请借阅。",
            case=ended.case_no,
            no=ended.no,
        )
    else:
        words = say("审核调阅 {no} 已经结束；还要查看的，请申请借阅。", no=ended.no)
    return Refused(words, basis=basis)


def _waiting_request(
    session: Session, actor: Person, footage_id: FootageId, at: datetime
) -> str | None:
    """The request for the recording that `actor` may sign, himself or as a deputy."""
    roles = [(actor.role, actor.id)] if actor.active and not actor.external else []
    if roles:
        standing = deputies.in_force(session, actor.id, at)
        roles += [(deputy.role, deputy.principal_id) for deputy in standing]
    found = (grants.waiting_request(session, *role, actor.id, footage_id) for role in roles)
    return next((no for no in found if no is not None), None)


def _evaluating(
    session: Session, actor: Person, footage_id: FootageId, at: datetime, regulation: str
) -> Access | None:
    """Leave to look that comes with a seat in a round under review, and ends with it."""
    now = people.get(session, actor.id)
    no = evaluation_seats.covering(session, actor.id, footage_id)
    if no is None or not now.active or now.lapsed(at):
        return None
    basis = evaluation_basis(rulebook.named(session, regulation))
    reason = say("评查 {no} 指派回放检查，依据{basis}", no=no, basis=str(basis))
    return Access(LoanAct.VIEW, footage_id, reason, no, now.valid_until)


def _grant(
    session: Session,
    actor: Person,
    act: LoanAct,
    footage_id: FootageId,
    at: datetime,
    under: str,
    *,
    starts: bool,
) -> Grant | None:
    if not under:
        if not actor.active:
            return None
        found = grants.covering(session, actor.id, act, footage_id, at)
        return found if found or starts else grants.spent(session, actor.id, act, footage_id, at)
    actor.require(Right.CIRCULATE)
    loan = lending.get(session, lending.find(session, under))
    return grants.covering(session, loan.applicant_id, act, footage_id, at, loan.id)


def _refusal(
    session: Session,
    actor: Person,
    act: LoanAct,
    footage_id: FootageId,
    at: datetime,
    basis: Basis,
) -> Refused:
    """Why not: used up, granted for something else only, or never asked for."""
    spent = grants.spent(session, actor.id, act, footage_id, at)
    if spent is not None:
        return _spent(act, spent.loan_no, basis)
    only = grants.other_act(session, actor.id, footage_id, at)
    if only is not None:
        return Refused(
            say(
                "借阅 {no} 只批准了{granted}，没有批准{act}这份音像，请另行申请。",
                no=only.loan_no,
                granted=say(only.act.label),
                act=say(act.label),
            ),
            basis=basis,
        )
    return Refused(
        say("没有{act}这份音像的有效批准，请先申请借阅。", act=say(act.label)), basis=basis
    )


def visible(
    session: Session,
    actor: Person,
    items: Iterable[FootageId],
    at: datetime,
    *,
    regulation: str,
) -> set[FootageId]:
    """Those recordings that `actor` may know of: all for who browses, else what he may look at.

    Raises:
        Refused: he may know of none of them.
    """
    wanted = set(items)
    if actor.may(Right.BROWSE):
        return wanted
    found = set()
    refused: Refused | None = None
    for each in wanted:
        try:
            access_to(session, actor, LoanAct.VIEW, each, at, regulation=regulation, starts=False)
        except Refused as error:
            refused = error
        else:
            found.add(each)
    if refused is not None and not found:
        raise refused
    return found


class Accessing:
    """Asks for leave on an open archive, outside any other transaction."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def ask(self, actor: Person, act: LoanAct, footage_id: FootageId, *, under: str = "") -> Access:
        """The leave of `actor` for `act` on a recording now.

        Raises:
            Refused: with the article that asks for an approval.
        """
        with self._desk.reading() as session:
            return access_to(
                session,
                actor,
                act,
                footage_id,
                self._desk.clock(),
                regulation=self._desk.office.regulation,
                under=under,
            )

    def live_grants(self, actor: Person) -> list[Grant]:
        """Everything that `actor` has been granted and that is live now."""
        with self._desk.reading() as session:
            return list(grants.live(session, actor.id, self._desk.clock()))
