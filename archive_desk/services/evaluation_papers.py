"""Papers of an evaluation: the sheet of a case, the report of a round, tables, and the results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import cases as case_files
from archive_desk.db import evaluation, evaluation_notices, evaluation_seats
from archive_desk.domain.cases import CaseFile, CaseKind
from archive_desk.domain.errors import Refused, Unavailable
from archive_desk.domain.evaluation import EvaluationRound, RoundCase, evaluation_basis
from archive_desk.domain.evaluation_findings import Notice, NoticeState
from archive_desk.domain.evaluation_results import Comparison
from archive_desk.domain.evaluation_sampling import check_draw
from archive_desk.domain.evaluation_sheet import Deduction, ScoreSheet, points
from archive_desk.domain.evaluation_statistics import CaseOutcome, Figures, figures
from archive_desk.domain.ids import CaseId, RoundCaseId, RoundId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.sentences import say
from archive_desk.forms import evaluation_case, evaluation_round, sheet, workbook
from archive_desk.forms.evaluation_case import CaseSheetData
from archive_desk.forms.evaluation_round import CaseLine, RoundReportData
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.evaluation_results import (
    CaseResult,
    RoundResults,
    result_of,
    round_results,
)
from archive_desk.services.evaluation_rights import require_seen


@dataclass(frozen=True)
class ResultRow:
    """One case's result as the annual assessment takes it (002 Art. 24)."""

    round_no: str
    round_name: str
    period_from: str
    period_until: str
    case_no: str
    case_name: str
    section: str
    kind: str
    officers: tuple[str, ...]
    score: str
    grade: str
    vetoed: bool
    faults: int
    rectification: str
    overdue: bool


@dataclass(frozen=True)
class RoundFigures:
    """The figures of a round with the results they were counted from."""

    results: RoundResults
    figures: Figures


