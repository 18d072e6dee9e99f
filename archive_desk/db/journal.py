"""Queries on the journal. There is no way to change or delete an entry here or anywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, func, insert, select, type_coerce, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.office import journal, journal_head
from archive_desk.domain.errors import Damaged
from archive_desk.domain.ids import PersonId
from archive_desk.domain.journal import GENESIS, Act, Entry, canonical_line, chain_value
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say

SYSTEM = "system"
"""The actor of what the program does by itself, such as settling an interrupted import."""

_CHUNK = 400


@dataclass(frozen=True)
class JournalFilter:
    """Which entries to show; empty fields do not narrow. `until` is exclusive."""

    actor: str = ""
    verb: str = ""
    item: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


def append(session: Session, actor: Person | None, act: Act, at: datetime) -> Entry:
    """Write `act` as the next entry of the chain; `actor` None is the program itself.

    Raises:
        Damaged: the end of the chain that is remembered beside it is gone.
    """
    at = at.astimezone(UTC)
    head = session.execute(select(journal_head).with_for_update()).one_or_none()
    if head is None and session.execute(select(journal.c.no).limit(1)).first() is not None:
        raise Damaged(say("操作日志的链尾登记不见了，不能继续登记。请用备份恢复档案数据库。"))
    no, previous = (1, GENESIS) if head is None else (head.no + 1, head.chain)
    name = SYSTEM if actor is None else actor.account
    line = canonical_line(no, at, name, act)
    chain = chain_value(previous, line)
    session.execute(
        insert(journal).values(
            no=no,
            at=at,
            actor_id=None if actor is None else actor.id,
            actor=name,
            verb=act.verb,
            item=act.item,
            approval=act.approval,
            line=line,
            chain=chain,
        )
    )
    if head is None:
        session.execute(insert(journal_head).values(id=1, no=no, chain=chain))
    else:
        session.execute(update(journal_head).values(no=no, chain=chain))
    return Entry(
        no=no,
        at=at,
        actor_id=None if actor is None else actor.id,
        actor=name,
        verb=act.verb,
        item=act.item,
        approval=act.approval,
        line=line,
        chain=chain,
    )


def head(session: Session) -> tuple[int, str]:
    """Number and chain value of the last entry as remembered beside the journal."""
    row = session.execute(select(journal_head)).one_or_none()
    return (0, GENESIS) if row is None else (row.no, row.chain)


def entries(session: Session) -> Iterator[Entry]:
    """All entries in order, without loading them all at once."""
    # The time is read as text: a tampered one must be reported, not stop the reading.
    raw: list[ColumnElement[Any]] = [c for c in journal.c if c is not journal.c.at]
    result = session.execute(
        select(*[*raw, type_coerce(journal.c.at, String).label("at")]).order_by(journal.c.no),
        execution_options={"yield_per": 2_000},
    )
    for row in result:
        yield _entry(row)


def page(
    session: Session, where: JournalFilter, *, offset: int, limit: int, newest_first: bool = True
) -> Sequence[Entry]:
    """`limit` entries from `offset` of those that `where` selects."""
    order = journal.c.no.desc() if newest_first else journal.c.no
    statement = (
        select(journal).where(*_conditions(where)).order_by(order).offset(offset).limit(limit)
    )
    return [_entry(row) for row in session.execute(statement)]


def of_items(session: Session, items: Sequence[str], until_no: int) -> list[Entry]:
    """The entries on any of `items` up to number `until_no`, in order."""
    rows: list[Row[Any]] = []
    for start in range(0, len(items), _CHUNK):
        chosen = journal.c.item.in_(items[start : start + _CHUNK])
        rows += session.execute(select(journal).where(chosen, journal.c.no <= until_no))
    return sorted((_entry(row) for row in rows), key=lambda entry: entry.no)


def of_verbs(session: Session, item: str, verbs: Sequence[str]) -> list[Entry]:
    """The entries on `item` that tell of one of `verbs`, in order."""
    chosen = (journal.c.item == item, journal.c.verb.in_(verbs))
    return [
        _entry(row)
        for row in session.execute(select(journal).where(*chosen).order_by(journal.c.no))
    ]


def line_lengths(session: Session, items: Sequence[str]) -> dict[str, int]:
    """For each of `items` the characters of all lines on it, each line's end included."""
    found: dict[str, int] = {}
    for start in range(0, len(items), _CHUNK):
        total = func.sum(func.length(journal.c.line) + 1)
        chosen = journal.c.item.in_(items[start : start + _CHUNK])
        rows = session.execute(
            select(journal.c.item, total.label("total")).where(chosen).group_by(journal.c.item)
        )
        found |= {row.item: int(row.total) for row in rows}
    return found


def count(session: Session, where: JournalFilter) -> int:
    """How many entries `where` selects."""
    return session.execute(
        select(func.count()).select_from(journal).where(*_conditions(where))
    ).scalar_one()


def _conditions(where: JournalFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if where.actor:
        conditions.append(journal.c.actor == where.actor)
    if where.verb:
        conditions.append(journal.c.verb.startswith(where.verb, autoescape=True))
    if where.item:
        conditions.append(journal.c.item == where.item)
    if where.text:
        conditions.append(journal.c.line.contains(where.text, autoescape=True))
    if where.since is not None:
        conditions.append(journal.c.at >= where.since)
    if where.until is not None:
        conditions.append(journal.c.at < where.until)
    return conditions


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        no=row.no,
        at=_moment(row.at),
        actor_id=None if row.actor_id is None else PersonId(row.actor_id),
        actor=row.actor,
        verb=row.verb,
        item=row.item,
        approval=row.approval,
        line=row.line,
        chain=row.chain,
    )


def _moment(value: datetime | str) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
