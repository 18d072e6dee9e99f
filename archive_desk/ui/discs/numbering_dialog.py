"""How the office numbers its discs: patterns, and the numbers they would give next."""

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from archive_desk.domain.disc_numbering import LONGEST, DiscNumbering
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.disc_numbers import Numbering
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label


class NumberingDialog(Dialog):
    """The office's rule. What it would give is shown while it is written."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=560)
        self.set_title(self.tr("光盘编号规则"))
        self._context, self._numbering = context, Numbering(context.desk)
        rule = self._numbering.rule(context.actor)
        form = Form(above=True)
        self.fonds = self._field(form, self.tr("全宗(&F)"), rule.fonds)
        self.category = self._field(form, self.tr("类别(&C)"), rule.category)
        self.discs = self._field(form, self.tr("光盘编号(&D)"), rule.discs, needed=True)
        self.sets = self._field(form, self.tr("盘组编号(&T)"), rule.sets, needed=True)
        self.body.addWidget(form)
        hint = self.tr(
            "可用：{全宗} {类别} {年度} {流水:4}（四位流水号，每年从 1 开始）；其余文字原样保留。"
        )
        self.body.addWidget(label(hint, "muted", wrap=True))
        self.preview = label("", "strong", wrap=True)
        self.body.addWidget(self.preview)
        self.advice = Advice("", Tone.WARN)
        self.body.addWidget(self.advice)
        self.body.addWidget(label(self.tr("已编号的光盘不受影响。"), "caption", wrap=True))
        self.confirm = button(self.tr("保存(&S)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))
        self._show()

    def _field(self, form: Form, words: str, value: str, *, needed: bool = False) -> QLineEdit:
        field = QLineEdit(value)
        field.setMaxLength(2 * LONGEST)
        field.textChanged.connect(self._show)
        form.add(words, field, needed=needed)
        return field

    @property
    def rule(self) -> DiscNumbering:
        """The rule as it is written."""
        fields = (self.discs, self.sets, self.fonds, self.category)
        return DiscNumbering(*(field.text().strip() for field in fields))

    def _show(self) -> None:
        if not hasattr(self, "confirm"):
            return
        try:
            disc, disc_set = self._numbering.preview(self.rule)
        except ArchiveDeskError as error:
            self._complain(error)
            return
        self.advice.say("")
        self.confirm.setEnabled(True)
        words = self.tr("下一张光盘：{disc}　　下一个盘组：{set}")
        self.preview.setText(words.format(disc=disc, set=disc_set))

    def _complain(self, error: ArchiveDeskError) -> None:
        self.preview.setText("")
        self.confirm.setEnabled(False)
        self.advice.say(wording.sentence(error.message))

    def accept(self) -> None:
        """Keep the rule."""
        try:
            self._numbering.change(self._context.actor, self.rule)
        except ArchiveDeskError as error:
            self._complain(error)
            return
        self.done(QDialog.DialogCode.Accepted)
