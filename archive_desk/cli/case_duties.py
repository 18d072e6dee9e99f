"""`case check`, `case certificate`: what case files lack, and the register of certificates."""

from collections.abc import Sequence
from datetime import date

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line, finding_fields
from archive_desk.domain.cases import CaseState
from archive_desk.domain.certificates import Certificate
from archive_desk.domain.completeness import Shortfall
from archive_desk.domain.duty_matrix import MatrixRow, duty_matrix
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say
from archive_desk.services.casework import CaseFilter, CaseReport, Casework
from archive_desk.services.certificates import Certificates
from archive_desk.services.duties import DutyChecks


def register(group: Commands) -> None:
    """Add the commands of this module to those of case files."""
    check = group.add("check", _check, "what a case file, or every one, still lacks")
    check.add_argument("no", nargs="?", metavar="NO")
    check.add_argument("--all", action="store_true", dest="every", help="all case files")
    check.add_argument("--section", default="", metavar="S", help="with --all: of one section")
    check.add_argument("--state", choices=[each.value for each in CaseState], help="with --all")
    check.add_argument("--xlsx", metavar="FILE", help="with --all: write the table there")

    note = group.add("certificate", _certificate, "write down when a certificate is valid")
    note.add_argument("certificate", metavar="CERTIFICATE")
    note.add_argument("--holder", required=True, metavar="NAME")
    note.add_argument("--from", dest="start", required=True, metavar="DAY")
    note.add_argument("--until", required=True, metavar="DAY")
    group.add("certificates", _certificates, "the register of certificates")


def shortfall_fields(report: CaseReport) -> list[dict[str, object]]:
    """What a file lacks as `--json` shows it."""
    fields = finding_fields(list(report.shortfalls))
    return [
        each | {"blocking": shortfall.blocking}
        for each, shortfall in zip(fields, report.shortfalls, strict=True)
    ]


def _check(call: Call) -> Answer:
    given = call.arguments
    if given.every:
        return _check_all(call)
    if given.no is None:
        raise InvalidInput(say("请给出案件编号，或用 --all 核查全部案卷。"))
    report = Casework(call.desk).check(call.actor, given.no)
    lines = tuple(_line(each) for each in report.shortfalls) or (say("没有缺失。"),)
    regulation = Casework(call.desk).regulation
    matrix = duty_matrix(report.dossier, regulation, report.shortfalls)
    fields = _fields(report) | {"matrix": [_row_fields(each) for each in matrix]}
    return Answer(fields, lines, FINDINGS if report.shortfalls else DONE)


def _check_all(call: Call) -> Answer:
    given = call.arguments
    state = CaseState(given.state) if given.state else None
    where = CaseFilter(section=given.section, state=state)
    checks = DutyChecks(call.desk)
    reports = checks.check_all(call.actor, where, call.monitor)
    if given.xlsx:
        checks.export(call.actor, reports, given.xlsx)
    lacking = [each for each in reports if each.shortfalls]
    findings = [
        {"case": report.dossier.case.no} | fields
        for report in lacking
        for fields in shortfall_fields(report)
    ]
    lines: list[Line] = [
        (report.dossier.case.no, *_line(each)) for report in lacking for each in report.shortfalls
    ]
    told = say(
        "核查了 {count} 个案卷，{lacking} 个有缺失。", count=len(reports), lacking=len(lacking)
    )
    fields = {
        "checked": len(reports),
        "cases": [_fields(report) for report in reports],
        "findings": findings,
    }
    return Answer(fields, (*lines, told), FINDINGS if lacking else DONE)


def _fields(report: CaseReport) -> dict[str, object]:
    return {
        "case": report.dossier.case.no,
        "state": report.dossier.case.state.value,
        "findings": shortfall_fields(report),
    }


def _row_fields(row: MatrixRow) -> dict[str, object]:
    return {
        "stage": row.stage,
        "title": row.title,
        "number": row.number,
        "document": row.document.value,
        "recording": row.recording.value,
        "level": None if row.level is None else row.level.value,
        "basis": None if row.basis is None else str(row.basis),
        "footage": row.footage,
        "scans": row.scans,
        "note": row.note,
    }


def _line(shortfall: Shortfall) -> tuple[str, ...]:
    weight = say("必备") if shortfall.blocking else say("提示")
    basis = "" if shortfall.basis is None else str(shortfall.basis)
    return (weight, shortfall.message, basis)


def _certificate(call: Call) -> Answer:
    given = call.arguments
    start, until = _day(given.start), _day(given.until)
    certificate = Certificate(given.certificate, given.holder, start, until)
    return _shown([Certificates(call.desk).note(call.actor, certificate)])


def _certificates(call: Call) -> Answer:
    return _shown(Certificates(call.desk).everything(call.actor))


def _shown(found: Sequence[Certificate]) -> Answer:
    rows = [
        (each.no, each.holder, each.valid_from.isoformat(), each.valid_until.isoformat())
        for each in found
    ]
    names = ("certificate", "holder", "from", "until")
    return Answer(
        {"certificates": [dict(zip(names, row, strict=True)) for row in rows]}, tuple(rows)
    )


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise InvalidInput(say("“{text}”不是日期，应如 2026-11-20。", text=words)) from error
