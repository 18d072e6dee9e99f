"""Giving recordings to the outside: to whom, by which letter, to prove what."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from archive_desk.domain.complaints import Complaint
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.loans import Loan
from archive_desk.domain.provisions import Recipient
from archive_desk.ui import wording
from archive_desk.ui.loans.listing import items_in_words
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label


class ProvideDialog(Dialog):
    """The facts of a provision; the folder is asked for afterwards."""

    def __init__(
        self, loan: Loan, parent: QWidget | None = None, complaints: Sequence[Complaint] = ()
    ) -> None:
        super().__init__("", parent, width=520)
        self.set_title(self.tr("对外提供"))
        words = self.tr(
            "{items}：逐字节复制，附移交清单、视听资料制作说明和签收回执，记入对外提供登记簿。"
        )
        self.body.addWidget(label(words.format(items=items_in_words(loan)), "muted", wrap=True))
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self.body.addWidget(self._problem)
        form = Form()
        choices = [Choice(None, self.tr("（不属于已登记的复议、诉讼）"))]
        choices += [
            Choice(each, f"{each.no}　{each.draft.body}　{each.draft.case_no}")
            for each in complaints
        ]
        self.complaint_box = ChoiceBox(self.tr("复议应诉"), choices, width=300)
        self.complaint_box.chosen.connect(self._on_complaint_chosen)
        if complaints:
            form.add(self.tr("复议应诉(&C)"), self.complaint_box)
        self.receiver = QLineEdit()
        self.document_no = QLineEdit()
        self.handler = QLineEdit()
        self.proves = QPlainTextEdit(loan.purpose)
        self.proves.setTabChangesFocus(True)
        self.proves.setFixedHeight(theme().px(64))
        form.add(self.tr("接收单位(&R)"), self.receiver, needed=True)
        form.add(self.tr("来函文号(&N)"), self.document_no, needed=True)
        form.add(self.tr("经办人(&H)"), self.handler)
        form.add(self.tr("证明对象(&P)"), self.proves, needed=True)
        self.body.addWidget(form)
        self.confirm = button(self.tr("选择文件夹并制作(&S)…"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    @property
    def complaint(self) -> str:
        """The number of the complaint that it answers; empty for none."""
        chosen = self.complaint_box.value
        return chosen.no if isinstance(chosen, Complaint) else ""

    def _on_complaint_chosen(self, chosen: object) -> None:
        if isinstance(chosen, Complaint):
            self.receiver.setText(chosen.draft.body)
            self.document_no.setText(chosen.draft.document_no)

    @property
    def recipient(self) -> Recipient:
        """What was filled in."""
        return Recipient(
            self.receiver.text().strip(),
            self.document_no.text().strip(),
            self.handler.text().strip(),
            self.proves.toPlainText().strip(),
        )

    def accept(self) -> None:
        """Go on, once nothing is missing."""
        try:
            self.recipient.check()
        except InvalidInput as error:
            self._problem.say(wording.sentence(error.message))
            self._problem.show()
            return
        super().accept()
