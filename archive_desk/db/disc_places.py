"""Queries on the places where discs are kept: 库房 › 柜 › 格."""

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.discs import disc_places, discs


def names_of(text: str) -> tuple[str, ...]:
    """The names in a place as it is typed, the outermost first: `一号库 3柜/2格`."""
    return tuple(text.replace("/", " ").replace("／", " ").replace("›", " ").split())


def enter(session: Session, names: Sequence[str]) -> str:
    """Make sure that a place and those around it are known; return its path."""
    parent: int | None = None
    path = ""
    for name in names:
        path = f"{path} {name}".strip()
        known = session.scalar(select(disc_places.c.id).where(disc_places.c.path == path))
        if known is None:
            known = session.execute(
                insert(disc_places)
                .values(parent_id=parent, name=name, path=path)
                .returning(disc_places.c.id)
            ).scalar_one()
        parent = known
    return path


def paths(session: Session) -> Sequence[tuple[str, int]]:
    """All places in order, each with the number of discs that lie exactly there."""
    count = (
        select(func.count())
        .where(discs.c.location == disc_places.c.path, discs.c.state != "retired")
        .correlate(disc_places)
        .scalar_subquery()
    )
    rows = session.execute(select(disc_places.c.path, count).order_by(disc_places.c.path))
    return [(str(path), int(number)) for path, number in rows]


def forget(session: Session, path: str) -> bool:
    """Take away a place where nothing lies and that has none within; whether it was there."""
    inner = select(disc_places.c.id).where(
        disc_places.c.path.startswith(path + " ", autoescape=True)
    )
    used = select(discs.c.id).where(
        (discs.c.location == path) | discs.c.location.startswith(path + " ", autoescape=True)
    )
    if session.execute(inner.limit(1)).first() or session.execute(used.limit(1)).first():
        return False
    done = session.execute(delete(disc_places).where(disc_places.c.path == path))
    return bool(done.rowcount)  # type: ignore[attr-defined]
