"""What is watched just now: kept each second, taken away when the journal has it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.timelines import watched_so_far
from archive_desk.domain.ids import FootageId, PersonId


@dataclass(frozen=True)
class SoFar:
    """What one person has watched of one recording; `detail` is what the journal will say."""

    person_id: PersonId
    footage_id: FootageId
    approval: str
    detail: Mapping[str, Any]
    noted_at: datetime


def keep(session: Session, sitting: str, parts: Iterable[SoFar]) -> None:
    """Let a sitting have these parts and no others."""
    session.execute(delete(watched_so_far).where(watched_so_far.c.sitting == sitting))
    for part in parts:
        session.execute(
            insert(watched_so_far).values(
                sitting=sitting,
                person_id=part.person_id,
                footage_id=part.footage_id,
                approval=part.approval,
                detail=json.dumps(part.detail, ensure_ascii=False),
                noted_at=part.noted_at,
            )
        )


def of_sitting(session: Session, sitting: str) -> Sequence[SoFar]:
    """What a sitting has and the journal has not."""
    rows = session.execute(
        select(watched_so_far)
        .where(watched_so_far.c.sitting == sitting)
        .order_by(watched_so_far.c.id)
    )
    return [
        SoFar(
            PersonId(row.person_id),
            FootageId(row.footage_id),
            row.approval,
            json.loads(row.detail),
            row.noted_at,
        )
        for row in rows
    ]


def sittings(session: Session) -> Sequence[str]:
    """All sittings of which something is not in the journal yet."""
    return list(
        session.execute(
            select(watched_so_far.c.sitting).distinct().order_by(watched_so_far.c.sitting)
        ).scalars()
    )