class EvaluationPapers:
    """Prints and exports what came of an evaluation."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def figures(self, actor: Person, round_id: RoundId) -> RoundFigures:
        """The figures of a round so far.

        Raises:
            Refused: it is none of his business.
            NotFound: there is none.
        """
        with self._desk.reading() as session:
            found = evaluation.get(session, round_id)
            require_seen(session, actor, found, self._desk.clock())
            results = round_results(session, found, actor)
        return RoundFigures(results, _figures(results))

    def case_sheet(self, actor: Person, round_case_id: RoundCaseId, target: Path) -> Path:
        """Write the sheet of a case (评查情况表) to the PDF file `target`.

        Raises:
            Refused: it is none of his business, or the case has no result yet.
            NotFound: there is no such case.
            Unavailable: the file cannot be written.
        """
        at = self._now()
        with self._desk.reading() as session:
            case = evaluation.case(session, round_case_id)
            found = evaluation.get(session, case.round_id)
            require_seen(session, actor, found, self._desk.clock())
            _require_own(actor, case)
            result = result_of(session, found, case)
            if not result.settled:
                raise Refused(say("案卷 {no} 还有评分分歧没有处理。", no=case.case_no))
            data = self._case_data(session, found, result)
        form = evaluation_case.sheet(
            data,
            self._regulation(found),
            organisation=self._desk.office.organisation,
            operator=actor.name,
            at=at,
        )
        detail = {"case": case.case_no, "form": evaluation_case.FORM_NO}
        return self._write(actor, found, target, sheet.render(form), "printed", detail)

    def report(self, actor: Person, round_id: RoundId, target: Path) -> Path:
        """Write the report of a round (评查情况报告) to the PDF file `target`.

        Raises:
            Refused: `actor` does not arrange evaluations.
            NotFound: there is no such round.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        at = self._now()
        with self._desk.reading() as session:
            found = evaluation.get(session, round_id)
            data = self._report_data(session, found)
        form = evaluation_round.sheet(
            data, organisation=self._desk.office.organisation, operator=actor.name, at=at
        )
        detail = {"form": evaluation_round.FORM_NO}
        return self._write(actor, found, target, sheet.render(form), "printed", detail)

    def tables(self, actor: Person, round_id: RoundId, target: Path) -> Path:
        """Write results, deductions and figures of a round to the xlsx file `target`.

        Raises: as `report`.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        with self._desk.reading() as session:
            found = evaluation.get(session, round_id)
            results = round_results(session, found)
            rows = self._rows(session, found, results)
        book = workbook.render(*self._ledgers(found, results, rows, actor))
        return self._write(actor, found, target, book, "exported", {"rows": len(rows)})

    def results(self, actor: Person, round_id: RoundId) -> Sequence[ResultRow]:
        """The rows that feed the annual assessment: one for each case that has its result.

        Raises:
            Refused: `actor` does not arrange evaluations.
            NotFound: there is no such round.
        """
        actor.require(Right.ARRANGE_EVALUATION)
        with self._desk.reading() as session:
            found = evaluation.get(session, round_id)
            return self._rows(session, found, round_results(session, found))

    # -- inside ------------------------------------------------------------------------------

    def _now(self) -> datetime:
        return self._desk.clock().astimezone(self._desk.office.zone)

    def _regulation(self, found: EvaluationRound) -> Regulation:
        return rulebook.of_key(self._desk, found.regulation)

    def _case_data(
        self, session: Session, found: EvaluationRound, result: CaseResult
    ) -> CaseSheetData:
        case = case_files.by_id(session, result.case.case_id)
        notices = _notices(session, found)
        return CaseSheetData(
            round_no=found.no,
            round_name=found.name,
            basis=str(evaluation_basis(self._regulation(found))),
            case_no=case.no,
            case_name=case.name,
            section=case.section,
            kind=case.kind.label,
            officers=_officers(case),
            reviewers=[
                (
                    seat.label,
                    each.review.person,
                    each.review.opinion,
                    None
                    if each.review.handed_in_at is None
                    else each.review.handed_in_at.astimezone(self._desk.office.zone).date(),
                )
                for seat, each in result.sheets.items()
            ],
            sheet=result.sheet,
            answers=result.answers,
            deductions=result.deductions,
            settled=[_settled(each) for each in result.differences],
            score=result.score,
            rectification=self._rectification(notices.get(result.case.id)),
        )

    def _rectification(self, notice: Notice | None) -> str:
        if notice is None:
            return ""
        due = notice.due_at.astimezone(self._desk.office.zone)
        return f"整改通知 {notice.no}，期限 {due:%Y年%m月%d日}，{notice.state.label}。"

    def _report_data(self, session: Session, found: EvaluationRound) -> RoundReportData:
        results = round_results(session, found)
        notices = _notices(session, found)
        cases = evaluation.cases_of(session, found.id)
        numbers = {case.id: case.case_no for case in cases}
        kept = evaluation.drawn_from(session, found.id)
        drawn = check_draw(kept, found.plan.sampling, found.seed, found.digest, ()).draw
        zone = self._desk.office.zone
        return RoundReportData(
            no=found.no,
            name=found.name,
            basis=str(evaluation_basis(self._regulation(found))),
            facts=_facts(found, str(evaluation_basis(self._regulation(found)))),
            figures=_figures(results),
            lines=[_case_line(each, notices) for each in results.settled],
            agreement=results.agreement if found.plan.second_review else None,
            notices=[
                (
                    each.no,
                    f"{each.case_no} {each.case_name}",
                    each.state.label,
                    each.due_at.astimezone(zone).strftime("%Y-%m-%d"),
                )
                for each in notices.values()
            ],
            shares=drawn.shares if found.seed else (),
            seed=found.seed,
            digest=found.digest,
            extra=[(case.case_no, case.reason) for case in cases if not case.drawn],
            recused=[
                (each.person, f"{numbers[each.round_case_id]}：{each.reason}")
                for each in evaluation_seats.recusals_of(session, found.id)
            ],
        )

    def _rows(
        self, session: Session, found: EvaluationRound, results: RoundResults
    ) -> list[ResultRow]:
        notices, at = _notices(session, found), self._desk.clock()
        rows = []
        for each in results.settled:
            case = case_files.by_id(session, CaseId(each.case.case_id))
            notice = notices.get(each.case.id)
            rows.append(
                ResultRow(
                    found.no,
                    found.name,
                    found.plan.period_from.isoformat(),
                    found.plan.period_until.isoformat(),
                    case.no,
                    case.name,
                    case.section,
                    case.kind.value,
                    tuple(_officers(case)),
                    points(each.score.tenths),
                    each.score.grade.name,
                    bool(each.score.vetoes),
                    len(each.deductions),
                    "" if notice is None else notice.state.value,
                    notice is not None and notice.overdue(at),
                )
            )
        return rows

    def _ledgers(
        self,
        found: EvaluationRound,
        results: RoundResults,
        rows: Sequence[ResultRow],
        actor: Person,
    ) -> list[workbook.Ledger]:
        at, office = self._now(), self._desk.office.organisation
        note = f"{office}　{found.no} {found.name}　导出 {at:%Y-%m-%d %H:%M}　{actor.name}"
        worst = results.sheet.grades[-1].name
        return [
            workbook.Ledger(
                "案卷评查结果",
                note,
                _RESULT_COLUMNS,
                [
                    (
                        row.case_no,
                        row.case_name,
                        row.section,
                        CaseKind(row.kind).label,
                        "、".join(row.officers),
                        float(row.score),
                        row.grade,
                        "是" if row.vetoed else "",
                        row.faults,
                        NoticeState(row.rectification).label if row.rectification else "",
                    )
                    for row in rows
                ],
                frozenset(number for number, row in enumerate(rows) if row.grade == worst),
            ),
            workbook.Ledger(
                "扣分明细",
                note,
                _DEDUCTION_COLUMNS,
                [
                    _deduction_row(result, each, at)
                    for result in results.settled
                    for each in result.deductions
                ],
            ),
            workbook.Ledger(
                "失分项目",
                note,
                _ITEM_COLUMNS,
                [
                    (each.item.title, each.lost / 10, len(each.cases), "、".join(each.cases))
                    for each in _figures(results).items
                ],
            ),
        ]

    def _write(
        self,
        actor: Person,
        found: EvaluationRound,
        target: Path,
        content: bytes,
        what: str,
        detail: Mapping[str, object],
    ) -> Path:
        try:
            target.write_bytes(content)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(target), reason=str(error))
            ) from error
        verb = "evaluation.printed" if what == "printed" else "evaluation.exported"
        with self._desk.transaction(actor) as work:
            whole = {**detail, "file": str(target)}
            work.journal(Act(verb, f"evaluation:{found.no}", detail=whole))
        return target


_RESULT_COLUMNS = (
    workbook.Column("案卷编号", width=24),
    workbook.Column("案件名称", width=36),
    workbook.Column("股室"),
    workbook.Column("类型", width=12),
    workbook.Column("承办人", width=20),
    workbook.Column("得分", workbook.Type.NUMBER, 8),
    workbook.Column("等次", width=10),
    workbook.Column("一票否决", width=10),
    workbook.Column("问题数", workbook.Type.NUMBER, 8),
    workbook.Column("整改", width=12),
)
_DEDUCTION_COLUMNS = (
    workbook.Column("案卷编号", width=24),
    workbook.Column("项目", width=36),
    workbook.Column("扣分理由", width=40),
    workbook.Column("扣分", workbook.Type.NUMBER, 8),
    workbook.Column("音像", width=36),
    workbook.Column("位置（秒）", workbook.Type.NUMBER, 12),
    workbook.Column("时刻", workbook.Type.MOMENT, 18),
    workbook.Column("文书", width=24),
)
_ITEM_COLUMNS = (
    workbook.Column("项目", width=44),
    workbook.Column("共失分", workbook.Type.NUMBER, 10),
    workbook.Column("案卷数", workbook.Type.NUMBER, 10),
    workbook.Column("案卷", width=60),
)


def _figures(results: RoundResults) -> Figures:
    return figures(results.sheet, [_outcome(each) for each in results.settled])


def _outcome(result: CaseResult) -> CaseOutcome:
    case = result.case
    return CaseOutcome(
        case.case_no, case.case_name, case.section, case.kind, result.answers, result.score
    )


def _officers(case: CaseFile) -> list[str]:
    return [
        f"{each.name}（{each.certificate_no}）" if each.certificate_no else each.name
        for each in case.officers
    ]


def _notices(session: Session, found: EvaluationRound) -> dict[RoundCaseId, Notice]:
    return {each.round_case_id: each for each in evaluation_notices.of_round(session, found.id)}


def _settled(each: Comparison) -> tuple[str, str]:
    settled = each.settlement
    title = each.item.title
    if settled is None:
        return title, ""
    agreed = f"，{settled.agreed_by}同意" if settled.agreed_by else ""
    words = f"{settled.way.label}：{settled.choice.label}。{settled.reason}（{settled.by}{agreed}）"
    return title, words


def _case_line(result: CaseResult, notices: Mapping[RoundCaseId, Notice]) -> CaseLine:
    notice = notices.get(result.case.id)
    sheet_: ScoreSheet = result.sheet
    return CaseLine(
        result.case.case_no,
        result.case.case_name,
        result.case.section,
        result.score.tenths,
        result.score.grade.name,
        len(result.deductions),
        "" if notice is None else notice.state.label,
        result.score.grade == sheet_.grades[-1],
    )


def _facts(found: EvaluationRound, basis: str) -> list[tuple[str, str]]:
    plan = found.plan
    scope = plan.scope
    where = [
        "、".join(scope.sections) or "全部股室",
        "、".join(kind.label for kind in scope.kinds) or "全部类型",
    ]
    if scope.closed_from is not None or scope.closed_until is not None:
        where.append(f"办结日期 {scope.closed_from or '…'} 至 {scope.closed_until or '…'}")
    rule = plan.sampling
    many = f"{rule.share_percent}%" if rule.number is None else f"{rule.number} 件"
    each = "，每层至少一件" if rule.each_stratum else ""
    return [
        ("评查名称", found.name),
        ("评查编号", found.no),
        ("评查期间", f"{plan.period_from} 至 {plan.period_until}"),
        ("依据", basis),
        ("评查范围", "；".join(where)),
        ("抽样", f"{many}{each}，总体 {found.population} 件"),
        ("评分表", f"{found.sheet_title} 第{found.sheet_version}版"),
        ("状态", found.state.label),
        ("组织人", found.made_by),
    ]


def _deduction_row(result: CaseResult, each: Deduction, at: datetime) -> tuple[workbook.Value, ...]:
    item = result.sheet.item(each.item)
    moment = each.moment
    wall = None if moment is None else moment.wall_clock
    return (
        result.case.case_no,
        each.item if item is None else item.title,
        each.text,
        each.tenths / 10,
        "" if moment is None else moment.name,
        None if moment is None else moment.at_ms / 1000,
        None if wall is None else wall.astimezone(at.tzinfo),
        each.document,
    )


def _require_own(actor: Person, case: RoundCase) -> None:
    if actor.external and case.seat_of(actor.id) is None:
        raise Refused(say("案卷 {no} 没有指派给您评查。", no=case.case_no))
