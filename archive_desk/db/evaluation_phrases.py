"""Words that were used for deductions before."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.evaluation import deductions, reviews, round_cases, rounds
from archive_desk.domain.evaluation import RoundState
from archive_desk.domain.ids import PersonId

_OUT = (RoundState.FINDINGS_SENT.value, RoundState.CLOSED.value)


def of_item(
    session: Session, item: str, person_id: PersonId, *, others: bool, most: int
) -> Sequence[str]:
    """The words of deductions on an item: one's own, with `others` those of finished rounds too."""
    allowed = reviews.c.person_id == person_id
    if others:
        allowed = allowed | rounds.c.state.in_(_OUT)
    rows = session.execute(
        select(deductions.c.text)
        .join(reviews, reviews.c.id == deductions.c.review_id)
        .join(round_cases, round_cases.c.id == reviews.c.round_case_id)
        .join(rounds, rounds.c.id == round_cases.c.round_id)
        .where(deductions.c.item == item, deductions.c.removed_at.is_(None), allowed)
        .group_by(deductions.c.text)
        .order_by(func.count().desc(), func.max(deductions.c.id).desc())
        .limit(most)
    )
    return [row.text for row in rows]
