"""Queries on rounds of checks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db import disc_checks
from archive_desk.db.tables.discs import disc_checks as disc_checks_table
from archive_desk.db.tables.discs import disc_round_items, disc_rounds, discs
from archive_desk.domain.disc_register import READABLE
from archive_desk.domain.disc_rounds import Round, RoundItem
from archive_desk.domain.discs import Disc
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import DiscId
from archive_desk.domain.sentences import say


def add(session: Session, new: Round, population: Sequence[Disc]) -> None:
    """Record a round with all discs it stands for; its items say which of them are drawn."""
    round_id = session.execute(
        insert(disc_rounds)
        .values(
            no=new.no,
            drawn_at=new.drawn_at,
            drawn_by=new.drawn_by,
            seed=new.seed,
            percent=new.percent,
            basis=new.basis,
        )
        .returning(disc_rounds.c.id)
    ).scalar_one()
    drawn = {item.disc_no for item in new.drawn}
    session.execute(
        insert(disc_round_items),
        [
            {"round_id": round_id, "disc_id": disc.id, "drawn": disc.no in drawn}
            for disc in population
        ],
    )


def page(session: Session) -> Sequence[Round]:
    """All rounds, the newest first."""
    return _read(session, disc_rounds.c.id > 0)


def open_ones(session: Session) -> Sequence[Round]:
    """The rounds that are not finished."""
    return _read(session, disc_rounds.c.finished_at.is_(None))


def get(session: Session, no: str) -> Round:
    """The round with this number.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, disc_rounds.c.no == no)
    if not found:
        raise NotFound(say("没有编号为“{no}”的抽检。", no=no))
    return found[0]


def note_check(session: Session, no: str, disc_id: DiscId, check_id: int) -> None:
    """A drawn disc was read."""
    round_id = select(disc_rounds.c.id).where(disc_rounds.c.no == no).scalar_subquery()
    session.execute(
        update(disc_round_items)
        .where(disc_round_items.c.round_id == round_id, disc_round_items.c.disc_id == disc_id)
        .values(check_id=check_id)
    )


def draw_rest(session: Session, no: str) -> None:
    """All discs of the round are to be read."""
    round_id = select(disc_rounds.c.id).where(disc_rounds.c.no == no).scalar_subquery()
    session.execute(
        update(disc_round_items).where(disc_round_items.c.round_id == round_id).values(drawn=True)
    )
    session.execute(update(disc_rounds).where(disc_rounds.c.no == no).values(finished_at=None))


def finish(session: Session, no: str, at: datetime) -> None:
    """All drawn discs have been read."""
    session.execute(update(disc_rounds).where(disc_rounds.c.no == no).values(finished_at=at))


def covered(session: Session) -> Mapping[DiscId, datetime]:
    """When each disc was last stood for by a finished round without a fault."""
    rows = session.execute(
        select(disc_round_items.c.disc_id, func.max(disc_rounds.c.finished_at))
        .join(disc_rounds, disc_rounds.c.id == disc_round_items.c.round_id)
        .where(disc_rounds.c.finished_at.is_not(None))
        .group_by(disc_round_items.c.disc_id)
    )
    return {DiscId(disc_id): at for disc_id, at in rows}


def covered_before(session: Session, moment: datetime) -> Sequence[tuple[str, datetime]]:
    """Discs in use that nothing covered since `moment`: number, and when something last did."""
    checked = (
        select(func.max(disc_checks_table.c.at))
        .where(disc_checks_table.c.disc_id == discs.c.id)
        .correlate(discs)
        .scalar_subquery()
    )
    stood_for = (
        select(func.max(disc_rounds.c.finished_at))
        .join(disc_round_items, disc_round_items.c.round_id == disc_rounds.c.id)
        .where(disc_round_items.c.disc_id == discs.c.id)
        .correlate(discs)
        .scalar_subquery()
    )
    rows = session.execute(
        select(discs.c.no, discs.c.verified_at, checked, stood_for).where(
            discs.c.state.in_([state.value for state in READABLE]), discs.c.verified_at < moment
        )
    )
    found = [(no, max(at for at in moments if at is not None)) for no, *moments in rows]
    return [(no, at) for no, at in found if at < moment]


def _read(session: Session, condition: ColumnElement[bool]) -> Sequence[Round]:
    rows = session.execute(
        select(disc_rounds).where(condition).order_by(disc_rounds.c.id.desc())
    ).all()
    items: dict[int, list[RoundItem]] = defaultdict(list)
    found = session.execute(
        select(disc_round_items, discs.c.no)
        .join(discs, discs.c.id == disc_round_items.c.disc_id)
        .where(disc_round_items.c.round_id.in_([row.id for row in rows]))
        .order_by(discs.c.no)
    ).all()
    checks = disc_checks.by_id(session, [each.check_id for each in found if each.check_id])
    for each in found:
        check = checks.get(each.check_id) if each.check_id else None
        items[each.round_id].append(RoundItem(each.no, each.drawn, check))
    return [
        Round(
            no=row.no,
            drawn_at=row.drawn_at,
            drawn_by=row.drawn_by,
            seed=row.seed,
            percent=row.percent,
            basis=row.basis,
            items=tuple(items[row.id]),
            finished_at=row.finished_at,
        )
        for row in rows
    ]
