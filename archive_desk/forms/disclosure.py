"""政府信息公开申请登记簿, 申请处理单, 答复书."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from archive_desk.domain.disclosure import AnswerKind, Application, Step, StepKind
from archive_desk.domain.disclosure_clock import ReplyClock
from archive_desk.domain.ids import DerivedId
from archive_desk.forms import blocks as b
from archive_desk.forms import workbook as w
from archive_desk.forms.blocks import Sheet
from archive_desk.forms.registers import Cell, Printed, Register, View

__all__ = [
    "ANSWER_TITLE",
    "HANDLING_TITLE",
    "REGISTER",
    "Heading",
    "Row",
    "Sheet",
    "answer",
    "handling",
]

ANSWER_TITLE = "政府信息公开申请答复书"
HANDLING_TITLE = "政府信息公开申请处理单"


@dataclass(frozen=True)
class Heading:
    """Whose paper it is, who prints it, when and where."""

    organisation: str
    operator: str
    at: datetime
    zone: tzinfo


@dataclass(frozen=True)
class Row:
    """A line of the register with its clock."""

    application: Application
    clock: ReplyClock


def _step(row: Row, kind: StepKind) -> str:
    step = row.application.last(kind)
    return "" if step is None else str(step.on)


def _answer_words(application: Application) -> str:
    answer = application.answer
    if answer is None:
        return ""
    ground = "" if answer.ground is None else f"（{answer.ground.basis.article}）"
    return answer.kind.label if answer.kind is AnswerKind.WITHHELD else answer.kind.label + ground


def _fee(application: Application) -> float:
    answer = application.answer
    return 0 if answer is None else answer.fee_cents / 100


def _third(row: Row) -> str:
    found = [step for step in row.application.steps if step.kind is StepKind.CONSULT]
    ended = [step for step in row.application.steps if step.kind is StepKind.CONSULTED]
    parts = [f"{step.party} {step.on}" for step in found]
    if parts:
        parts[-1] += f"—{ended[-1].on}" if len(ended) == len(found) else "—（未复）"
    return "；".join(parts)


def _extension(row: Row) -> str:
    step = row.application.last(StepKind.EXTEND)
    return "" if step is None else f"{step.on} 延长 {step.days} 个工作日（{step.by}）"


def _overdue(row: Row, view: View) -> bool:
    due, answered = row.clock.due, row.application.answered_on
    if due is None:
        return False
    if answered is not None:
        return answered > due.astimezone(view.zone).date()
    return row.application.state.open and view.at > due


def _delivery(row: Row) -> str:
    step = row.application.last(StepKind.DELIVER)
    return "" if step is None else f"{step.on} {step.text}"


def _between(row: Row) -> str:
    """What moved the end of the period, line by line."""
    asked, came = _step(row, StepKind.ASK_CORRECTION), _step(row, StepKind.CORRECTED)
    parts = (
        f"告知补正 {asked}" if asked else "",
        f"收到补正 {came}" if came else "",
        f"征求 {_third(row)}" if _third(row) else "",
        _extension(row),
    )
    return "\n".join(part for part in parts if part)


def _sum_up(rows: Sequence[Row], view: View) -> str:
    open_ones = sum(row.application.state.open for row in rows)
    late = sum(_overdue(row, view) for row in rows)
    return f"共 {len(rows)} 件，未答复 {open_ones} 件，超期 {late} 件。"


REGISTER: Register[Row] = Register(
    "政府信息公开申请登记簿",
    "AD-34",
    (
        Cell(w.Column("编号", width=15), lambda row, _: row.application.no),
        Cell(w.Column("申请人", width=18), lambda row, _: row.application.draft.applicant),
        Cell(w.Column("类别", width=14), lambda row, _: row.application.draft.kind.label),
        Cell(w.Column("身份证明", width=20), lambda row, _: row.application.draft.identity),
        Cell(w.Column("联系方式", width=18), lambda row, _: row.application.draft.contact),
        Cell(w.Column("申请内容", width=36), lambda row, _: row.application.draft.content),
        Cell(w.Column("所需形式", width=14), lambda row, _: row.application.draft.form_wanted),
        Cell(w.Column("收到方式", width=16), lambda row, _: row.application.draft.how.label),
        Cell(
            w.Column("收到日期", w.Type.DATE, 12), lambda row, _: row.application.draft.received_on
        ),
        Cell(w.Column("告知补正", width=12), lambda row, _: _step(row, StepKind.ASK_CORRECTION)),
        Cell(w.Column("收到补正", width=12), lambda row, _: _step(row, StepKind.CORRECTED)),
        Cell(w.Column("征求第三方", width=26), lambda row, _: _third(row)),
        Cell(w.Column("延期", width=26), lambda row, _: _extension(row)),
        Cell(
            w.Column("答复期限", w.Type.MOMENT, 17),
            lambda row, view: view.local(row.clock.due),
        ),
        Cell(w.Column("答复类型", width=26), lambda row, _: _answer_words(row.application)),
        Cell(w.Column("答复日期", w.Type.DATE, 12), lambda row, _: row.application.answered_on),
        Cell(w.Column("送达", width=20), lambda row, _: _delivery(row)),
        Cell(w.Column("收费（元）", w.Type.NUMBER, 10), lambda row, _: _fee(row.application)),
        Cell(w.Column("状态", width=14), lambda row, _: row.application.state.label),
        Cell(w.Column("登记人", width=12), lambda row, _: row.application.entered_by),
    ),
    (
        Printed(b.Column("编号", 25), lambda row, _: row.application.no),
        Printed(
            b.Column("申请人", 30),
            lambda row, _: f"{row.application.draft.applicant}\n{row.application.draft.contact}",
        ),
        Printed(b.Column("申请内容"), lambda row, _: row.application.draft.content),
        Printed(
            b.Column("收到", 27),
            lambda row, _: (
                f"{row.application.draft.received_on}\n{row.application.draft.how.label}"
            ),
        ),
        Printed(b.Column("补正、第三方、延期", 46), lambda row, _: _between(row)),
        Printed(b.Column("期限", 21), lambda row, view: view.day(row.clock.due)),
        Printed(
            b.Column("答复", 34),
            lambda row, _: (
                f"{_answer_words(row.application)}\n{row.application.answered_on or ''}".strip()
            ),
        ),
        Printed(b.Column("送达", 24), lambda row, _: _delivery(row)),
        Printed(
            b.Column("状态", 19, align=b.Align.CENTRE), lambda row, _: row.application.state.label
        ),
    ),
    alarms=_overdue,
    sum_up=_sum_up,
)


def handling(application: Application, clock: ReplyClock, heading: Heading) -> b.Sheet:
    """What the office did with an application, and how its period was counted."""
    draft = application.draft
    facts = b.Fields(
        (
            ("申请人", draft.applicant),
            ("类别", draft.kind.label),
            ("身份证明", draft.identity),
            ("联系方式", draft.contact),
            ("收到方式", draft.how.label),
            ("收到日期", b.date_in_words(draft.received_on)),
            ("所需形式", draft.form_wanted),
            ("有关案卷", draft.case_no),
            ("申请内容", draft.content),
        ),
        wide=frozenset({"申请内容"}),
    )
    rows = [
        (str(number), str(step.on), step.kind.label, _said(step), step.by)
        for number, step in enumerate(application.steps, 1)
    ]
    table = b.Table(
        (
            b.Column("序号", 12, align=b.Align.CENTRE),
            b.Column("日期", 24, align=b.Align.CENTRE),
            b.Column("事项", 34),
            b.Column("内容"),
            b.Column("经办", 24),
        ),
        rows,
        unused_rows=2,
    )
    due = (
        "待补正后重新计算"
        if clock.due is None
        else b.moment_in_words(clock.due.astimezone(heading.zone))
    )
    blocks: list[b.Block] = [
        facts,
        b.Heading("办理过程"),
        table,
        b.Heading(f"答复期限：{due}{'（预计）' if clock.provisional else ''}"),
        *(b.Paragraph(f"{n}. {said}") for n, said in enumerate(clock.steps, 1)),
        b.Space(),
        b.Signatures([b.Signature("经办人"), b.Signature("政府信息公开工作机构负责人")], columns=2),
    ]
    imprint = b.Imprint(
        "AD-35",
        heading.at.astimezone(heading.zone),
        heading.operator,
        list_digest=b.list_digest(rows),
    )
    return b.Sheet(
        HANDLING_TITLE, heading.organisation, imprint, tuple(blocks), number=application.no
    )


def _said(step: Step) -> str:
    parts = [step.party, step.text]
    if step.kind is StepKind.EXTEND:
        parts.insert(0, f"延长 {step.days} 个工作日")
    if step.answer is not None:
        parts.insert(0, step.answer.kind.label)
    return "；".join(part for part in parts if part)


def answer(application: Application, copies: Mapping[DerivedId, str], heading: Heading) -> b.Sheet:
    """The letter to the applicant; before the approval it is a draft and says so."""
    draft, given = application.draft, application.answer
    assert given is not None
    answered = application.last(StepKind.ANSWER)
    received = b.date_in_words(draft.received_on)
    opening = (
        f"您（单位）提出的政府信息公开申请，本机关于{received}收到。"
        f"您（单位）申请公开：{draft.content}"
    )
    law = f"《{given.kind.basis.regulation}》{given.kind.basis.article}"
    if given.ground is not None and given.kind is not AnswerKind.WITHHELD:
        law += f"、{given.ground.basis.article}"
    blocks: list[b.Block] = [
        b.Paragraph(f"{draft.applicant}："),
        b.Paragraph(opening, indent=True),
        b.Paragraph(f"经审查，根据{law}的规定，答复如下：", indent=True),
        b.Paragraph(given.kind.label, b.Tone.STRONG, indent=True),
        b.Paragraph(given.reasons, indent=True),
    ]
    names = [copies.get(each, f"衍生件 {each}") for each in given.derived]
    if given.copies:
        names.append(given.copies)
    if names:
        blocks += [
            b.Heading("提供的复制件"),
            b.Table(
                (
                    b.Column("序号", 14, align=b.Align.CENTRE),
                    b.Column("名称"),
                    b.Column("说明", 60),
                ),
                [
                    (str(n), name, "区分处理后的复制件（衍生件）" if given.derived else "")
                    for n, name in enumerate(names, 1)
                ],
            ),
        ]
        blocks.append(b.Space())
    if given.fee_cents:
        blocks.append(
            b.Paragraph(
                f"申请公开信息的数量、频次明显超过合理范围，依照第四十二条收取信息处理费"
                f" {given.fee_cents / 100:.2f} 元。",
                indent=True,
            )
        )
    remedy = (
        "如对本答复不服，可以自收到本答复书之日起六十日内依法申请行政复议，"
        "或者自收到本答复书之日起六个月内依法提起行政诉讼。"
    )
    signed = None if answered is None else answered.on
    blocks += [
        b.Paragraph(remedy, indent=True),
        b.Space(),
        b.Signatures([b.Signature(heading.organisation, signed_on=signed, seal=True)]),
    ]
    if answered is None:
        blocks.insert(0, b.Paragraph("（拟稿，尚未批准）", b.Tone.ALERT, align=b.Align.CENTRE))
    else:
        blocks.append(b.Paragraph(f"批准：{answered.by}", b.Tone.QUIET))
    imprint = b.Imprint("AD-36", heading.at.astimezone(heading.zone), heading.operator)
    return b.Sheet(
        ANSWER_TITLE, heading.organisation, imprint, tuple(blocks), number=application.no
    )
