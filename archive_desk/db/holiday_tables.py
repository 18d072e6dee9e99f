"""The office's holiday tables, year by year: only ever added to, the last one of a year holds."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.office import people
from archive_desk.db.tables.rules import holiday_tables
from archive_desk.domain.holidays import Holiday, HolidayYear
from archive_desk.domain.ids import PersonId
from archive_desk.domain.rule_versions import HolidayTable


def add(session: Session, table: HolidayTable, by: PersonId, at: datetime) -> None:
    """Write a year's table down, or that it is withdrawn."""
    session.execute(
        insert(holiday_tables).values(
            year=table.year.year,
            document_no=table.year.document_no,
            holidays=_plain(table.year.holidays),
            withdrawn=table.withdrawn,
            source=table.source,
            why=table.why,
            person_id=by,
            made_at=at,
        )
    )


def in_force(session: Session) -> tuple[HolidayYear, ...]:
    """The years that the office keeps itself."""
    last = select(func.max(holiday_tables.c.id)).group_by(holiday_tables.c.year).scalar_subquery()
    statement = _tables().where(
        holiday_tables.c.id.in_(last), holiday_tables.c.withdrawn.is_(False)
    )
    return tuple(_table(row).year for row in session.execute(statement))


def history(session: Session, year: int | None = None) -> tuple[HolidayTable, ...]:
    """Everything that was entered, of one year or of all, the last first."""
    statement = _tables()
    if year is not None:
        statement = statement.where(holiday_tables.c.year == year)
    return tuple(_table(row) for row in session.execute(statement))


def _tables() -> Select[Any]:
    return (
        select(holiday_tables, people.c.name.label("by"))
        .join(people, people.c.id == holiday_tables.c.person_id)
        .order_by(holiday_tables.c.id.desc())
    )


def _table(row: Row[Any]) -> HolidayTable:
    holidays = tuple(
        Holiday(name, _day(first), _day(last), tuple(_day(each) for each in make_up))
        for name, first, last, make_up in json.loads(row.holidays)
    )
    return HolidayTable(
        HolidayYear(row.year, row.document_no, holidays),
        row.source,
        row.why,
        row.by,
        row.made_at,
        row.withdrawn,
    )


def _plain(holidays: tuple[Holiday, ...]) -> str:
    lines = [
        [
            each.name,
            each.first.isoformat(),
            each.last.isoformat(),
            [day.isoformat() for day in each.make_up],
        ]
        for each in holidays
    ]
    return json.dumps(lines, ensure_ascii=False)


def _day(text: str) -> date:
    return date.fromisoformat(text)
