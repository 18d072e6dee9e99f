"""Results of a round as rows: for the annual assessment, and as a workbook with all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.orm import Session

from archive_desk.db import cases as case_files
from archive_desk.db import evaluation, evaluation_notices
from archive_desk.domain.cases import CaseFile, CaseKind
from archive_desk.domain.evaluation import EvaluationRound, RoundState
from archive_desk.domain.evaluation_findings import Notice, NoticeState
from archive_desk.domain.evaluation_sheet import Deduction, points
from archive_desk.domain.evaluation_statistics import (
    CaseOutcome,
    Changes,
    Figures,
    earlier,
    figures,
)
from archive_desk.domain.ids import CaseId, RoundCaseId
from archive_desk.forms import workbook
from archive_desk.services.evaluation_draws import draws_of
from archive_desk.services.evaluation_results import CaseResult, RoundResults, round_results


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
    answered_late: bool = False


def result_rows(
    session: Session, found: EvaluationRound, results: RoundResults, at: datetime
) -> list[ResultRow]:
    """One row for each case that has its result."""
    notices = notices_by_case(session, found)
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
                tuple(officers_of(case)),
                points(each.score.tenths),
                each.score.grade.name,
                bool(each.score.vetoes),
                len(each.deductions),
                "" if notice is None else notice.state.value,
                notice is not None and notice.overdue(at),
                notice is not None and notice.answered_late,
            )
        )
    return rows


def ledgers(
    session: Session,
    results: RoundResults,
    rows: Sequence[ResultRow],
    *,
    note: str,
    zone: tzinfo,
) -> list[workbook.Ledger]:
    """The sheets of the workbook: results, deductions, items, sections, rectification, the draw."""
    found = results.round
    laid = figures_of(results)
    worst = results.sheet.grades[-1].name
    notices = notices_by_case(session, found)
    made = [
        workbook.Ledger(
            "案卷评查结果",
            note,
            _RESULT_COLUMNS,
            [_result_row(row) for row in rows],
            frozenset(number for number, row in enumerate(rows) if row.grade == worst),
        ),
        workbook.Ledger(
            "扣分明细",
            note,
            _DEDUCTION_COLUMNS,
            [
                _deduction_row(result, each, zone)
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
                for each in laid.items
            ],
        ),
        workbook.Ledger(
            "各股室",
            note,
            _GROUP_COLUMNS,
            [
                (each.name, len(each.cases), each.average / 10, each.failed)
                for each in (*laid.sections, *laid.kinds)
            ],
        ),
    ]
    if notices:
        made.append(
            workbook.Ledger(
                "整改", note, _NOTICE_COLUMNS, [_notice_row(n, zone) for n in notices.values()]
            )
        )
    if found.drawn_at is not None:
        made += _draw_ledgers(session, found, note, zone)
    return made


def _draw_ledgers(
    session: Session, found: EvaluationRound, note: str, zone: tzinfo
) -> list[workbook.Ledger]:
    """What the sample was drawn from, and every draw: enough to redo it."""
    return [
        workbook.Ledger(
            "抽样总体",
            f"种子：{found.seed}　总体校验值：{found.digest}",
            _POPULATION_COLUMNS,
            [
                (
                    number,
                    each.candidate.no,
                    each.candidate.section,
                    each.candidate.kind.label,
                    each.candidate.kind.value,
                    each.rank,
                    "抽中" if each.drawn else "",
                )
                for number, each in enumerate(evaluation.drawn_from(session, found.id), 1)
            ],
        ),
        workbook.Ledger(
            "抽样经过",
            note,
            _DRAW_COLUMNS,
            [
                (
                    each.number,
                    each.at.astimezone(zone),
                    each.by,
                    each.seed,
                    {True: "填写", False: "程序生成", None: ""}[each.given],
                    each.population,
                    each.drawn,
                    "采用" if each.discarded_at is None else f"作废：{each.reason}",
                )
                for each in draws_of(session, found)
            ],
        ),
    ]


def _result_row(row: ResultRow) -> tuple[workbook.Value, ...]:
    rectification = NoticeState(row.rectification).label if row.rectification else ""
    return (
        row.case_no,
        row.case_name,
        row.section,
        CaseKind(row.kind).label,
        "、".join(row.officers),
        float(row.score),
        row.grade,
        "是" if row.vetoed else "",
        row.faults,
        rectification,
        "逾期" if row.overdue or row.answered_late else "",
    )


def _notice_row(each: Notice, zone: tzinfo) -> tuple[workbook.Value, ...]:
    answers = [step for step in each.steps if step.event == "answer"]
    return (
        each.no,
        each.case_no,
        each.case_name,
        each.section,
        each.state.label,
        each.sent_at.astimezone(zone),
        each.due_at.astimezone(zone),
        answers[-1].at.astimezone(zone) if answers else None,
        "逾期" if each.answered_late else "",
        answers[-1].text if answers else "",
    )


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
    workbook.Column("整改逾期", width=10),
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


_GROUP_COLUMNS = (
    workbook.Column("股室或者类型", width=28),
    workbook.Column("案卷数", workbook.Type.NUMBER, 10),
    workbook.Column("平均分", workbook.Type.NUMBER, 10),
    workbook.Column("不合格", workbook.Type.NUMBER, 10),
)
_NOTICE_COLUMNS = (
    workbook.Column("通知编号", width=18),
    workbook.Column("案卷编号", width=24),
    workbook.Column("案件名称", width=36),
    workbook.Column("股室"),
    workbook.Column("状态", width=12),
    workbook.Column("下发时间", workbook.Type.MOMENT, 18),
    workbook.Column("期限", workbook.Type.MOMENT, 18),
    workbook.Column("答复时间", workbook.Type.MOMENT, 18),
    workbook.Column("逾期答复", width=10),
    workbook.Column("整改情况", width=60),
)
_POPULATION_COLUMNS = (
    workbook.Column("序号", workbook.Type.NUMBER, 8),
    workbook.Column("案卷编号", width=28),
    workbook.Column("股室", width=20),
    workbook.Column("类型", width=12),
    workbook.Column("类型代号", width=14),
    workbook.Column("序值（SHA-256）", width=68),
    workbook.Column("抽中", width=8),
)
_DRAW_COLUMNS = (
    workbook.Column("次", workbook.Type.NUMBER, 6),
    workbook.Column("时间", workbook.Type.MOMENT, 18),
    workbook.Column("抽样人", width=14),
    workbook.Column("种子", width=44),
    workbook.Column("种子来源", width=12),
    workbook.Column("总体", workbook.Type.NUMBER, 8),
    workbook.Column("抽取", workbook.Type.NUMBER, 8),
    workbook.Column("结果", width=50),
)


def figures_of(results: RoundResults) -> Figures:
    """The figures of the cases that have their result."""
    return figures(results.sheet, [_outcome(each) for each in results.settled])


def _outcome(result: CaseResult) -> CaseOutcome:
    case = result.case
    return CaseOutcome(
        case.case_no, case.case_name, case.section, case.kind, result.answers, result.score
    )


def compared_with(session: Session, found: EvaluationRound) -> Changes | None:
    """The figures of the round before, by the same score sheet and finished; None without one."""
    finished = (RoundState.FINDINGS_SENT, RoundState.CLOSED)
    for each in evaluation.page(session, states=finished):
        if each.id < found.id and each.plan.sheet == found.plan.sheet:
            laid = figures_of(round_results(session, each))
            if laid.count:
                return earlier(each.no, laid)
    return None


def officers_of(case: CaseFile) -> list[str]:
    """The officers of a case with their certificates."""
    return [
        f"{each.name}（{each.certificate_no}）" if each.certificate_no else each.name
        for each in case.officers
    ]


def notices_by_case(session: Session, found: EvaluationRound) -> dict[RoundCaseId, Notice]:
    """The notices of a round by case."""
    return {each.round_case_id: each for each in evaluation_notices.of_round(session, found.id)}


def _deduction_row(result: CaseResult, each: Deduction, zone: tzinfo) -> tuple[workbook.Value, ...]:
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
        None if wall is None else wall.astimezone(zone),
        each.document,
    )
