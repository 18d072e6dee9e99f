"""Queries on what the covers of case files say, and on the discs that hold their footage."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from archive_desk.db import discs as disc_register
from archive_desk.db.tables.cases import case_bindings, case_footage
from archive_desk.db.tables.discs import disc_items, discs
from archive_desk.domain.binding import BindingFacts, DiscPlace
from archive_desk.domain.discs import Disc, DiscState
from archive_desk.domain.ids import CaseId, FootageId


def facts_of(session: Session, case_id: CaseId) -> BindingFacts:
    """What was written down for the cover of a case file; empty where nothing was."""
    row = session.execute(
        select(case_bindings).where(case_bindings.c.case_id == case_id)
    ).one_or_none()
    if row is None:
        return BindingFacts()
    return BindingFacts(**{name: getattr(row, name) for name in vars(BindingFacts())})


def keep(session: Session, case_id: CaseId, facts: BindingFacts) -> None:
    """Write `facts` over what was there."""
    session.execute(delete(case_bindings).where(case_bindings.c.case_id == case_id))
    session.execute(insert(case_bindings).values(case_id=case_id, **vars(facts)))


def places(session: Session, case_id: CaseId) -> Mapping[FootageId, Sequence[DiscPlace]]:
    """Where the footage of a case file lies on discs, by disc number; retired discs not."""
    rows = session.execute(
        select(disc_items.c.footage_id, discs.c.no, disc_items.c.path)
        .join(discs, discs.c.id == disc_items.c.disc_id)
        .join(case_footage, case_footage.c.footage_id == disc_items.c.footage_id)
        .where(case_footage.c.case_id == case_id, discs.c.state != DiscState.RETIRED.value)
        .order_by(discs.c.no)
    )
    found: dict[FootageId, list[DiscPlace]] = defaultdict(list)
    for row in rows:
        found[FootageId(row.footage_id)].append(DiscPlace(row.no, row.path))
    return found


def discs_of(session: Session, case_id: CaseId) -> Sequence[Disc]:
    """The discs that hold footage of a case file, by number; retired ones not."""
    rows = session.execute(
        select(discs.c.no)
        .join(disc_items, disc_items.c.disc_id == discs.c.id)
        .join(case_footage, case_footage.c.footage_id == disc_items.c.footage_id)
        .where(case_footage.c.case_id == case_id, discs.c.state != DiscState.RETIRED.value)
        .distinct()
        .order_by(discs.c.no)
    )
    return [disc_register.get(session, row.no) for row in rows]
