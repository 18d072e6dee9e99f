"""Correcting a line of the register by a counter-entry."""

from datetime import datetime

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ledger import LedgerLine
from archive_desk.domain.ledger_corrections import Correction
from archive_desk.domain.phrases import CORRECTIONS
from archive_desk.services.ledger import Ledger
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form, MomentPicker
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import local


class CorrectionDialog(Dialog):
    """What the line should have said; what is left as it is, is not corrected.

    Attributes:
        new: the line that takes its place; None until then.
    """

    def __init__(
        self, context: ScreenContext, line: LedgerLine, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=560)
        self.set_title(self.tr("更正第 {no} 号").format(no=line.no))
        self._context, self._line = context, line
        self.new: LedgerLine | None = None
        said = self.tr("原登记不会改动：另记一条更正，注明理由，两条互相指明。")
        self.body.addWidget(label(said, "muted", wrap=True))
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self.body.addWidget(self._problem)
        form = self._form = Form()
        self.texts: dict[str, QLineEdit] = {}
        for name, words in (
            ("items", self.tr("题名(&I)")),
            ("borrower", self.tr("借阅人(&B)")),
            ("section", self.tr("股室(&K)")),
            ("purpose", self.tr("用途(&U)")),
            ("condition", self.tr("归还检查(&C)")),
            ("effect", self.tr("利用效果(&E)")),
        ):
            field = self.texts[name] = QLineEdit(getattr(line, name))
            field.setCursorPosition(0)
            form.add(words, field)
        self.moments: dict[str, MomentPicker] = {}
        for name, words, title in (
            ("handed_out_at", self.tr("借出时间(&O)"), self.tr("借出时间")),
            ("returned_at", self.tr("实还时间(&R)"), self.tr("实还时间")),
        ):
            at = getattr(line, name)
            if at is not None:
                picker = self.moments[name] = MomentPicker(title, optional=False, value=local(at))
                form.add(words, picker)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(theme().px(52))
        self.reason.setPlaceholderText(self.tr("例如：{example}").format(example=CORRECTIONS[0]))
        form.add(self.tr("理由(&Y)"), self.reason, needed=True)
        self.body.addWidget(form)
        self.set_buttons(button(self.tr("记入更正(&S)"), kind="primary"), self.tr("取消"))

    @property
    def correction(self) -> Correction:
        """What the fields say."""
        changes: dict[str, str | datetime] = {
            name: field.text() for name, field in self.texts.items()
        }
        for name, picker in self.moments.items():
            shown, before = picker.value, getattr(self._line, name)
            # The picker shows no seconds: what it shows is no change of what it does not.
            same = shown is not None and abs((shown - before).total_seconds()) < 60
            if shown is not None and not same:
                changes[name] = shown
        return Correction(changes, self.reason.toPlainText())

    def accept(self) -> None:
        """Write it down; the dialog stays where something is missing or refused."""
        self._form.forgive()
        if not self.reason.toPlainText().strip():
            self._form.complain(self.reason, self.tr("请写明更正的理由。"))
            return
        ledger, actor = Ledger(self._context.desk), self._context.actor
        try:
            self.new = ledger.correct(actor, self._line.no, self.correction)
        except ArchiveDeskError as error:
            self._problem.say(wording.sentence(error.message))
            return
        super().accept()
