"""One request beside the list: what is asked for, the signatures, and what can be done."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.deputies import Deputy
from archive_desk.domain.ids import CaseId, DiscId, FootageId
from archive_desk.domain.loan_requests import Urgency
from archive_desk.domain.loans import ItemKind, Loan, LoanItem, LoanState
from archive_desk.domain.people import Person
from archive_desk.ui import wording
from archive_desk.ui.intentions import Intention, PlayFootage, ShowCase, ShowDisc
from archive_desk.ui.loans.actions import Action, actions_for
from archive_desk.ui.loans.chain import ChainView, links_of
from archive_desk.ui.loans.listing import KIND_ICONS, acts_in_words, badge
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.panels import Advice, Facts, SidePanel, clear
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label

_OPENERS = {
    ItemKind.CASE: "folder-open",
    ItemKind.FOOTAGE: "play",
    ItemKind.DISC: "arrow-up-right",
}


class LoanDetails(SidePanel):
    """The request chosen in the list.

    Signals:
        wanted: an `Action` on the request shown.
        opening: an `Intention` for one of its things.
    """

    wanted = Signal(object)
    opening = Signal(object)

    def __init__(self, actor: Person, deputies: Sequence[Deputy] = ()) -> None:
        super().__init__("", width=400)
        self.setObjectName("loan-details")
        self._actor = actor
        self.deputies = deputies
        self.loan: Loan | None = None
        self._badge = BadgeLabel()
        self.body.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignLeft)
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.body.addWidget(self._advice)
        self._facts = Facts()
        self.body.addWidget(self._facts)
        self.body.addWidget(label(self.tr("借阅内容"), "field"))
        self._items = QVBoxLayout()
        self._items.setSpacing(SMALL)
        self.body.addLayout(self._items)
        self.body.addSpacing(SMALL)
        self.body.addWidget(label(self.tr("办理经过"), "field"))
        self.chain = ChainView()
        self.body.addWidget(self.chain)
        self._basis = label("", "caption", wrap=True)
        self.body.addWidget(self._basis)
        self.body.addStretch(1)
        self.buttons: dict[Action, QWidget] = {}

    def show_loan(self, loan: Loan, now: datetime) -> None:
        """Show `loan` as it stands at `now`."""
        self.loan = loan
        self.set_title(loan.no)
        self._badge.show_badge(badge(loan, now))
        self._advice.say(self._what_to_know(loan, now))
        period = wording.tr(
            "{start} 至 {end}",
            start=wording.compact(loan.wanted_from, seconds=False),
            end=wording.compact(loan.wanted_until, seconds=False),
        )
        facts = [
            (self.tr("申请人"), f"{loan.applicant}　{loan.section}".strip()),
            (self.tr("利用方式"), acts_in_words(loan)),
            (self.tr("使用期限"), period),
        ]
        facts += self._particulars(loan)
        if loan.due_at is not None and loan.state is LoanState.LENT:
            facts.append((self.tr("应还时间"), wording.compact(loan.due_at, seconds=False)))
        if loan.renewals:
            facts.append((self.tr("已续借"), self.tr("{n} 次").format(n=loan.renewals)))
        if loan.effect:
            facts.append((self.tr("利用效果"), loan.effect))
        self._facts.show_facts(facts)
        clear(self._items)
        for item in loan.items:
            self._items.addLayout(self._item(item))
        self.chain.show_links(links_of(loan))
        self._basis.setText(self.tr("依据：{basis}").format(basis=loan.basis))
        self._offer(actions_for(loan, self._actor, self.deputies))

    def _particulars(self, loan: Loan) -> list[tuple[str, str]]:
        said, found = loan.particulars, []
        if loan.entered_by:
            found.append((self.tr("代为登记"), loan.entered_by))
        if said.place:
            found.append((self.tr("使用地点"), said.place))
        if said.urgency is not Urgency.ORDINARY:
            found.append((self.tr("紧急程度"), wording.sentence(said.urgency.label)))
        if said.uses is not None:
            found.append((self.tr("利用次数"), self._times(loan, said.uses)))
        return found

    def _times(self, loan: Loan, uses: int) -> str:
        used = [
            self.tr("{act}已用 {used} 次").format(
                act=wording.sentence(grant.act.label), used=grant.used
            )
            for grant in loan.grants
            if grant.used
        ]
        return wording.tr("、").join([self.tr("各 {n} 次").format(n=uses), *dict.fromkeys(used)])

    def _what_to_know(self, loan: Loan, now: datetime) -> str:
        if loan.state is LoanState.INCOMPLETE and loan.sent_back is not None:
            return self.tr("已退回补正：{reason}").format(reason=loan.sent_back.reason)
        if loan.release is not None and loan.state is LoanState.SUBMITTED:
            due = wording.moment(loan.release.due_at)
            return self.tr("紧急先行利用中，应于 {due} 前补批。").format(due=due)
        if loan.revoked_at is not None and loan.state is LoanState.LENT:
            return self.tr("批准已撤销，请立即催还。")
        if loan.overdue(now) and loan.due_at is not None:
            return self.tr("{late}，请催还。").format(late=wording.distance(loan.due_at, now))
        return ""

    def _item(self, item: LoanItem) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(Picture(KIND_ICONS[item.kind], Tone.NEUTRAL, 18))
        row.addWidget(label(item.label, wrap=True), 1)
        if item.kind in _OPENERS:
            open_it = icon_button(
                _OPENERS[item.kind],
                self.tr("打开：{name}").format(name=item.label),
                then=partial(self._open, item),
            )
            row.addWidget(open_it)
        return row

    def _open(self, item: LoanItem) -> None:
        intentions: dict[ItemKind, Intention] = {
            ItemKind.CASE: ShowCase(CaseId(item.item_id)),
            ItemKind.FOOTAGE: PlayFootage(FootageId(item.item_id)),
            ItemKind.DISC: ShowDisc(DiscId(item.item_id)),
        }
        self.opening.emit(intentions[item.kind])

    def _offer(self, actions: list[Action]) -> None:
        clear(self.foot)
        self.buttons = {}
        for action in actions:
            words, icon, kind = self._looks(action)
            made = button(words, icon, kind=kind, then=partial(self.wanted.emit, action))
            made.setObjectName(f"loan-{action.value}")
            self.buttons[action] = made
            self.foot.addWidget(made)
        self.foot.addStretch(1)

    def _looks(self, action: Action) -> tuple[str, str, str]:
        return {
            Action.APPROVE: (self.tr("同意(&A)…"), "stamp", "primary"),
            Action.SEND_BACK: (self.tr("退回补正(&K)…"), "", "plain"),
            Action.REFUSE: (self.tr("不同意(&R)…"), "", "plain"),
            Action.COMPLETE: (self.tr("补正后提交(&A)…"), "file-pen-line", "primary"),
            Action.GO_ON: (self.tr("继续填写(&A)…"), "file-pen-line", "primary"),
            Action.DISCARD: (self.tr("删除草稿(&X)…"), "", "plain"),
            Action.RELEASE: (self.tr("紧急先行利用(&J)…"), "triangle-alert", "plain"),
            Action.HAND_OUT: (self.tr("办理借出(&O)…"), "hand-helping", "primary"),
            Action.TAKE_BACK: (self.tr("办理归还(&B)…"), "archive-restore", "primary"),
            Action.RENEW: (self.tr("续借(&E)…"), "", "plain"),
            Action.RECALL: (self.tr("催还(&L)…"), "", "plain"),
            Action.COPY: (self.tr("复制到(&C)…"), "download", "plain"),
            Action.PROVIDE: (self.tr("对外提供(&X)…"), "send", "plain"),
            Action.WITHDRAW: (self.tr("撤回申请(&W)"), "", "plain"),
            Action.REVOKE: (self.tr("撤销批准(&V)…"), "", "plain"),
            Action.PRINT: (self.tr("审批表(&P)"), "printer", "quiet"),
            Action.SLIP: (self.tr("交接单(&D)"), "printer", "quiet"),
            Action.NOTICE: (self.tr("催还通知(&U)"), "printer", "quiet"),
        }[action]
