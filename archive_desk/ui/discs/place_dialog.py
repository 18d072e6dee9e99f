"""Where a disc is kept: room, cabinet, shelf, each chosen from what is known or typed anew."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from archive_desk.domain.discs import Disc
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.text import label

_LONGEST = 60


class PlaceDialog(Dialog):
    """The place of a disc in the house."""

    def __init__(self, disc: Disc, places: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=440)
        self.set_title(self.tr("{no} 的存放位置").format(no=disc.no))
        words = self.tr("写明库房、柜、格。读检通过的光盘登记位置后即为已上架。")
        self.body.addWidget(label(words, "muted", wrap=True))
        self._known = [tuple(place.split()) for place in places]
        form = Form(above=True)
        self.room, self.cabinet, self.shelf = QComboBox(), QComboBox(), QComboBox()
        now = (*disc.location.split(), "", "", "")
        names = (self.tr("库房(&R)"), self.tr("柜(&C)"), self.tr("格(&H)"))
        for level, (name, box) in enumerate(zip(names, self._boxes, strict=True)):
            box.setEditable(True)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            edit = box.lineEdit()
            if edit is not None:
                edit.setMaxLength(_LONGEST)
            box.setObjectName(f"place-{level}")
            form.add(name, box)
            box.currentTextChanged.connect(lambda _text, level=level: self._offer(level + 1))
        self.body.addWidget(form)
        self._offer(0)
        # Whatever is written after the third name belongs to the shelf.
        for box, text in zip(self._boxes, (now[0], now[1], " ".join(now[2:]).strip()), strict=True):
            box.setEditText(text)
        self.set_buttons(button(self.tr("保存(&S)"), kind="primary"), self.tr("取消"))

    @property
    def _boxes(self) -> tuple[QComboBox, QComboBox, QComboBox]:
        return self.room, self.cabinet, self.shelf

    @property
    def location(self) -> str:
        """The place as it is registered."""
        return " ".join(box.currentText().strip() for box in self._boxes).strip()

    def _offer(self, level: int) -> None:
        """Offer in the boxes from `level` on what is known within the place chosen so far."""
        for number in range(level, len(self._boxes)):
            within = tuple(box.currentText().strip() for box in self._boxes[:number])
            names = {
                place[number]
                for place in self._known
                if len(place) > number and place[:number] == within
            }
            box = self._boxes[number]
            text = box.currentText()
            with QSignalBlocker(box):
                box.clear()
                box.addItems(sorted(names))
                box.setEditText(text)
