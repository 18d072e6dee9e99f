"""Asking for the reason of something that is taken back or confirmed."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.text import label


class ReasonDialog(Dialog):
    """What is about to be done, and why."""

    def __init__(
        self,
        title: str,
        consequences: str,
        verb: str,
        *,
        danger: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self.body.addWidget(label(consequences, "muted", wrap=True))
        self.form = Form()
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(theme().px(72))
        self.reason.setTabChangesFocus(True)
        self.form.add(self.tr("理由(&R)"), self.reason, needed=True)
        self.body.addWidget(self.form)
        self.confirm = button(verb, kind="danger" if danger else "primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    @property
    def words(self) -> str:
        """The reason given."""
        return self.reason.toPlainText().strip()

    def accept(self) -> None:
        """Close if there is a reason."""
        self.form.forgive()
        if not self.words:
            self.form.complain(self.reason, self.tr("请写明理由。"))
            return
        super().accept()
