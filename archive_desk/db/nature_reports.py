"""Queries on the reports of the four-nature test."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import cases, nature_reports
from archive_desk.domain.errors import NotFound
from archive_desk.domain.four_natures import BY_CODE, NatureReport, Occasion, Outcome, Result
from archive_desk.domain.ids import CaseId
from archive_desk.domain.sentences import say


def add(
    session: Session,
    case_id: CaseId,
    occasion: Occasion,
    results: Sequence[Result],
    by: str,
    at: datetime,
) -> int:
    """Keep a report; its number."""
    number: int = session.execute(
        insert(nature_reports)
        .values(
            case_id=case_id,
            occasion=occasion.value,
            made_by=by,
            made_at=at,
            results=_written(results),
        )
        .returning(nature_reports.c.id)
    ).scalar_one()
    return number


def change(session: Session, report_id: int, results: Sequence[Result]) -> None:
    """Write what a person confirmed into a report."""
    session.execute(
        update(nature_reports)
        .where(nature_reports.c.id == report_id)
        .values(results=_written(results))
    )


def get(session: Session, report_id: int) -> NatureReport:
    """One report.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_selection().where(nature_reports.c.id == report_id)).one_or_none()
    if row is None:
        raise NotFound(say("没有编号为 {id} 的检测报告。", id=report_id))
    return _report(row)


def of_case(session: Session, case_id: CaseId) -> Sequence[NatureReport]:
    """The reports of a case file, the newest first."""
    rows = session.execute(
        _selection().where(nature_reports.c.case_id == case_id).order_by(nature_reports.c.id.desc())
    )
    return [_report(row) for row in rows]


def _selection() -> Select[Any]:
    return select(nature_reports, cases.c.no.label("case_no")).join(
        cases, cases.c.id == nature_reports.c.case_id
    )


def _written(results: Sequence[Result]) -> str:
    rows = [
        {
            "code": each.code,
            "outcome": each.outcome.value,
            "note": each.note,
            "by": each.by,
            "at": None if each.at is None else each.at.isoformat(),
        }
        for each in results
    ]
    return json.dumps(rows, ensure_ascii=False)


def _report(row: Row[Any]) -> NatureReport:
    return NatureReport(
        row.id,
        CaseId(row.case_id),
        row.case_no,
        Occasion(row.occasion),
        row.made_by,
        row.made_at,
        [
            Result(
                each["code"],
                Outcome(each["outcome"]),
                each["note"],
                each["by"],
                None if each["at"] is None else datetime.fromisoformat(each["at"]),
            )
            for each in json.loads(row.results)
            if each["code"] in BY_CODE
        ],
    )
