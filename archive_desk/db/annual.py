"""Queries on the annual report: what people entered, and when it was handed in and published."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.base import Moment
from archive_desk.db.tables.cases import cases
from archive_desk.db.tables.worklist import annual_inputs, annual_reports
from archive_desk.domain.annual import ReportStep

_NEVER = 9999


def inputs(session: Session, year: int) -> Mapping[str, str]:
    """What people entered for `year`, by key; what was said last counts."""
    rows = session.execute(
        select(annual_inputs.c.key, annual_inputs.c.value)
        .where(annual_inputs.c.year == year)
        .order_by(annual_inputs.c.id)
    )
    said = {row.key: row.value for row in rows}
    return {key: value for key, value in said.items() if value}


def enter(session: Session, year: int, key: str, value: str, by: str, at: datetime) -> None:
    """Enter a value that the archive does not know; an empty one takes it back."""
    values = {"year": year, "key": key, "value": value, "by": by, "at": at}
    session.execute(insert(annual_inputs).values(**values))


def reports(session: Session) -> Mapping[tuple[int, ReportStep], datetime]:
    """When each year's report was handed in and published, where a paper says so."""
    rows = session.execute(
        select(annual_reports.c.year, annual_reports.c.step, annual_reports.c.at)
    )
    return {(year, ReportStep(step)): at for year, step, at in rows}


def report_numbers(session: Session, year: int) -> Mapping[ReportStep, tuple[str, datetime]]:
    """The papers of a year's report: number and time by step."""
    rows = session.execute(select(annual_reports).where(annual_reports.c.year == year))
    return {ReportStep(row.step): (row.document_no, row.at) for row in rows}


def add_report(
    session: Session, year: int, step: ReportStep, number: str, at: datetime, by: str, now: datetime
) -> None:
    """Write down the paper by which a step was done."""
    session.execute(
        insert(annual_reports).values(
            year=year, step=step.value, document_no=number, at=at, by=by, entered_at=now
        )
    )


def first_year(session: Session, zone: tzinfo) -> int:
    """The first year that has anything to report; far ahead where the archive is empty."""
    first = session.scalar(select(func.min(cases.c.registered_at, type_=Moment())))
    return _NEVER if first is None else int(first.astimezone(zone).year)
