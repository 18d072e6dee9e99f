"""Registering a recorder, or changing what the register says of it."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from archive_desk.domain.devices import Device
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.text import label


class DeviceDialog(Dialog):
    """Number, model, section, note."""

    def __init__(self, device: Device | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=460)
        self.set_title(self.tr("登记记录仪") if device is None else self.tr("更改记录仪"))
        words = self.tr("登记过的编号，采集时一定认作设备，不会与执法证号混淆。")
        self.body.addWidget(label(words, "muted", wrap=True))
        known = device or Device("")
        self.form = Form()
        self.number = QLineEdit(known.number)
        self.number.setReadOnly(bool(known.number))
        self.model = QLineEdit(known.model)
        self.section = QLineEdit(known.section)
        self.note = QLineEdit(known.note)
        self.active = QCheckBox(self.tr("在用"))
        self.active.setChecked(known.active)
        self.form.add(self.tr("设备编号(&D)"), self.number, needed=True)
        self.form.add(self.tr("型号(&M)"), self.model)
        self.form.add(self.tr("保管股室(&K)"), self.section)
        self.form.add(self.tr("备注(&N)"), self.note)
        self.form.add("", self.active)
        self.body.addWidget(self.form)
        self.set_buttons(button(self.tr("保存(&S)"), kind="primary"), self.tr("取消"))

    @property
    def device(self) -> Device:
        """The device as entered."""
        return Device(
            self.number.text(),
            self.model.text(),
            self.section.text(),
            self.note.text(),
            self.active.isChecked(),
        )

    def accept(self) -> None:
        """Close if there is a number."""
        self.form.forgive()
        if not self.number.text().strip():
            self.form.complain(self.number, self.tr("请填写设备编号。"))
            return
        super().accept()
