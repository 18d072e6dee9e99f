"""Corrections of registers by counter-entry; a correction is written once and never changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.devices import register_corrections

_CHUNK = 400


def add(session: Session, register: str, line: str, text: str, at: datetime, by: str) -> None:
    """Write a correction beside the line `line` of `register`."""
    session.execute(
        insert(register_corrections).values(register=register, line=line, text=text, at=at, by=by)
    )


def of_lines(
    session: Session, register: str, lines: Iterable[str]
) -> Mapping[str, tuple[str, ...]]:
    """The corrections of some lines, in the order of their writing, with who wrote them."""
    wanted, found = list(lines), dict[str, tuple[str, ...]]()
    table = register_corrections
    for start in range(0, len(wanted), _CHUNK):
        statement = (
            select(table)
            .where(table.c.register == register, table.c.line.in_(wanted[start : start + _CHUNK]))
            .order_by(table.c.id)
        )
        for row in session.execute(statement):
            said = f"{row.text}（{row.by}）"
            found[row.line] = (*found.get(row.line, ()), said)
    return found
