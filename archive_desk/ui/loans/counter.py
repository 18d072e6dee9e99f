"""The clerk's dialogs: taking back with an inspection, and renewing."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPlainTextEdit, QWidget

from archive_desk.domain.clock import end_of_day
from archive_desk.domain.loans import Loan, LoanAct
from archive_desk.domain.phrases import CONDITIONS
from archive_desk.ui import wording
from archive_desk.ui.loans.listing import items_in_words
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import DatePicker, Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import zone


class ReturnDialog(Dialog):
    """What comes back, and in which state."""

    def __init__(self, loan: Loan, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=480)
        self.setWindowTitle(self.tr("办理归还"))
        self.heading.setText(self.tr("办理归还"))
        self.body.addWidget(label(f"{loan.applicant}：{items_in_words(loan)}", "muted", wrap=True))
        if loan.overdue(now) and loan.due_at is not None:
            late = wording.distance(loan.due_at, now)
            self.body.addWidget(
                Advice(self.tr("{late}，会记入登记簿。").format(late=late), Tone.WARN)
            )
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self._group = QButtonGroup(self)
        for number, words in enumerate(CONDITIONS):
            choice = button(words)
            choice.setCheckable(True)
            self._group.addButton(choice, number)
            row.addWidget(choice)
        self.choose(0)
        row.addStretch(1)
        held = QWidget()
        held.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        form = self._form = Form(above=True)
        borrowed = LoanAct.BORROW in loan.acts
        hint = self.tr("逐件清点；光盘看盘面有无划伤。") if borrowed else ""
        form.add(self.tr("归还检查"), held, hint=hint)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme().px(64))
        form.add(self.tr("说明(&N)"), self.note)
        self.body.addWidget(form)
        self.set_buttons(button(self.tr("归还入库(&S)"), kind="primary"), self.tr("取消"))

    @property
    def condition(self) -> str:
        """What the inspection found, in a line."""
        found, note = CONDITIONS[self._group.checkedId()], self.note.toPlainText().strip()
        return f"{found}；{note}" if note else found

    def choose(self, number: int) -> None:
        """Take the finding `number`, counted from nought."""
        self._group.button(number).setChecked(True)

    def accept(self) -> None:
        """Go on, unless damage or loss is not described."""
        self._form.forgive()
        if self._group.checkedId() > 0 and not self.note.toPlainText().strip():
            self._form.complain(self.note, self.tr("请写明损坏或缺失的情况。"))
            return
        super().accept()


class RenewDialog(Dialog):
    """Until when it may stay out."""

    def __init__(self, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=440)
        self.setWindowTitle(self.tr("续借"))
        self.heading.setText(self.tr("续借"))
        self.body.addWidget(label(f"{loan.applicant}：{items_in_words(loan)}", "muted", wrap=True))
        due = loan.due_at or loan.wanted_until
        proposed = due + max(loan.wanted_until - loan.wanted_from, timedelta(days=1))
        self._picker = DatePicker(
            self.tr("续借至"), optional=False, value=proposed.astimezone(zone()).date()
        )
        form = Form(above=True)
        form.add(
            self.tr("续借至(&D)"),
            self._picker,
            hint=self.tr("现应于 {due} 归还。遇休息日顺延到下一工作日。").format(
                due=wording.day(due.astimezone(zone()).date())
            ),
        )
        self.body.addWidget(form)
        note = self.tr("续借只延长归还日期；查阅、复制的批准期限不变。")
        self.body.addWidget(label(note, "caption", wrap=True))
        self.set_buttons(button(self.tr("续借(&S)"), kind="primary"), self.tr("取消"))

    @property
    def until(self) -> datetime | None:
        """The last moment of the day chosen."""
        day = self._picker.value
        return None if day is None else end_of_day(day, zone())
