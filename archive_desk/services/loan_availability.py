"""What stands in the way of a thing: lent, lost, on hold, waited for; and what care it wants."""

from datetime import tzinfo

from sqlalchemy.orm import Session

from archive_desk.db import holds, incidents, lending, loan_items, sensitive_flags
from archive_desk.db.loan_filter import LoanFilter
from archive_desk.domain.ids import LoanId
from archive_desk.domain.loans import Loan, LoanAct, LoanItem, LoanState
from archive_desk.domain.sensitivity import in_words
from archive_desk.domain.sentences import Sentence, say


def notes_on(session: Session, item: LoanItem, zone: tzinfo) -> list[Sentence]:
    """What an applicant should know about a thing before he asks for it."""
    found: list[Sentence] = []
    out = loan_items.borrowed_by(session, item)
    if out is not None:
        found.append(_lent(lending.get(session, lending.find(session, out)), zone))
    if loan_items.destroyed(session, item):
        found.append(say("已按规定销毁。"))
    held = holds.held(session, loan_items.footage_of(session, [item]))
    if held:
        numbers = "、".join(dict.fromkeys(held.values()))
        found.append(say("在保全期内（{numbers}），可以利用，不得销毁。", numbers=numbers))
    flags = sensitive_flags.standing(session, loan_items.footage_of(session, [item]))
    if flags:
        kinds = {kind for each in flags.values() for kind in each}
        found.append(
            say(
                "含涉密、敏感音像 {count} 件（{kinds}）：复制、刻录、借出和对外提供另须"
                "行政负责人核准。",
                count=len(flags),
                kinds=in_words(kinds),
            )
        )
    lost = incidents.lost(session, item)
    if lost is not None:
        found.append(say("已登记缺失（{no}），暂不能借出。", no=lost))
    queue = queue_for(session, item)
    if queue:
        numbers = "、".join(loan.no for loan in queue)
        found.append(
            say("另有 {count} 人等待借用（{numbers}）。", count=len(queue), numbers=numbers)
        )
    others = lending.count(
        session,
        LoanFilter(
            states=(LoanState.SUBMITTED, LoanState.APPROVED), item=(item.kind, item.item_id)
        ),
    )
    if others > len(queue):
        found.append(say("另有 {count} 份未办结的申请。", count=others - len(queue)))
    return found


def queue_for(session: Session, item: LoanItem, besides: LoanId | None = None) -> list[Loan]:
    """Requests to borrow a thing that have not got it yet, the earliest first."""
    where = LoanFilter(
        states=(LoanState.SUBMITTED, LoanState.APPROVED), item=(item.kind, item.item_id)
    )
    waiting = lending.page(session, where, 0, 1000, sort="submitted_at", descending=False)
    return [loan for loan in waiting if LoanAct.BORROW in loan.acts and loan.id != besides]


def _lent(loan: Loan, zone: tzinfo) -> Sentence:
    due = "" if loan.due_at is None else f"{loan.due_at.astimezone(zone):%Y-%m-%d}"
    return say(
        "实物现由{name}借出（{no}），应于 {due} 归还；可先申请，归还后按申请先后借出。",
        name=loan.applicant,
        no=loan.no,
        due=due,
    )
