"""The gaps of whole takes and case files, each with whether a note explains it."""

from sqlalchemy.orm import Session

from archive_desk.db import footage, notes
from archive_desk.db.footage import FootageFilter
from archive_desk.domain.catalogue import recorded_take
from archive_desk.domain.ids import BatchId
from archive_desk.domain.takes import Gap

_AT_MOST = 1000


def gaps_of_case(session: Session, no: str) -> tuple[Gap, ...]:
    """The gaps between recordings that are both in the case file, in the order of their takes."""
    takes = footage.take_ids(session, FootageFilter(case_no=no), offset=0, limit=_AT_MOST)
    parts = footage.of_takes(session, takes)
    linked = {part.id for each in parts.values() for part in each if no in part.cases}
    known = notes.of_footage(session, linked)
    return tuple(
        gap
        for take in takes
        for gap in recorded_take(take, parts[take], known).gaps
        if gap.after in linked and gap.before in linked
    )


def gaps_of_batch(session: Session, batch_id: BatchId) -> tuple[Gap, ...]:
    """The gaps right beside recordings that a batch brought."""
    takes = footage.take_ids(session, FootageFilter(batch_id=batch_id), offset=0, limit=_AT_MOST)
    parts = footage.of_takes(session, takes)
    own = {part.id for each in parts.values() for part in each if part.batch_id == batch_id}
    known = notes.of_footage(session, own)
    return tuple(
        gap
        for take in takes
        for gap in recorded_take(take, parts[take], known).gaps
        if gap.after in own or gap.before in own
    )
