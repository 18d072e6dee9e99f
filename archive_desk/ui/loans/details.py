"""One request beside the list: what is asked for, the signatures, and what can be done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain import approvals
from archive_desk.domain.attachments import Attachment
from archive_desk.domain.deputies import Deputy
from archive_desk.domain.ids import CaseId, DiscId, FootageId
from archive_desk.domain.loan_requests import Urgency
from archive_desk.domain.loans import ItemKind, Loan, LoanItem, LoanState
from archive_desk.domain.notices import OverdueNotice
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
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.panels import Advice, Facts, SidePanel, clear
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import ElidedLabel, label

_OPENERS = {
    ItemKind.CASE: "folder-open",
    ItemKind.FOOTAGE: "play",
    ItemKind.DISC: "arrow-up-right",
}


_WATCHED = {ItemKind.CASE, ItemKind.FOOTAGE, ItemKind.DISC}


class LoanDetails(SidePanel):
    """The request chosen in the list.

    Signals:
        wanted: an `Action` on the request shown.
        opening: an `Intention` for one of its things.
        looking: a `LoanItem` of a request that waits for this person's signature.
        paper_wanted: the `AttachmentId` of a scan to be looked at.
    """

    wanted = Signal(object)
    opening = Signal(object)
    looking = Signal(object)
    paper_wanted = Signal(object)

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
        self._papers = QVBoxLayout()
        self._papers.setSpacing(SMALL)
        self.body.addLayout(self._papers)
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
        actions = actions_for(loan, self._actor, self.deputies, overdue=loan.overdue(now))
        self._offer(actions)

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
        row.addWidget(ElidedLabel(item.label), 1)
        if item.kind in _OPENERS:
            open_it = icon_button(
                self._opener(item),
                self.tr("打开：{name}").format(name=item.label),
                then=partial(self._open, item),
            )
            row.addWidget(open_it)
        return row

    def _opener(self, item: LoanItem) -> str:
        """Who is to sign sees at once that he may look."""
        return "play" if self._may_look(item) else _OPENERS[item.kind]

    def _may_look(self, item: LoanItem) -> bool:
        loan = self.loan
        signs = loan is not None and approvals.may_sign(loan, self._actor, self.deputies)
        return signs and item.kind in _WATCHED

    def show_papers(
        self, papers: Mapping[int, Sequence[Attachment]], notices: Sequence[OverdueNotice]
    ) -> None:
        """Show the scans of forms by the step they stand for, and the notices sent."""
        clear(self._papers)
        loan = self.loan
        if loan is None:
            return
        for position, found in sorted(papers.items()):
            step = next((each for each in loan.steps if each.position == position), None)
            where = self.tr("申请单") if step is None else wording.sentence(step.role.label)
            for paper in found:
                words = self.tr("{step}的扫描件：{name}").format(step=where, name=paper.name)
                made = button(
                    words,
                    "file-text",
                    kind="link",
                    hint=f"SHA-256 {paper.sha256}",
                    then=partial(self.paper_wanted.emit, paper.id),
                )
                self._papers.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        for notice in notices:
            words = self.tr("{level}：{when}，限 {due} 前归还").format(
                level=wording.sentence(notice.level.label),
                when=wording.compact(notice.sent_at, seconds=False),
                due=wording.compact(notice.due_at, seconds=False),
            )
            self._papers.addWidget(label(words, "caption", wrap=True))

    def _open(self, item: LoanItem) -> None:
        if self._may_look(item):
            self.looking.emit(item)
            return
        intentions: dict[ItemKind, Intention] = {
            ItemKind.CASE: ShowCase(CaseId(item.item_id)),
            ItemKind.FOOTAGE: PlayFootage(FootageId(item.item_id)),
            ItemKind.DISC: ShowDisc(DiscId(item.item_id)),
        }
        self.opening.emit(intentions[item.kind])

    def _offer(self, actions: list[Action]) -> None:
        clear(self.foot)
        self.buttons = {}
        # There are more buttons than fit in a row of the panel.
        held = QWidget()
        row = FlowLayout(held)
        self.foot.addWidget(held, 1)
        for action in actions:
            words, icon, kind = self._looks(action)
            made = button(words, icon, kind=kind, then=partial(self.wanted.emit, action))
            made.setObjectName(f"loan-{action.value}")
            self.buttons[action] = made
            row.addWidget(made)

    def _looks(self, action: Action) -> tuple[str, str, str]:
        return {
            Action.APPROVE: (self.tr("同意(&A)…"), "stamp", "primary"),
            Action.SEND_BACK: (self.tr("退回补正(&K)…"), "", "plain"),
            Action.REFUSE: (self.tr("不同意(&R)…"), "", "plain"),
            Action.COMPLETE: (self.tr("补正后提交(&A)…"), "file-pen-line", "primary"),
            Action.GO_ON: (self.tr("继续填写(&A)…"), "file-pen-line", "primary"),
            Action.DISCARD: (self.tr("删除草稿(&X)…"), "", "plain"),
            Action.RELEASE: (self.tr("紧急先行利用(&J)…"), "triangle-alert", "plain"),
            Action.PAPER: (self.tr("登记纸质审批(&I)…"), "", "plain"),
            Action.ATTACH: (self.tr("附扫描件(&F)…"), "", "quiet"),
            Action.REMIND: (self.tr("发催还通知(&S)…"), "send", "primary"),
            Action.EFFECT: (self.tr("利用效果(&T)…"), "", "quiet"),
            Action.HAND_OUT: (self.tr("办理借出(&O)…"), "hand-helping", "primary"),
            Action.TAKE_BACK: (self.tr("办理归还(&B)…"), "archive-restore", "primary"),
            Action.RENEW: (self.tr("续借(&E)…"), "", "plain"),
            Action.RECALL: (self.tr("催还(&L)…"), "", "plain"),
            Action.COPY: (self.tr("复制到(&C)…"), "download", "plain"),
            Action.PROVIDE: (self.tr("对外提供(&X)…"), "send", "plain"),
            Action.BURN: (self.tr("刻录(&Y)…"), "disc-3", "plain"),
            Action.WITHDRAW: (self.tr("撤回申请(&W)"), "", "plain"),
            Action.REVOKE: (self.tr("撤销批准(&V)…"), "", "plain"),
            Action.PRINT: (self.tr("审批表(&P)"), "printer", "quiet"),
            Action.SLIP: (self.tr("交接单(&D)"), "printer", "quiet"),
            Action.NOTICE: (self.tr("催还通知(&U)"), "printer", "quiet"),
        }[action]
