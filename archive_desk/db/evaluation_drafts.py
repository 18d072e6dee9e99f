"""Words on a reviewer's sheet while they are being typed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.evaluation import drafts
from archive_desk.domain.ids import SheetId


def keep(session: Session, review_id: SheetId, field: str, text: str, at: datetime) -> None:
    """Keep what stands in a field, over what stood there before."""
    drop(session, review_id, field)
    session.execute(insert(drafts).values(review_id=review_id, field=field, text=text, at=at))


def drop(session: Session, review_id: SheetId, field: str) -> None:
    """Forget what was being typed in a field."""
    session.execute(delete(drafts).where(drafts.c.review_id == review_id, drafts.c.field == field))


def of_review(session: Session, review_id: SheetId) -> Mapping[str, str]:
    """What was being typed on a sheet, by field."""
    rows = session.execute(select(drafts).where(drafts.c.review_id == review_id))
    return {row.field: row.text for row in rows}
