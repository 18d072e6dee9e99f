"""Registering a device, or changing what the register says of it."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from archive_desk.domain.devices import Device, DeviceKind
from archive_desk.ui import wording
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, DatePicker, Form
from archive_desk.ui.widgets.text import label


class DeviceDialog(Dialog):
    """Number, kind, model, who keeps it, when it was bought, note."""

    def __init__(self, device: Device | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=460)
        self.set_title(self.tr("登记设备") if device is None else self.tr("更改设备登记"))
        words = self.tr("登记过的编号，采集时一定认作设备，不会与执法证号混淆。")
        self.body.addWidget(label(words, "muted", wrap=True))
        known = device or Device("")
        self.form = Form()
        self.number = QLineEdit(known.number)
        self.number.setReadOnly(bool(known.number))
        kinds = [Choice(kind, wording.sentence(kind.label)) for kind in DeviceKind]
        self.kind = ChoiceBox(self.tr("种类"), kinds, width=180)
        self.kind.choose(known.kind)
        self.serial = QLineEdit(known.serial)
        self.custodian = QLineEdit(known.custodian)
        self.purchased = DatePicker(self.tr("购置日期"), value=known.purchased_on)
        self._retirement = known.retirement
        self.model = QLineEdit(known.model)
        self.section = QLineEdit(known.section)
        self.note = QLineEdit(known.note)
        self.active = QCheckBox(self.tr("在用"))
        self.active.setChecked(known.active)
        self.form.add(self.tr("设备编号(&D)"), self.number, needed=True)
        self.form.add(self.tr("种类(&C)"), self.kind)
        self.form.add(self.tr("型号(&M)"), self.model)
        self.form.add(self.tr("出厂编号(&I)"), self.serial)
        self.form.add(self.tr("保管股室(&K)"), self.section)
        self.form.add(self.tr("保管人(&P)"), self.custodian)
        self.form.add(self.tr("购置日期(&B)"), self.purchased)
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
            self.kind.value,
            self.serial.text(),
            self.custodian.text(),
            self.purchased.value,
            self._retirement,
        )

    def accept(self) -> None:
        """Close if there is a number."""
        self.form.forgive()
        if not self.number.text().strip():
            self.form.complain(self.number, self.tr("请填写设备编号。"))
            return
        super().accept()
