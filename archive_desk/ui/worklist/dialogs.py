"""Small dialogs of the home screen: why something was late, what was begun before approval."""

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.worklist import WorkItem
from archive_desk.services.urgent_starts import UrgentStarts
from archive_desk.services.worklist import Worklist
from archive_desk.ui import wording
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form, MomentPicker
from archive_desk.ui.widgets.text import label


class ReasonDialog(Dialog):
    """Why something was not done in time."""

    def __init__(
        self, context: ScreenContext, item: WorkItem, parent: QWidget | None = None
    ) -> None:
        super().__init__(wording.tr("说明逾期原因"), parent)
        self._context, self._item = context, item
        self.body.addWidget(label(item.title, "strong", wrap=True))
        due = self.tr("期限 {due}，依据{basis}")
        told = due.format(due=wording.moment(item.due), basis=str(item.basis))
        self.body.addWidget(label(told, "muted", wrap=True))
        self.reason = QPlainTextEdit(item.reason)
        self.reason.setFixedHeight(theme().px(96))
        self.reason.setTabChangesFocus(True)
        self.form = Form(above=True)
        hint = self.tr("写入操作日志，并印在逾期清单上；以前写的仍然保留。")
        self.form.add(self.tr("原因(&R)"), self.reason, needed=True, hint=hint)
        self.body.addWidget(self.form)
        self.save = button(self.tr("保存(&S)"), kind="primary", then=self._save)
        self.set_buttons(None, self.tr("取消"))
        self.add_right(self.save)

    def _save(self) -> None:
        try:
            Worklist(self._context.desk).explain(
                self._context.actor, self._item, self.reason.toPlainText()
            )
        except ArchiveDeskError as error:
            self.form.complain(self.reason, wording.sentence(error.message))
            return
        self.accept()


class UrgentDialog(Dialog):
    """That a case was begun before its approval; the clock of the approval runs from then."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(wording.tr("登记紧急立案"), parent, width=540)
        self._context = context
        hint = self.tr("情况紧急先行启动程序的案件。案卷登记“立案审批表”及其时间后，补报期限停止。")
        self.body.addWidget(label(hint, "muted", wrap=True))
        self.case, self.reason = QLineEdit(), QLineEdit()
        self.start = MomentPicker(self.tr("程序启动时间"))
        self.start.set_value(context.desk.clock())
        self.form = Form()
        self.form.add(self.tr("案卷编号(&C)"), self.case, needed=True)
        self.form.add(self.tr("程序启动时间(&T)"), self.start)
        self.form.add(self.tr("紧急的理由(&R)"), self.reason, needed=True)
        self.body.addWidget(self.form)
        self.save = button(self.tr("登记(&S)"), kind="primary", then=self._save)
        self.set_buttons(None, self.tr("取消"))
        self.add_right(self.save)

    def _save(self) -> None:
        start = self.start.value or self._context.desk.clock()
        try:
            UrgentStarts(self._context.desk).register(
                self._context.actor, self.case.text(), start, self.reason.text()
            )
        except ArchiveDeskError as error:
            wrong = self.reason if not self.reason.text().strip() else self.case
            self.form.complain(wrong, wording.sentence(error.message))
            return
        self.accept()
