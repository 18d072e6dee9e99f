"""A notice of rectification: the findings, what was answered, and what comes next."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.attachments import PAPERS, Attachment
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.evaluation_findings import NoticeState, NoticeStep
from archive_desk.domain.evaluation_sheet import Deduction, Moment, points
from archive_desk.domain.ids import NoticeId
from archive_desk.domain.people import Right
from archive_desk.services.rectifying import NoticeReport, Rectifying
from archive_desk.ui import wording
from archive_desk.ui.evaluation.dialogs import ExtensionDialog
from archive_desk.ui.evaluation.words import moment_words, notice_badge
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT, WIDE, theme
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.files import choose_file
from archive_desk.ui.widgets.panels import Advice, Card, SectionHead, clear, scrolling
from archive_desk.ui.widgets.text import ElidedLabel, label, muted


class NoticePage(QWidget):
    """One notice, for the unit that answers and the organiser who checks.

    Signals:
        left: back to the list.
        changed: the notice took a step.
        play_wanted: a `Moment` to be looked at on the player's screen.
    """

    left = Signal()
    changed = Signal()
    play_wanted = Signal(object)

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._rectifying = Rectifying(context.desk)
        self.report: NoticeReport | None = None
        self._files: list[Path] = []
        self.title = ElidedLabel("", "heading", mode=Qt.TextElideMode.ElideRight)
        self.state = BadgeLabel()
        self.due = Advice("", Tone.ACCENT)
        self.text = QPlainTextEdit()
        self.text.setObjectName("notice-text")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme().px(110))
        self.files = muted("")
        self.attach_button = button(self.tr("添加附件(&F)"), "plus", then=self._choose_files)
        self.answer_button = button(
            self.tr("答复整改(&S)"), "send", kind="primary", then=self.answer
        )
        self.accept_button = button(
            self.tr("认可整改(&A)"), "check", kind="primary", then=self.accept
        )
        self.extend_button = button(
            self.tr("延长期限…"), "calendar-clock", kind="quiet", then=self._ask_extension
        )
        self.return_button = button(self.tr("退回重改(&R)"), "undo-2", then=self.return_)
        self._findings = QVBoxLayout()
        self._story = QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        head.addWidget(
            icon_button("arrow-left", self.tr("返回"), shortcut="Alt+Left", then=self.left.emit)
        )
        head.addWidget(self.title, 1)
        head.addWidget(self.extend_button)
        head.addWidget(self.state)
        left, right = QWidget(), QWidget()
        for place, column, words in (
            (left, self._findings, self.tr("评查发现的问题")),
            (right, self._story, self.tr("整改经过")),
        ):
            outer = QVBoxLayout(place)
            outer.setContentsMargins(0, 0, SMALL, 0)
            outer.setSpacing(SMALL)
            outer.addWidget(SectionHead(words))
            inner = QWidget()
            inner.setLayout(column)
            column.setContentsMargins(0, 0, SMALL, 0)
            column.setSpacing(SMALL)
            outer.addWidget(scrolling(inner), 1)
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(SMALL)
        form.addWidget(self.text)
        form.addWidget(self.files)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.attach_button)
        row.addStretch(1)
        row.addWidget(self.return_button)
        row.addWidget(self.answer_button)
        row.addWidget(self.accept_button)
        form.addLayout(row)
        beside = right.layout()
        assert beside is not None
        beside.addWidget(self._form)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([theme().px(520), theme().px(520)])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        whole.setSpacing(MEDIUM)
        whole.addLayout(head)
        whole.addWidget(self.due)
        whole.addWidget(split, 1)

    def show_notice(self, notice_id: NoticeId) -> bool:
        """Show a notice; False where that is refused."""
        try:
            report = self._rectifying.get(self._context.actor, notice_id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return False
        self._files = []
        self.text.clear()
        self._show(report)
        return True

    def _show(self, report: NoticeReport) -> None:
        self.report = report
        notice = report.notice
        self.title.setText(f"{notice.no}　{notice.case_no}　{notice.case_name}")
        now = self._context.desk.clock()
        self.state.show_badge(notice_badge(notice, now))
        due = self.tr("期限 {due}（{distance}）。").format(
            due=wording.moment(notice.due_at), distance=wording.distance(notice.due_at, now)
        )
        if notice.state is NoticeState.ACCEPTED:
            due = self.tr("期限 {due}。").format(due=wording.moment(notice.due_at))
        self.due.say(due + " ".join(wording.sentence(step) for step in report.steps))
        clear(self._findings)
        for each in report.result.deductions:
            self._findings.addWidget(self._finding(each))
        self._findings.addStretch(1)
        clear(self._story)
        for step in notice.steps:
            self._story.addWidget(self._step(step))
        self._story.addStretch(1)
        self._offer(notice.state)

    def _offer(self, state: NoticeState) -> None:
        actor = self._context.actor
        answers = state.waits_for_unit and self._may_answer()
        checks = state is NoticeState.ANSWERED and actor.may(Right.ARRANGE_EVALUATION)
        self._form.setVisible(answers or checks)
        self.attach_button.setVisible(answers)
        self.files.setVisible(answers)
        self.files.setText("")
        self.answer_button.setVisible(answers)
        self.accept_button.setVisible(checks)
        self.return_button.setVisible(checks)
        arranges = actor.may(Right.ARRANGE_EVALUATION)
        self.extend_button.setVisible(state.waits_for_unit and arranges)
        self.text.setAccessibleName(self.tr("整改情况") if answers else self.tr("复核意见"))
        self.text.setPlaceholderText(
            self.tr("写明如何整改，附上照片、补正的文书等") if answers else self.tr("复核意见")
        )

    def _may_answer(self) -> bool:
        assert self.report is not None
        actor = self._context.actor
        if not actor.may(Right.ANSWER_FINDINGS):
            return False
        return any(each.id == self.report.notice.id for each in self._rectifying.mine(actor))

    def _finding(self, each: Deduction) -> Card:
        card = Card()
        assert self.report is not None
        item = self.report.result.sheet.item(each.item)
        if item is not None:
            card.body.addWidget(label(item.title, "caption", wrap=True))
        worth = self.tr("一票否决") if item is not None and item.veto else f"-{points(each.tenths)}"
        card.body.addWidget(label(f"{each.text}　{worth}", "strong", wrap=True))
        if each.moment is not None:
            moment: Moment = each.moment
            made = button(moment_words(moment), "play", kind="link")
            made.setToolTip(moment.name)
            made.clicked.connect(lambda: self.play_wanted.emit(moment))
            row = QHBoxLayout()
            row.addWidget(made)
            row.addStretch(1)
            card.body.addLayout(row)
        if each.document:
            card.body.addWidget(label(each.document, "caption"))
        return card

    def _step(self, step: NoticeStep) -> Card:
        card = Card()
        card.body.setSpacing(TIGHT)
        words = {
            "send": self.tr("下发整改通知"),
            "answer": self.tr("答复整改"),
            "return": self.tr("退回重改"),
            "accept": self.tr("认可整改"),
            "extend": self.tr("延长期限"),
        }[step.event]
        told = f"{words}　{step.by}　{wording.moment(step.at)}"
        if step.due_at is not None:
            due = self.tr("期限 {due}").format(due=wording.moment(step.due_at))
            told = f"{told}　{due}"
        card.body.addWidget(label(told, "caption", wrap=True))
        if step.text:
            card.body.addWidget(label(step.text, wrap=True))
        for each in step.attachments:
            made = button(f"{each.name}（{wording.size(each.size_bytes)}）", "link", kind="link")
            made.clicked.connect(lambda _=False, each=each: self._open(each))
            row = QHBoxLayout()
            row.addWidget(made)
            row.addStretch(1)
            card.body.addLayout(row)
        return card

    # -- what is done ------------------------------------------------------------------------

    def _choose_files(self) -> None:
        kinds = self.tr("附件 ({kinds})").format(kinds=" ".join(f"*{each}" for each in PAPERS))
        chosen = choose_file(
            self, self._context.remembered, "attachments", self.tr("选择附件"), kinds
        )
        if chosen is not None:
            self.attach([chosen])

    def attach(self, files: list[Path]) -> None:
        """Let these files go with the answer."""
        self._files += files
        self.files.setText(wording.listing(each.name for each in self._files))

    def answer(self) -> None:
        """Send the answer with its files."""
        report, text, files = self.report, self.text.toPlainText(), list(self._files)
        if report is None:
            return
        if not text.strip():
            self._context.notices.warn(self.tr("请写明整改情况。"))
            self.text.setFocus()
            return
        actor, notice_id = self._context.actor, report.notice.id
        job = Job(
            self.tr("答复整改"),
            lambda _monitor: self._rectifying.answer(actor, notice_id, text, files),
            parent=self,
            quiet=True,
        )
        self.answer_button.setEnabled(False)
        job.succeeded.connect(lambda _notice: self._done(self.tr("已答复，等待复核。")))
        job.ended.connect(lambda: self.answer_button.setEnabled(True))
        self._context.jobs.start(job, Lane.WRITE)

    def accept(self) -> None:
        """The rectification is good."""
        report = self.report
        if report is not None:
            try:
                self._rectifying.accept(
                    self._context.actor, report.notice.id, self.text.toPlainText()
                )
            except ArchiveDeskError as error:
                self._context.notices.error(error)
                return
            self._done(self.tr("整改已认可，通知办结。"))

    def return_(self) -> None:
        """The rectification is not good enough."""
        report = self.report
        if report is not None:
            try:
                self._rectifying.return_(
                    self._context.actor, report.notice.id, self.text.toPlainText()
                )
            except ArchiveDeskError as error:
                self._context.notices.error(error)
                self.text.setFocus()
                return
            self._done(self.tr("已退回，要求重新整改。"))

    def _ask_extension(self) -> None:
        dialog = ExtensionDialog(self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.extend(dialog.reason.text(), dialog.days.value())
        dialog.deleteLater()

    def extend(self, reason: str, days: int) -> None:
        """Give the unit more working days, with the reason."""
        if self.report is None:
            return
        try:
            self._rectifying.extend(self._context.actor, self.report.notice.id, reason, days)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self._done(self.tr("整改期限已延长。"))

    def _done(self, said: str) -> None:
        self._context.notices.success(said)
        if self.report is not None:
            self.show_notice(self.report.notice.id)
        self.changed.emit()

    def _open(self, attachment: Attachment) -> None:
        try:
            file = self._rectifying.attachment(self._context.actor, attachment.id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
