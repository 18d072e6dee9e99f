"""Queries on explanations: why a required scene is missing, why a document's time differs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.timelines import explanations
from archive_desk.db.withdrawable import with_names
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import CaseId, ExplanationId, PersonId
from archive_desk.domain.scenes import Explanation
from archive_desk.domain.sentences import say


def of_case(session: Session, case_id: CaseId) -> Sequence[Explanation]:
    """Everything ever explained in a case file, the oldest first."""
    rows = session.execute(
        _selection().where(explanations.c.case_id == case_id).order_by(explanations.c.id)
    )
    return [_explanation(row) for row in rows]


def get(session: Session, explanation_id: ExplanationId) -> Explanation:
    """One of them.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_selection().where(explanations.c.id == explanation_id)).one_or_none()
    if row is None:
        raise NotFound(say("没有这条说明。"))
    return _explanation(row)


def add(session: Session, made: Explanation, author_id: PersonId) -> ExplanationId:
    """Keep a new one; an earlier one of the same subject is withdrawn by it."""
    session.execute(
        update(explanations)
        .where(
            explanations.c.case_id == made.case_id,
            explanations.c.subject == made.subject,
            explanations.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=made.made_at, withdrawn_by_id=author_id)
    )
    statement = insert(explanations).values(
        case_id=made.case_id,
        subject=made.subject,
        reason=made.reason,
        difference_ms=made.difference_ms,
        author_id=author_id,
        made_at=made.made_at,
    )
    return ExplanationId(session.execute(statement.returning(explanations.c.id)).scalar_one())


def withdraw(session: Session, explanation_id: ExplanationId, by: PersonId, at: datetime) -> None:
    """Let it hold no longer."""
    session.execute(
        update(explanations)
        .where(explanations.c.id == explanation_id)
        .values(withdrawn_at=at, withdrawn_by_id=by)
    )


def _selection() -> Select[Any]:
    return with_names(explanations, explanations.c.author_id, explanations.c.withdrawn_by_id)


def _explanation(row: Row[Any]) -> Explanation:
    return Explanation(
        id=ExplanationId(row.id),
        case_id=CaseId(row.case_id),
        subject=row.subject,
        reason=row.reason,
        author=row.by,
        made_at=row.made_at,
        difference_ms=row.difference_ms,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.taker or "",
    )
