"""What the discs ask of the clerk: checks that are due, rounds begun, discs that are failing."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from archive_desk.db import disc_rounds, discs
from archive_desk.domain.basis import Basis
from archive_desk.domain.disc_rounds import CalendarLine, DiscCheckRule, Round
from archive_desk.domain.people import Right
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import Task, WorkItem, state_of
from archive_desk.services.disc_rounds import DiscRounds
from archive_desk.services.worklist_source import Inquiry

_EARLY = timedelta(days=30)
"""How long before its day a round is shown."""


def disc_checks_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """The lines of the worklist about discs that are kept; only for whoever keeps discs."""
    if not inquiry.actor.may(Right.KEEP_DISCS):
        return
    session, at, soon = inquiry.session, inquiry.at, inquiry.soon()
    rounds = DiscRounds(inquiry.desk)
    rule = rounds.rule_in(session)
    begun = disc_rounds.open_ones(session)
    for each in begun:
        yield _round(session, each, rule, at, soon)
    if not begun:
        due = rounds.due_by(session, at + _EARLY)
        if due:
            yield _calendar(session, due, rule, at, soon)
    for disc, health in rounds.warnings_in(session):
        if disc.replaced_by:
            continue
        point = health.points[-1]
        yield WorkItem(
            Task.DISC_CHECK,
            f"disc:{disc.no}",
            disc.id,
            f"{disc.no} {disc.title}",
            say(
                "{level}：{advice}",
                level=say(health.level.label),
                advice=say(health.level.advice),
            ),
            point.check.at,
            state_of(point.check.at, at, soon=soon),
            _basis(rule),
            steps=(rule.words,),
        )


def _round(
    session: Session, each: Round, rule: DiscCheckRule, at: datetime, soon: timedelta
) -> WorkItem:
    first = (each.waiting or each.drawn)[0]
    due = each.drawn_at + _EARLY
    return WorkItem(
        Task.DISC_CHECK,
        f"disc_round:{each.no}",
        discs.get(session, first.disc_no).id,
        each.no,
        each.result,
        due,
        state_of(due, at, soon=soon),
        _basis(rule),
        steps=(rule.words,),
    )


def _calendar(
    session: Session,
    due: Sequence[CalendarLine],
    rule: DiscCheckRule,
    at: datetime,
    soon: timedelta,
) -> WorkItem:
    first = due[0]
    return WorkItem(
        Task.DISC_CHECK,
        f"disc:{first.disc_no}",
        discs.get(session, first.disc_no).id,
        first.disc_no,
        say("{count} 张光盘到期抽检", count=len(due)),
        first.due,
        state_of(first.due, at, soon=soon),
        _basis(rule),
        steps=(rule.words,),
    )


def _basis(rule: DiscCheckRule) -> Basis:
    return rule.basis or Basis(str(say("光盘抽检（制度未定，单位设定）")), "")
