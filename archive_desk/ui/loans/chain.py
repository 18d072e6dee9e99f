"""The signatures of a request, drawn as a line of steps with what each person said."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.loans import ApprovalStep, Decision, Loan, LoanState
from archive_desk.ui import icons, wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT, theme
from archive_desk.ui.widgets.panels import Card, clear
from archive_desk.ui.widgets.text import label, selectable


@dataclass(frozen=True)
class Link:
    """One step of the line: what it is, who did it and when, and the words they left."""

    title: str
    note: str = ""
    words: str = ""
    icon: str = ""
    tone: Tone = Tone.NEUTRAL


def links_of(loan: Loan) -> list[Link]:
    """The steps of a request from asking to giving back."""
    if loan.state is LoanState.DRAFT:
        return [Link(wording.tr("草稿，尚未提交"), wording.moment(loan.submitted_at), loan.purpose)]
    asked = wording.moment(loan.submitted_at)
    if loan.entered_by:
        asked = wording.tr("{when}，由{name}代为登记", when=asked, name=loan.entered_by)
    links = [
        Link(
            wording.tr("{name}申请", name=loan.applicant), asked, loan.purpose, "check", Tone.GOOD
        ),
        *_released(loan),
        *_sent_back(loan),
        *(_signature(loan, step) for step in loan.steps),
    ]
    if loan.revoked_at is not None:
        note = wording.moment(loan.revoked_at)
        links.append(Link(wording.tr("批准已撤销"), note, loan.revocation, "x", Tone.BAD))
    if loan.state in {LoanState.REFUSED, LoanState.WITHDRAWN, LoanState.REVOKED}:
        if loan.state is LoanState.WITHDRAWN:
            links.append(Link(wording.tr("申请人撤回"), icon="undo-2"))
        return links
    return [*links, _handed_out(loan), _returned(loan)]


def _released(loan: Loan) -> list[Link]:
    release = loan.release
    if release is None:
        return []
    note = f"{release.by}　{wording.moment(release.at)}"
    return [Link(wording.tr("紧急先行利用"), note, release.reason, "triangle-alert", Tone.WARN)]


def _sent_back(loan: Loan) -> list[Link]:
    sent_back = loan.sent_back
    if sent_back is None:
        return []
    note = f"{sent_back.by}　{wording.moment(sent_back.at)}"
    waiting = loan.state is LoanState.INCOMPLETE
    tone = Tone.ACCENT if waiting else Tone.NEUTRAL
    return [Link(wording.tr("退回补正"), note, sent_back.reason, "undo-2", tone)]


def _signature(loan: Loan, step: ApprovalStep) -> Link:
    role, act = wording.sentence(step.role.label), wording.sentence(step.title)
    title = wording.tr("{role} · {act}", role=role, act=act)
    if step.holder_id is not None:
        title = wording.tr("{role} · {act}", role=step.named, act=act)
    if step.decision is None:
        waiting = loan.next_step is not None and loan.next_step.position == step.position
        note = wording.tr("等待签署") if waiting else ""
        return Link(title, note, icon="", tone=Tone.ACCENT if waiting else Tone.NEUTRAL)
    signer = step.signer
    if step.deputy_for:
        signer = wording.tr("{signer}（代{name}）", signer=signer, name=step.deputy_for)
    note = f"{signer}　{wording.moment(step.decided_at)}"
    if step.entered_by:
        note = wording.tr("{note}，{name}据纸质审批单登记", note=note, name=step.entered_by)
    if step.decision is Decision.REFUSED:
        refused = wording.tr("{role} · 不予批准", role=role)
        return Link(refused, note, step.opinion, "x", Tone.BAD)
    return Link(title, note, step.opinion, "check", Tone.GOOD)


def _handed_out(loan: Loan) -> Link:
    if loan.handed_out_at is None:
        ready = loan.state is LoanState.APPROVED
        note = wording.tr("等待档案员办理") if ready else ""
        return Link(wording.tr("借出"), note, tone=Tone.ACCENT if ready else Tone.NEUTRAL)
    note = wording.moment(loan.handed_out_at)
    return Link(wording.tr("借出"), note, icon="check", tone=Tone.GOOD)


def _returned(loan: Loan) -> Link:
    if loan.returns and loan.returned_at is None:
        count = wording.tr(
            "已归还 {back} 件，还有 {out} 件", back=len(loan.returns), out=len(loan.still_out)
        )
        return Link(wording.tr("归还"), count, tone=Tone.ACCENT)
    if loan.returned_at is not None:
        note = wording.moment(loan.returned_at)
        return Link(wording.tr("归还"), note, loan.condition, "check", Tone.GOOD)
    if loan.state is not LoanState.LENT:
        return Link(wording.tr("归还"))
    due = wording.tr("应于 {due} 前归还", due=wording.moment(loan.due_at))
    return Link(wording.tr("归还"), due, tone=Tone.ACCENT)


class _Rail(QWidget):
    """The circle of one step and the line to the next."""

    def __init__(self, number: int, link: Link, *, last: bool) -> None:
        super().__init__()
        self._number = number
        self._link = link
        self._last = last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    @override
    def sizeHint(self) -> QSize:
        side = theme().px(26)
        return QSize(side + 2, side + TIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme().px(24)
        circle = QRectF(1, 1, side, side)
        middle = circle.center().x()
        if not self._last:
            done = bool(self._link.icon) and self._link.tone is Tone.GOOD
            ink = colours.good if done else colours.border_strong
            painter.setPen(QPen(QColor(ink), 2))
            painter.drawLine(
                QPointF(middle, circle.bottom() + 3), QPointF(middle, float(self.height()))
            )
        link = self._link
        if link.icon:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.tint(link.tone)))
            painter.drawEllipse(circle)
            small = theme().px(15)
            drawing = icons.pixmap(link.icon, small, link.tone, self.devicePixelRatioF())
            gap = (side - small) / 2
            painter.drawPixmap(QPointF(circle.left() + gap, circle.top() + gap), drawing)
            return
        now = link.tone is Tone.ACCENT
        painter.setPen(QPen(QColor(colours.accent if now else colours.border_strong), 2))
        painter.setBrush(QColor(colours.accent_ground if now else colours.surface))
        painter.drawEllipse(circle.adjusted(1, 1, -1, -1))
        painter.setPen(QColor(colours.accent_text if now else colours.text_muted))
        painter.setFont(theme().font(12, bold=True))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))


class ChainView(QWidget):
    """The line of steps, top to bottom."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_links(self, links: Sequence[Link]) -> None:
        """Show these steps."""
        clear(self._column)
        for number, link in enumerate(links, 1):
            self._column.addLayout(self._row(number, link, last=number == len(links)))

    def _row(self, number: int, link: Link, *, last: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(_Rail(number, link, last=last))
        text = QVBoxLayout()
        text.setSpacing(2)
        text.setContentsMargins(0, 2, 0, 0 if last else MEDIUM)
        waiting = not link.icon and link.tone is Tone.NEUTRAL
        text.addWidget(label(link.title, "muted" if waiting else "strong", wrap=True))
        if link.note:
            tone = Tone.ACCENT if link.tone is Tone.ACCENT else None
            text.addWidget(label(link.note, "caption", tone=tone, wrap=True))
        if link.words:
            said = Card(panel="sunken")
            said.body.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
            said.body.addWidget(selectable(label(link.words, wrap=True)))
            text.addSpacing(TIGHT)
            text.addWidget(said)
        row.addLayout(text, 1)
        return row
