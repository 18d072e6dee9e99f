"""The list of requests: its columns, and the views that a role has on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtGui import QIcon

from archive_desk.domain.loan_requests import Urgency
from archive_desk.domain.loans import ItemKind, Loan, LoanAct, LoanState
from archive_desk.domain.people import Person, Right
from archive_desk.services.lending import Lending, LoanFilter, Signer
from archive_desk.ui import icons, wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, Source

_TONES = {
    LoanState.DRAFT: Tone.NEUTRAL,
    LoanState.SUBMITTED: Tone.WARN,
    LoanState.INCOMPLETE: Tone.WARN,
    LoanState.APPROVED: Tone.GOOD,
    LoanState.REFUSED: Tone.BAD,
    LoanState.WITHDRAWN: Tone.NEUTRAL,
    LoanState.REVOKED: Tone.BAD,
    LoanState.LENT: Tone.ACCENT,
    LoanState.RETURNED: Tone.NEUTRAL,
}
KIND_ICONS = {
    ItemKind.CASE: "folder",
    ItemKind.FOOTAGE: "film",
    ItemKind.DISC: "disc-3",
    ItemKind.VOLUME: "book-marked",
}
ACT_ICONS = {
    LoanAct.VIEW: "eye",
    LoanAct.COPY: "copy",
    LoanAct.BURN: "disc-3",
    LoanAct.BORROW: "hand-helping",
    LoanAct.PROVIDE: "send",
}

_DATE_LENGTH = len("2026-11-20")


@dataclass(frozen=True)
class View:
    """One tab above the list: which requests it shows, and what to say when there are none."""

    key: str
    title: str
    where: LoanFilter
    nothing: str
    advice: str
    counted: bool = False


def views_of(actor: Person, signer: Signer | None) -> list[View]:
    """The views that make sense for `actor`, the most pressing first.

    `signer` says what he may sign, himself or as a deputy.
    """
    found: list[View] = []
    if signer is not None:
        found.append(
            View(
                "sign",
                wording.tr("待我审批"),
                LoanFilter(waits_for=signer),
                wording.tr("没有等您审批的申请"),
                wording.tr("有人申请借阅并轮到您签署时，会出现在这里和工作台上。"),
                counted=True,
            )
        )
    if actor.may(Right.CIRCULATE):
        found += [
            View(
                "ready",
                wording.tr("待借出"),
                LoanFilter(states=(LoanState.APPROVED,)),
                wording.tr("没有待办理的借出"),
                wording.tr("申请批准后会出现在这里，由档案员办理借出。"),
                counted=True,
            ),
            View(
                "out",
                wording.tr("未归还"),
                LoanFilter(states=(LoanState.LENT,)),
                wording.tr("没有未归还的借阅"),
                wording.tr("借出的案卷、音像和光盘在归还前都列在这里。"),
                counted=True,
            ),
        ]
    if actor.may(Right.REQUEST_LOAN):
        found.append(
            View(
                "mine",
                wording.tr("我的申请"),
                LoanFilter(applicant_id=actor.id),
                wording.tr("您还没有申请过借阅"),
                wording.tr("需要查阅、复制或借用已归档的案卷和音像时，从这里提出申请。"),
            )
        )
    if actor.may(Right.READ_LEDGER):
        found.append(
            View(
                "all",
                wording.tr("全部"),
                LoanFilter(),
                wording.tr("还没有借阅申请"),
                wording.tr("所有人的申请和办理经过都会列在这里。"),
            )
        )
    return found


def source(lending: Lending, actor: Person, where: LoanFilter) -> Source[Loan]:
    """The requests that `where` selects."""

    def page(offset: int, limit: int, sort: str, descending: bool) -> Sequence[Loan]:
        order = descending if sort else True
        found = lending.page(actor, where, offset, limit, sort=sort, descending=order)
        return found.loans

    return Source(lambda: lending.page(actor, where, 0, 1).total, page)


def narrowed(view: View, text: str, state: LoanState | None) -> LoanFilter:
    """A view's filter, narrowed further by what the person typed and chose."""
    states = view.where.states
    if state is not None:
        states = (state,) if not states or state in states else states
    return replace(view.where, text=text, states=states)


def badge(loan: Loan, now: datetime) -> Badge:
    """Where a request stands, as a pill."""
    if loan.overdue(now):
        return Badge(wording.tr("逾期未还"), Tone.BAD)
    if loan.state is LoanState.SUBMITTED and (step := loan.next_step) is not None:
        who = step.named if step.holder_id is not None else wording.sentence(step.role.label)
        urgent = loan.particulars.urgency is not Urgency.ORDINARY
        return Badge(wording.tr("待{role}", role=who), Tone.BAD if urgent else Tone.WARN)
    return Badge(wording.sentence(loan.state.label), _TONES[loan.state])


def items_in_words(loan: Loan) -> str:
    """The first thing of a request, and how many there are beside it."""
    if not loan.items:
        return wording.tr("尚未选择内容")
    first = loan.items[0].label
    if len(loan.items) == 1:
        return first
    return wording.tr("{first} 等 {count} 件", first=first, count=len(loan.items))


def acts_in_words(loan: Loan) -> str:
    """The acts of a request."""
    separator = wording.tr("、")
    return separator.join(wording.sentence(act.label) for act in loan.acts)


def columns(now: datetime) -> list[Column[Loan]]:
    """The columns of the list; `now` judges what is overdue."""

    def picture(loan: Loan) -> QIcon:
        kind = loan.items[0].kind if loan.items else ItemKind.CASE
        return icons.icon(KIND_ICONS[kind], Tone.NEUTRAL)

    def due(loan: Loan) -> str:
        return wording.compact(loan.due_at or loan.wanted_until)[:_DATE_LENGTH]

    def due_tone(loan: Loan) -> Tone | None:
        return Tone.BAD if loan.overdue(now) else None

    def below(loan: Loan) -> str:
        return f"{loan.no}　{acts_in_words(loan)}"

    return [
        Column(
            "items",
            wording.tr("借阅内容"),
            items_in_words,
            sortable=False,
            subtitle=below,
            picture=picture,
            hint=lambda loan: "\n".join(item.label for item in loan.items),
            width=240,
            stretch=True,
        ),
        Column(
            "applicant",
            wording.tr("申请人"),
            lambda loan: loan.applicant,
            subtitle=lambda loan: loan.section,
            width=104,
        ),
        Column(
            "purpose",
            wording.tr("用途"),
            lambda loan: loan.purpose.replace("\n", " "),
            hint=lambda loan: loan.purpose,
            sortable=False,
            width=140,
            hidden=True,
        ),
        Column(
            "submitted_at",
            wording.tr("申请时间"),
            lambda loan: wording.compact(loan.submitted_at, seconds=False),
            width=140,
            hidden=True,
        ),
        Column("no", wording.tr("单号"), lambda loan: loan.no, width=128, hidden=True),
        Column("due_at", wording.tr("期限"), due, tone=due_tone, width=112),
        Column(
            "state",
            wording.tr("状态"),
            lambda loan: badge(loan, now).text,
            badge=lambda loan: badge(loan, now),
            width=140,
        ),
    ]
