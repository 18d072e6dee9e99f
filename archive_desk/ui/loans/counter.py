"""The clerk's dialogs: renewing, recalling, using first, burning, and what came of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QWidget,
)

from archive_desk.domain.clock import end_of_day
from archive_desk.domain.discs import Medium
from archive_desk.domain.loans import Loan
from archive_desk.domain.phrases import EFFECTS, EMERGENCIES, RECALLS
from archive_desk.ui import wording
from archive_desk.ui.loans.listing import items_in_words
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, DatePicker, Form
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import zone


class _ReasonDialog(Dialog):
    """Asks for a reason, with the usual ones at hand."""

    def __init__(
        self,
        loan: Loan,
        parent: QWidget | None,
        *,
        title: str,
        verb: str,
        usual: Sequence[str],
        note: str,
        asks: str = "",
    ) -> None:
        super().__init__("", parent, width=440)
        self.set_title(title)
        self.body.addWidget(label(f"{loan.applicant}：{items_in_words(loan)}", "muted", wrap=True))
        form = self._form = Form(above=True)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(theme().px(64))
        form.add(asks or self.tr("理由(&R)"), self.reason, needed=True)
        row = QHBoxLayout()
        for words in usual:
            row.addWidget(button(words, kind="link", then=partial(self.reason.setPlainText, words)))
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(form)
        self.body.addWidget(label(note, "caption", wrap=True))
        self.set_buttons(button(verb, kind="primary"), self.tr("取消"))

    def accept(self) -> None:
        """Go on, once there is a reason."""
        self._form.forgive()
        if not self.reason.toPlainText().strip():
            self._form.complain(self.reason, self.tr("请写明理由。"))
            return
        super().accept()


class RecallDialog(_ReasonDialog):
    """Why something is wanted back."""

    def __init__(self, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__(
            loan,
            parent,
            title=wording.tr("催还"),
            verb=wording.tr("催还(&S)"),
            usual=RECALLS,
            note=wording.tr("催还后应于下一工作日前归还；原应还日期更早的，仍按原日期。"),
        )


class ReleaseDialog(_ReasonDialog):
    """Why something cannot wait for its signatures."""

    def __init__(self, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__(
            loan,
            parent,
            title=wording.tr("紧急先行利用"),
            verb=wording.tr("先行利用(&S)"),
            usual=EMERGENCIES,
            note=wording.tr(
                "只限查阅、复制、刻录；须在制度规定的时限内补批，逾期未补批的自动停止。"
            ),
        )


class EffectDialog(_ReasonDialog):
    """What came of the use."""

    def __init__(self, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__(
            loan,
            parent,
            title=wording.tr("登记利用效果"),
            verb=wording.tr("登记(&S)"),
            usual=EFFECTS,
            note=wording.tr("写明解决了什么问题；记入登记簿，可以以后再补。"),
            asks=wording.tr("利用效果(&R)"),
        )
        self.reason.setPlainText(loan.effect)


class BurnDialog(Dialog):
    """On what the recordings of a loan are burned."""

    def __init__(self, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=440)
        self.set_title(self.tr("按批准刻录"))
        self.body.addWidget(label(f"{loan.applicant}：{items_in_words(loan)}", "muted", wrap=True))
        self.medium = ChoiceBox(self.tr("盘片"), [Choice(each, each.label) for each in Medium])
        self.medium.choose(Medium.DVD)
        form = Form(above=True)
        form.add(self.tr("盘片(&M)"), self.medium)
        self.body.addWidget(form)
        note = self.tr("计划的光盘记明依据 {no}；映像、刻录和读检在光盘页办理。")
        self.body.addWidget(label(note.format(no=loan.no), "caption", wrap=True))
        self.set_buttons(button(self.tr("计划光盘(&S)"), kind="primary"), self.tr("取消"))


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
