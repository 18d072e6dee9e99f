"""Small dialogs of the register: burned, one line to fill in, and what a reading found."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from archive_desk.domain.discs import CopySet, Disc
from archive_desk.domain.findings import Finding
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form, MomentPicker
from archive_desk.ui.widgets.panels import Advice, scrolling
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label, selectable

_FINDINGS_SHOWN = 200


class BurnedDialog(Dialog):
    """What is registered of a disc that was burned: copy set, place, time."""

    def __init__(self, disc: Disc, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=480)
        self.set_title(self.tr("登记光盘 {no} 已刻录").format(no=disc.no))
        words = self.tr(
            "请确认盘面已标注编号，并已封口（终结）。登记后还要读检，读检通过才算归档完成。"
        )
        self.body.addWidget(label(words, "muted", wrap=True))
        form = Form(above=True)
        self.copy_set = ChoiceBox(
            self.tr("套别"),
            [Choice(each, f"{each.value} {wording.sentence(each.label)}") for each in CopySet],
        )
        self.copy_set.choose(disc.copy_set)
        form.add(self.tr("套别(&K)"), self.copy_set)
        self.location = QLineEdit(disc.location)
        self.location.setMaxLength(200)
        self.location.setPlaceholderText(self.tr("如：一号库 3柜 2格"))
        form.add(self.tr("存放位置(&L)"), self.location)
        self.at = MomentPicker(self.tr("刻录时间"))
        self.at.set_value(now)
        form.add(self.tr("刻录时间(&T)"), self.at)
        self.body.addWidget(form)
        self.set_buttons(button(self.tr("登记(&S)"), kind="primary"), self.tr("取消"))


class LineDialog(Dialog):
    """One line to fill in: a place, a reason."""

    def __init__(
        self,
        title: str,
        words: str,
        field: str,
        confirm: str,
        *,
        value: str = "",
        hint: str = "",
        danger: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent, width=440)
        self.body.addWidget(label(words, "muted", wrap=True))
        form = Form(above=True)
        self.line = QLineEdit(value)
        self.line.setMaxLength(200)
        self.line.setPlaceholderText(hint)
        form.add(field, self.line)
        self.body.addWidget(form)
        self.set_buttons(button(confirm, kind="danger" if danger else "primary"), self.tr("取消"))
        self.line.setFocus()

    @property
    def text(self) -> str:
        """What was typed."""
        return self.line.text().strip()


class FindingsDialog(Dialog):
    """What a reading of a disc found wrong, file by file."""

    def __init__(
        self, title: str, findings: Sequence[Finding], parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent, width=620)
        words = self.tr("共 {count} 处。光盘没有被标为已读检；请更换光盘或重新制作映像后再试。")
        self.body.addWidget(Advice(words.format(count=len(findings)), Tone.BAD))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        for finding in findings[:_FINDINGS_SHOWN]:
            row = QHBoxLayout()
            row.setSpacing(SMALL)
            row.addWidget(Picture("circle-alert", Tone.BAD, 16), 0, Qt.AlignmentFlag.AlignTop)
            said = label(wording.sentence(finding.message), wrap=True)
            row.addWidget(selectable(said), 1)
            column.addLayout(row)
        column.addStretch(1)
        area = scrolling(inner)
        area.setMinimumHeight(theme().px(200))
        self.body.addWidget(area, 1)
        self.set_buttons(button(self.tr("知道了"), kind="primary"))
