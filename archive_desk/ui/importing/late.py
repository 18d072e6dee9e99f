"""Why a batch was handed in late: its clock explained, and the reason asked for."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.hand_ins import BatchClock, HandInState
from archive_desk.services.hand_ins import HandIns
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label

_MOST_SHOWN = 5


class LateDialog(Dialog):
    """Says what was late and by which rule, and keeps the reason."""

    def __init__(
        self, context: ScreenContext, clock: BatchClock, no: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=560)
        self.set_title(wording.tr("批次 {no} 迟交说明", no=no))
        self._context, self._no = context, no
        if clock.basis is not None:
            words = f"{clock.basis}：{wording.tr(clock.text)}"
            self.body.addWidget(Advice(words, Tone.WARN))
        late = [each for each in clock.recordings if each.state is HandInState.LATE]
        for each in late[:_MOST_SHOWN]:
            due = wording.compact(each.due) if each.due else ""
            line = wording.tr(
                "{name}：应于 {due} 前，实际 {met}",
                name=each.name,
                due=due,
                met=wording.compact(each.met_at),
            )
            shown = label(line, "muted", wrap=True)
            shown.setToolTip("\n".join(wording.sentence(step) for step in each.steps))
            self.body.addWidget(shown)
        if len(late) > _MOST_SHOWN:
            self.body.addWidget(label(wording.tr("等 {n} 件", n=len(late)), "caption"))
        self.reason = QPlainTextEdit(clock.reason)
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(theme().px(90))
        self._form = Form(above=True)
        self._form.add(self.tr("未及时交存的原因(&R)"), self.reason, needed=True)
        self.body.addWidget(self._form)
        self.set_buttons(button(self.tr("保存(&S)"), kind="primary"), self.tr("取消"))

    @override
    def accept(self) -> None:
        self._form.forgive()
        try:
            HandIns(self._context.desk).explain(
                self._context.actor, self._no, self.reason.toPlainText()
            )
        except ArchiveDeskError as error:
            self._form.complain(self.reason, wording.sentence(error.message))
            return
        super().accept()
