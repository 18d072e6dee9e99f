"""Setting recordings aside that have nothing to do with enforcement (与执法无关)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import FootageId
from archive_desk.services.setting_aside import SettingAside
from archive_desk.ui import wording
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.text import muted


class AsideDialog(Dialog):
    """Asks for the reason; nothing is removed."""

    def __init__(
        self, context: ScreenContext, ids: Sequence[FootageId], parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=480)
        self.set_title(wording.tr("把 {n} 个音像列为与执法无关", n=len(ids)))
        self._context, self._ids = context, ids
        self.body.addWidget(
            muted(self.tr("原件照样保存和核对，只是不再与执法音像列在一起，随时可以恢复。"))
        )
        self.reason = QComboBox()
        self.reason.setEditable(True)
        for words in (self.tr("误触开机"), self.tr("设备测试"), self.tr("非工作时间拍摄")):
            self.reason.addItem(words)
        self.reason.setCurrentIndex(-1)
        self._form = Form(above=True)
        self._form.add(self.tr("原因(&R)"), self.reason, needed=True)
        self.body.addWidget(self._form)
        self.set_buttons(button(self.tr("列为无关(&S)"), kind="primary"), self.tr("取消"))

    @override
    def accept(self) -> None:
        self._form.forgive()
        try:
            SettingAside(self._context.desk).set_aside(
                self._context.actor, self._ids, self.reason.currentText()
            )
        except ArchiveDeskError as error:
            self._form.complain(self.reason, wording.sentence(error.message))
            return
        super().accept()
