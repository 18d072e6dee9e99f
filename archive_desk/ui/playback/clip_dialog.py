"""How a stretch is to be cut out: exact to the frame or at key frames, with a watermark or not."""

from PySide6.QtWidgets import QCheckBox, QWidget

from archive_desk.domain.derived import Method
from archive_desk.services.deriving import Cut
from archive_desk.ui import wording
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.text import label


class ClipDialog(Dialog):
    """Asks; `cut` is what was chosen."""

    def __init__(self, from_ms: int, to_ms: int, parent: QWidget) -> None:
        super().__init__(wording.tr("截取片段"), parent)
        self._from_ms, self._to_ms = from_ms, to_ms
        place = f"{wording.position(from_ms)} – {wording.position(to_ms)}"
        self.body.addWidget(label(place, "strong"))
        self.method = ChoiceBox(
            self.tr("截取方式"),
            [Choice(each, wording.sentence(each.label)) for each in Method],
        )
        self.method.setObjectName("clip-method")
        self.watermark = QCheckBox(self.tr("画面加水印（单位、姓名、时间、批准编号）"))
        self.watermark.setObjectName("clip-watermark")
        form = Form()
        form.add(self.tr("截取方式(&M)"), self.method)
        form.add("", self.watermark)
        self.body.addWidget(form)
        self.body.addWidget(
            label(self.tr("原件不变；片段记入操作日志，须有复制的批准。"), "caption", wrap=True)
        )
        self.method.chosen.connect(lambda value: self.watermark.setEnabled(value is Method.EXACT))
        self.set_buttons(button(self.tr("选择文件夹(&F)"), kind="primary"), self.tr("取消"))

    @property
    def cut(self) -> Cut:
        """What was chosen."""
        method = Method(self.method.value)
        watermark = self.watermark.isChecked() and method is Method.EXACT
        return Cut(self._from_ms, self._to_ms, method, watermark)
