"""The office's records schedule, and judging everything anew when it or a regulation changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from archive_desk.db import retention
from archive_desk.db.retention import Proposal
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.journal import Act
from archive_desk.domain.office import Office
from archive_desk.domain.people import Person, Right
from archive_desk.domain.records_schedule import RecordsSchedule
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services import retention_renewal
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.retention_renewal import Renewal

__all__ = ["Proposal", "ProposalPage", "RetentionReviews"]

_CHUNK = 2_000


@dataclass(frozen=True)
class ProposalPage:
    """Some shorter terms that are proposed, and how many there are."""

    proposals: Sequence[Proposal]
    total: int


class RetentionReviews:
    """What is done when the rules by which things are kept change."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def schedule(self) -> RecordsSchedule:
        """The office's records schedule, or the program's defaults."""
        with self._desk.reading() as session:
            return retention_renewal.schedule_of(session)

    def set_schedule(self, actor: Person, schedule: RecordsSchedule, monitor: Monitor) -> Renewal:
        """Write down what the office has decided, and judge everything by it.

        Nothing becomes shorter by it: what would is proposed for appraisal.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: it makes no sense, or does not say by what it was decided.
            Cancelled: the person stopped the review; it goes on when it is next asked for.
        """
        actor.require(Right.KEEP_RETENTION)
        schedule = schedule.checked()
        if not schedule.decided:
            raise InvalidInput(say("请填写依据，即批准保管期限表的文件名称。"))
        with self._desk.transaction(actor) as work:
            retention_renewal.write_schedule(work.session, schedule)
            work.journal(Act("retention.schedule_set", "retention", detail=schedule.plain()))
        return self.review(actor, monitor)

    def review(self, actor: Person | None, monitor: Monitor) -> Renewal:
        """Judge everything by what is in force now: raise what is longer, propose what is shorter.

        Raises:
            Refused: not `actor`'s duty; None is the program itself.
            Cancelled: from `monitor`; what was judged stays.
        """
        if actor is not None:
            actor.require(Right.KEEP_RETENTION)
        office, whole = self._desk.office, Renewal()
        with self._desk.reading() as session:
            total = retention.thing_count(session)
        for kind in ("footage", "case"):
            after = 0
            while True:
                monitor.report(whole.looked, total, say("重算保管期限"))
                with self._desk.transaction(actor) as work:
                    ids, renewal = _next_chunk(work, office, kind, after)
                    for act in retention_renewal.acts_of(renewal, office):
                        work.journal(act)
                whole.add(renewal)
                if not ids:
                    break
                after = ids[-1]
        with self._desk.transaction(actor) as work:
            retention_renewal.mark_judged(work.session, office)
            detail = {
                "looked": whole.looked,
                "raised": len(whole.raised),
                "proposed": whole.proposed,
            }
            work.journal(Act("retention.reviewed", "retention", detail=detail))
        return whole

    def catch_up(self, monitor: Monitor) -> Renewal:
        """For the program itself: judge what was never judged, or all if the rules have changed."""
        with self._desk.reading() as session:
            stale = retention_renewal.is_stale(session, self._desk.office)
        if stale:
            return self.review(None, monitor)
        whole = Renewal()
        while True:
            monitor.report(whole.looked, 0, say("登记保管期限"))
            with self._desk.transaction(None) as work:
                footage_ids = retention.unwritten_footage(work.session, _CHUNK)
                case_ids = retention.unwritten_cases(work.session, _CHUNK)
                if not footage_ids and not case_ids:
                    return whole
                whole.add(
                    retention_renewal.renew(
                        work.session, self._desk.office, footage_ids, case_ids, work.at
                    )
                )

    def proposals(
        self, actor: Person, monitor: Monitor, offset: int = 0, limit: int = 100
    ) -> ProposalPage:
        """What is kept longer than it would be now, for appraisal; judged anew if rules changed.

        Raises:
            Refused: `actor` may not browse.
            Cancelled: from `monitor`.
        """
        actor.require(Right.BROWSE)
        self.catch_up(monitor)
        with self._desk.reading() as session:
            return ProposalPage(
                retention.proposals(session, offset=offset, limit=limit),
                retention.proposal_count(session),
            )


def _next_chunk(
    work: Transaction, office: Office, kind: str, after: int
) -> tuple[Sequence[int], Renewal]:
    session: Session = work.session
    if kind == "footage":
        footage_ids = retention.all_footage(session, after, _CHUNK)
        return footage_ids, retention_renewal.renew(session, office, footage_ids, (), work.at)
    case_ids = retention.all_cases(session, after, _CHUNK)
    return case_ids, retention_renewal.renew(session, office, (), case_ids, work.at)
