"""A dialog that tries its verb on the spot, and says in itself what is refused."""

from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import Advice


def words_field(lines: int = 3) -> QPlainTextEdit:
    """A field for a few lines, which the tabulator leaves."""
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setFixedHeight(theme().px(20 + 20 * lines))
    return field


class VerbDialog(Dialog):
    """A form whose verb is tried on the spot; what is refused is said in it, and it stays open.

    Attributes:
        outcome: what the verb gave.
    """

    def __init__(
        self,
        title: str,
        verb: str,
        parent: QWidget | None,
        *,
        danger: bool = False,
        width: int = 520,
    ) -> None:
        super().__init__(title, parent, width=width)
        self.form = Form()
        self.problem = Advice("", Tone.BAD)
        self.problem.hide()
        self.body.addWidget(self.form)
        self.body.addWidget(self.problem)
        self.confirm = button(verb, kind="danger" if danger else "primary")
        self.set_buttons(self.confirm, self.tr("取消"))
        self.result_of: Callable[[], object] | None = None
        self.outcome: object = None

    def tries(self, verb: Callable[[], object]) -> None:
        """What is done when the person confirms."""
        self.result_of = verb

    def accept(self) -> None:
        """Try it; stay open where it is refused."""
        self.problem.hide()
        try:
            self.outcome = None if self.result_of is None else self.result_of()
        except ArchiveDeskError as error:
            words = wording.sentence(error.message)
            if error.basis is not None:
                words = wording.tr("{words}（依据：{basis}）", words=words, basis=str(error.basis))
            self.problem.say(words)
            return
        super().accept()
