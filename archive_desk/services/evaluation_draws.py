"""All draws of a round as the journal tells them, those that were taken back too.

What is drawn until it suits would be seen here: a draw leaves the journal as little as its seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from archive_desk.db import evaluation, journal, people
from archive_desk.domain.evaluation import EvaluationRound, RoundState
from archive_desk.domain.evaluation_sampling import DrawRecord
from archive_desk.domain.journal import Entry

DRAWN, DISCARDED = "evaluation.drawn", "evaluation.draw_discarded"
_NOT_REVIEWED = (RoundState.DRAFT, RoundState.DRAWN, RoundState.WITHDRAWN)


@dataclass(frozen=True)
class OtherDraw:
    """A round of the same time from which a sample was drawn that nobody reviewed."""

    no: str
    name: str
    state: RoundState
    draws: int
    reason: str


def draws_of(session: Session, found: EvaluationRound) -> Sequence[DrawRecord]:
    """Every draw of a round, the first first."""
    records: list[DrawRecord] = []
    names = {person.account: person.name for person in people.all_people(session)}
    for entry in journal.of_verbs(session, f"evaluation:{found.no}", (DRAWN, DISCARDED)):
        if entry.verb == DRAWN:
            records.append(_record(entry, len(records) + 1, names.get(entry.actor, entry.actor)))
        elif records:
            reason = str(entry.detail.get("reason", ""))
            records[-1] = replace(records[-1], discarded_at=entry.at, reason=reason)
    return records


def _record(entry: Entry, number: int, by: str) -> DrawRecord:
    detail = entry.detail
    given, drawn = detail.get("seed_given"), detail.get("drawn")
    return DrawRecord(
        number,
        str(detail.get("seed", "")),
        given if isinstance(given, bool) else None,
        str(detail.get("population_sha256", "")),
        int(str(detail.get("population", 0))),
        len(drawn) if isinstance(drawn, list) else 0,
        entry.at,
        by,
    )


def draws_elsewhere(session: Session, found: EvaluationRound) -> Sequence[OtherDraw]:
    """Rounds of the same period that were drawn and not reviewed: a sample can be hidden there."""
    plan = found.plan
    return [
        OtherDraw(each.no, each.name, each.state, each.draws, each.withdrawn_why)
        for each in reversed(evaluation.page(session, states=_NOT_REVIEWED))
        if each.id != found.id
        and each.draws
        and each.plan.period_from <= plan.period_until
        and plan.period_from <= each.plan.period_until
    ]
