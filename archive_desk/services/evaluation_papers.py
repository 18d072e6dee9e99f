"""Papers of an evaluation: the sheet of a case, the report of a round, tables, and the results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import cases as case_files
from archive_desk.db import evaluation, evaluation_seats
from archive_desk.domain.errors import Refused, Unavailable
from archive_desk.domain.evaluation import EvaluationRound, RoundCase, evaluation_basis
from archive_desk.domain.evaluation_findings import Notice
from archive_desk.domain.evaluation_results import Comparison
from archive_desk.domain.evaluation_sampling import check_draw
from archive_desk.domain.evaluation_sheet import ScoreSheet
from archive_desk.domain.evaluation_statistics import Changes, Figures
from archive_desk.domain.ids import RoundCaseId, RoundId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.sentences import say
from archive_desk.forms import evaluation_case, evaluation_round, sheet, workbook
from archive_desk.forms.evaluation_case import CaseSheetData
from archive_desk.forms.evaluation_draw import DrawData
from archive_desk.forms.evaluation_round import CaseLine, RoundReportData
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.evaluation_draws import OtherDraw, draws_elsewhere, draws_of
from archive_desk.services.evaluation_results import (
    CaseResult,
    RoundResults,
    result_of,
    round_results,
)
from archive_desk.services.evaluation_rights import require_seen
from archive_desk.services.evaluation_tables import (
    ResultRow,
    compared_with,
    figures_of,
    ledgers,
    notices_by_case,
    officers_of,
    result_rows,
)


@dataclass(frozen=True)
class RoundFigures:
    """The figures of a round with the results they were counted from, and those of the last one."""

    results: RoundResults
    figures: Figures
    before: Changes | None = None


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
            laid = figures_of(results)
            before = None
            if laid.count and not actor.external:
                before = compared_with(session, found)
        return RoundFigures(results, laid, before)

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
            rows = result_rows(session, found, results, self._desk.clock())
            made = ledgers(
                session,
                results,
                rows,
                note=f"{self._desk.office.organisation}　{found.no} {found.name}　"
                f"导出 {self._now():%Y-%m-%d %H:%M}　{actor.name}",
                zone=self._desk.office.zone,
            )
        book = workbook.render(*made)
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
            return result_rows(session, found, round_results(session, found), self._desk.clock())

    # -- inside ------------------------------------------------------------------------------

    def _now(self) -> datetime:
        return self._desk.clock().astimezone(self._desk.office.zone)

    def _regulation(self, found: EvaluationRound) -> Regulation:
        return rulebook.of_key(self._desk, found.regulation)

    def _case_data(
        self, session: Session, found: EvaluationRound, result: CaseResult
    ) -> CaseSheetData:
        case = case_files.by_id(session, result.case.case_id)
        notices = notices_by_case(session, found)
        return CaseSheetData(
            round_no=found.no,
            round_name=found.name,
            basis=str(evaluation_basis(self._regulation(found))),
            case_no=case.no,
            case_name=case.name,
            section=case.section,
            kind=case.kind.label,
            officers=officers_of(case),
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
        notices = notices_by_case(session, found)
        cases = evaluation.cases_of(session, found.id)
        numbers = {case.id: case.case_no for case in cases}
        zone = self._desk.office.zone
        return RoundReportData(
            no=found.no,
            name=found.name,
            basis=str(evaluation_basis(self._regulation(found))),
            facts=_facts(found, str(evaluation_basis(self._regulation(found)))),
            figures=figures_of(results),
            before=compared_with(session, found),
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
            draw=self._draw_data(session, found),
            extra=[(case.case_no, case.reason) for case in cases if not case.drawn],
            recused=[
                (each.person, f"{numbers[each.round_case_id]}：{each.reason}")
                for each in evaluation_seats.recusals_of(session, found.id)
            ],
        )

    def _draw_data(self, session: Session, found: EvaluationRound) -> DrawData | None:
        if found.drawn_at is None:
            return None
        kept = evaluation.drawn_from(session, found.id)
        again = check_draw(kept, found.plan.sampling, found.seed, found.digest, ()).draw
        return DrawData(
            _many(found),
            found.plan.sampling.each_stratum,
            again.shares,
            found.seed,
            found.digest,
            kept,
            draws_of(session, found),
            [(each.no, each.name, _unreviewed(each)) for each in draws_elsewhere(session, found)],
            self._desk.office.zone,
        )

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


def _many(found: EvaluationRound) -> str:
    rule = found.plan.sampling
    return f"{rule.share_percent}%" if rule.number is None else f"{rule.number} 件"


def _unreviewed(each: OtherDraw) -> str:
    why = f"：{each.reason}" if each.reason else ""
    return f"{each.state.label}{why}（抽样 {each.draws} 次）"


def _facts(found: EvaluationRound, basis: str) -> list[tuple[str, str]]:
    plan = found.plan
    scope = plan.scope
    where = [
        "、".join(scope.sections) or "全部股室",
        "、".join(kind.label for kind in scope.kinds) or "全部类型",
    ]
    if scope.closed_from is not None or scope.closed_until is not None:
        where.append(f"办结日期 {scope.closed_from or '…'} 至 {scope.closed_until or '…'}")
    each = "，每层至少一件" if plan.sampling.each_stratum else ""
    return [
        ("评查名称", found.name),
        ("评查编号", found.no),
        ("评查期间", f"{plan.period_from} 至 {plan.period_until}"),
        ("依据", basis),
        ("评查范围", "；".join(where)),
        ("抽样", f"{_many(found)}{each}，总体 {found.population} 件；抽样 {found.draws} 次"),
        ("评分表", f"{found.sheet_title} 第{found.sheet_version}版"),
        ("状态", found.state.label + (f"：{found.withdrawn_why}" if found.withdrawn_why else "")),
        ("组织人", found.made_by),
    ]


def _require_own(actor: Person, case: RoundCase) -> None:
    if actor.external and case.seat_of(actor.id) is None:
        raise Refused(say("案卷 {no} 没有指派给您评查。", no=case.case_no))
