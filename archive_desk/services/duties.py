"""Whether many case files fulfil their duties (案卷核查): a table, and the same as xlsx."""

from collections.abc import Sequence
from pathlib import Path

from archive_desk.db import cases
from archive_desk.db.cases import CaseFilter
from archive_desk.domain.duty_groups import DutyGroup, counted
from archive_desk.domain.errors import Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.forms.workbook import Column, Ledger, Type, Value, render
from archive_desk.services.casework import CaseReport, Casework
from archive_desk.services.desk import Desk

__all__ = ["CaseFilter", "DutyChecks"]

_PAGE = 100


class DutyChecks:
    """Checks case files by the hundred."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._casework = Casework(desk)

    def count(self, actor: Person, where: CaseFilter) -> int:
        """How many case files `where` selects.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return cases.count(session, where)

    def page(
        self, actor: Person, where: CaseFilter, offset: int, limit: int
    ) -> Sequence[CaseReport]:
        """Some of them, checked now, in the order of their numbers.

        Raises:
            Refused: `actor` may not browse.
        """
        return self._casework.check_some(actor, where, offset, limit)

    def check_all(
        self, actor: Person, where: CaseFilter, monitor: Monitor | None = None
    ) -> Sequence[CaseReport]:
        """All of them.

        Raises:
            Refused: `actor` may not browse.
            Cancelled: the person stopped.
        """
        watch = monitor or Unwatched()
        total = self.count(actor, where)
        found: list[CaseReport] = []
        while len(found) < total:
            watch.report(len(found), total, say("核查案卷"))
            some = self.page(actor, where, len(found), _PAGE)
            if not some:
                break
            found += some
        watch.report(total, total, say("核查案卷"))
        return found

    def export(self, actor: Person, reports: Sequence[CaseReport], file: Path | str) -> Path:
        """Write the table of checked files as xlsx, with a sheet of all that is lacking.

        Raises:
            Refused: `actor` may not browse.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.BROWSE)
        path = Path(file)
        now = self._desk.clock().astimezone(self._desk.office.zone)
        note = f"{self._desk.office.organisation}　{now:%Y-%m-%d %H:%M}　{actor.name}"
        try:
            path.write_bytes(render(_table(reports, note), _lacking(reports, note)))
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(path), reason=str(error))
            ) from error
        with self._desk.transaction(actor) as work:
            detail = {"file": path.name, "count": len(reports)}
            work.journal(Act("case.duties_exported", "archive", detail=detail))
        return path


def _table(reports: Sequence[CaseReport], note: str) -> Ledger:
    groups = tuple(DutyGroup)
    rows: list[list[Value]] = []
    for report in reports:
        case, numbers = report.dossier.case, counted(report.shortfalls)
        rows.append(
            [
                case.no,
                case.name,
                case.section,
                "、".join(each.name for each in case.officers),
                case.state.label,
                *(numbers.get(group, 0) or "√" for group in groups),
                len(report.blocking),
            ]
        )
    columns = [
        Column("案件编号", width=22),
        Column("案件名称", width=34),
        Column("股室", width=14),
        Column("执法人员", width=16),
        Column("状态", width=9),
        *(Column(group.label, Type.NUMBER, 9) for group in groups),
        Column("必备项缺失", Type.NUMBER, 9),
    ]
    alerts = frozenset(number for number, each in enumerate(reports) if each.blocking)
    return Ledger("案卷核查表", note, columns, rows, alerts)


def _lacking(reports: Sequence[CaseReport], note: str) -> Ledger:
    rows: list[list[Value]] = [
        [
            report.dossier.case.no,
            report.dossier.case.section,
            "必备" if each.blocking else "提示",
            each.code,
            each.message,
            "" if each.basis is None else str(each.basis),
        ]
        for report in reports
        for each in report.shortfalls
    ]
    columns = [
        Column("案件编号", width=22),
        Column("股室", width=14),
        Column("轻重", width=8),
        Column("代码", width=20),
        Column("缺失", width=60),
        Column("依据", width=40),
    ]
    return Ledger("缺失明细", note, columns, rows)
