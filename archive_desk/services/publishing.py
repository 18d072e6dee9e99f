"""When the public was told of a case's decision: the days, their clocks, and taking back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from archive_desk.db import cases, clocks, publications
from archive_desk.db.clocks import Ended
from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.publications import (
    Publication,
    Published,
    checked_publication,
    checked_withdrawal,
)
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import Task, WorkItem
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.rules import Rules
from archive_desk.services.worklist_source import Inquiry

__all__ = ["Publishing", "Telling", "publications_due"]


@dataclass(frozen=True)
class Telling:
    """One thing the public is to be told of a case: by when, and what was published.

    `due` is None where the regulation sets no time or the decision's day is not known.
    """

    what: Published
    due: datetime | None
    publications: tuple[Publication, ...]

    @property
    def standing(self) -> Publication | None:
        """The publication that stands."""
        return next((each for each in self.publications if each.withdrawn_on is None), None)


class Publishing:
    """What is done about publication. Who may browse may read it."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def of_case(self, actor: Person, no: str) -> Sequence[Telling]:
        """What the public is to be told of a case, or was.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such case file.
        """
        actor.require(Right.BROWSE)
        zone = self._desk.office.zone
        with self._desk.reading() as session:
            case = cases.get(session, no)
            regulation = rulebook.in_force(session, self._desk.office)
            done = publications.of_case(session, case.id)
            start = publications.decided(session, [case.id]).get(case.id)
        rules, found = Rules(archive=self._desk), []
        for what in Published:
            mine = tuple(each for each in done if each.what is what)
            deadline = regulation.deadline(what.clock)
            asked = deadline.standing.binding and what.concerns(case.kind)
            counted = None if start is None or not asked else rules.count(deadline, start, zone)
            if asked or mine:
                found.append(Telling(what, None if counted is None else counted.due, mine))
        return found

    def publish(
        self, actor: Person, no: str, what: Published, on: date, place: str
    ) -> Sequence[Telling]:
        """Write down that a decision was made public; archived files too.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: no place, a day that cannot be, or it stands published already.
            NotFound: there is no such case file.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.transaction(actor) as work:
            case = cases.get(work.session, no)
            if self._standing(work, case, what) is not None:
                raise InvalidInput(say("{what}已经登记公示。", what=say(what.label)))
            decided = publications.decided(work.session, [case.id]).get(case.id)
            zone = self._desk.office.zone
            day = None if decided is None else decided.astimezone(zone).date()
            place = checked_publication(on, place, work.at.astimezone(zone).date(), day)
            publications.add(work.session, case.id, what, on, place, actor.name, work.at)
            detail = {"published": what.value, "on": on.isoformat(), "place": place}
            work.journal(Act("case.published", f"case:{case.no}", detail=detail))
        return self.of_case(actor, no)

    def withdraw(
        self, actor: Person, no: str, what: Published, on: date, reason: str
    ) -> Sequence[Telling]:
        """Write down that a publication was taken back, as a revoked decision asks for.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: it does not stand published, no reason, or a day that cannot be.
            NotFound: there is no such case file.
        """
        actor.require(Right.EDIT_CASES)
        with self._desk.transaction(actor) as work:
            case = cases.get(work.session, no)
            standing = self._standing(work, case, what)
            if standing is None:
                raise InvalidInput(say("{what}没有在公示中。", what=say(what.label)))
            today = work.at.astimezone(self._desk.office.zone).date()
            reason = checked_withdrawal(standing, on, reason, today)
            publications.withdraw(work.session, standing, on, reason, actor.name)
            detail = {"published": what.value, "on": on.isoformat(), "reason": reason}
            work.journal(Act("case.unpublished", f"case:{case.no}", detail=detail))
        return self.of_case(actor, no)

    def _standing(self, work: Transaction, case: CaseFile, what: Published) -> Publication | None:
        for each in publications.of_case(work.session, case.id):
            if each.what is what and each.withdrawn_on is None:
                return each
        return None


def publications_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Decisions that the public has not been told of, where the regulation sets a time."""
    reach = inquiry.reach
    if reach is None or not inquiry.where.wants(Task.PUBLISH):
        return
    for what in Published:
        deadline = inquiry.deadline(what.clock)
        if deadline.period is None:
            continue
        since, until = inquiry.starts(deadline.period)
        found = clocks.not_published(
            inquiry.session, Ended(reach, since, until, inquiry.most), what
        )
        inquiry.left_out[Task.PUBLISH] += found.total - len(found.cases)
        decided = publications.decided(inquiry.session, [case.id for case in found.cases])
        for case in found.cases:
            counted = inquiry.count(deadline, decided.get(case.id, case.ended_at))
            assert counted is not None
            yield WorkItem(
                Task.PUBLISH,
                f"case:{case.no}",
                case.id,
                f"{case.no} {case.name}",
                say("{what}尚未登记公示", what=say(what.label)),
                counted.due,
                inquiry.state(counted.due, period=deadline.period),
                deadline.basis,
                counted.provisional,
                counted.steps,
                section=case.section,
                person=inquiry.where.person or case.officer,
            )
