"""What happens to an archived file: supplements, and the request to open it again."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.domain.supplements import Reopening
from archive_desk.services.supplementing import Supplementing
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import Card, SectionHead, clear
from archive_desk.ui.widgets.text import label, muted


class WordsDialog(Dialog):
    """Asks for words that go into the register: what, and why.

    Attributes:
        words: what was written.
    """

    def __init__(
        self, title: str, field: str, hint: str, verb: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=520)
        self.set_title(title)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme().px(110))
        self._form = Form(above=True)
        self._form.add(field, self.text, needed=True, hint=hint)
        self.body.addWidget(self._form)
        self.set_buttons(button(verb, "check", kind="primary"), self.tr("取消"))

    @property
    def words(self) -> str:
        """What was written."""
        return self.text.toPlainText().strip()

    def accept(self) -> None:
        """Close, if there are words."""
        if not self.words:
            self._form.complain(self.text, self.tr("请写明内容。"))
            return
        super().accept()


class AfterwardsCard(Card):
    """Supplements of an archived file, and its re-opening.

    Signals:
        changed: something was written, or the file is open again.
    """

    changed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._service = Supplementing(context.desk)
        self._case: CaseFile | None = None
        head = SectionHead(self.tr("归档之后"))
        self.add_button = button(self.tr("补充(&B)…"), "plus", kind="quiet", then=self._add)
        head.add(self.add_button)
        self.body.addWidget(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(SMALL)
        self.body.addLayout(self._list)
        self.ask_button = button(
            self.tr("申请重新打开(&R)…"), "archive-restore", kind="link", then=self._ask
        )
        self.agree_button = button(
            self.tr("同意(&Y)…"), "check", kind="quiet", then=lambda: self._decide(agreed=True)
        )
        self.decline_button = button(
            self.tr("不同意(&N)…"), "x", kind="quiet", then=lambda: self._decide(agreed=False)
        )
        for made in (self.ask_button, self.agree_button, self.decline_button):
            self.body.addWidget(made)

    def show_case(self, case: CaseFile) -> None:
        """Show what came after the archiving of `case`."""
        self._case = case
        actor = self._context.actor
        added = self._service.of_case(actor, case.no)
        requests = self._service.reopenings(actor, case.no)
        self.setVisible(case.locked or bool(added or requests))
        clear(self._list)
        for each in added:
            about = f"{each.author} · {wording.moment(each.made_at)}"
            self._list.addWidget(label(f"{each.no}. {each.text}", wrap=True))
            self._list.addWidget(label(about, "caption"))
        for request in requests:
            self._show_request(request)
        if not added and not requests:
            self._list.addWidget(
                muted(self.tr("归档后的更正写成补充，原卷不改；确需改动的，申请重新打开。"))
            )
        waiting = bool(requests) and requests[-1].agreed is None
        own = waiting and requests[-1].asked_by_id == actor.id
        edits = actor.may(Right.EDIT_CASES)
        self.add_button.setVisible(case.locked and edits)
        self.ask_button.setVisible(case.locked and edits and not waiting)
        for made in (self.agree_button, self.decline_button):
            made.setVisible(waiting and actor.may(Right.SIGN) and not own)

    def _show_request(self, request: Reopening) -> None:
        state = {
            None: self.tr("待审批"),
            True: self.tr("已同意重新打开"),
            False: self.tr("未同意重新打开"),
        }[request.agreed]
        tone = {None: Tone.WARN, True: Tone.ACCENT, False: Tone.BAD}[request.agreed]
        self._list.addWidget(label(state, "strong", tone=tone))
        words = self.tr("{who}：{reason}").format(who=request.asked_by, reason=request.reason)
        self._list.addWidget(label(words, wrap=True))
        if request.agreed is not None:
            words = self.tr("{who}：{reason}").format(
                who=request.decided_by, reason=request.opinion
            )
            self._list.addWidget(label(words, "caption", wrap=True))

    def _add(self) -> None:
        words = self._words(
            self.tr("归档后补充"),
            self.tr("补充内容(&T)"),
            self.tr("原卷不改；补充记入操作日志，打印在备考表上，不能删除。"),
            self.tr("补充"),
        )
        if words:
            self._do(lambda no: self._service.add(self._context.actor, no, words))

    def _ask(self) -> None:
        words = self._words(
            self.tr("申请重新打开案卷"),
            self.tr("理由(&T)"),
            self.tr("写明为什么补充不能解决。由有审批权的其他人决定，原归档时间留存。"),
            self.tr("申请"),
        )
        if words:
            self._do(lambda no: self._service.ask(self._context.actor, no, words))

    def _decide(self, *, agreed: bool) -> None:
        title = self.tr("同意重新打开") if agreed else self.tr("不同意重新打开")
        words = self._words(title, self.tr("意见(&T)"), "", self.tr("确定"))
        if words:
            self._do(
                lambda no: self._service.decide(
                    self._context.actor, no, agreed=agreed, opinion=words
                )
            )

    def _words(self, title: str, field: str, hint: str, verb: str) -> str:
        dialog = WordsDialog(title, field, hint, verb, self.window())
        words = dialog.words if dialog.exec() else ""
        dialog.deleteLater()
        return words

    def _do(self, act: Callable[[str], object]) -> None:
        if self._case is None:
            return
        try:
            act(self._case.no)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self.changed.emit()
