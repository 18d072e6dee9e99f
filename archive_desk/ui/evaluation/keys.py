"""The keys of the reviewer's desk, told where they are needed."""

from PySide6.QtWidgets import QGridLayout, QWidget

from archive_desk.ui import wording
from archive_desk.ui.theme import LARGE, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.text import label


class KeysDialog(Dialog):
    """Which key does what: forty files can be scored without the mouse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=640)
        self.set_title(self.tr("评查快捷键"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(LARGE)
        grid.setVerticalSpacing(SMALL)
        told = _keys()
        half = (len(told) + 1) // 2
        for number, (keys, words) in enumerate(told):
            row, side = number % half, 2 * (number // half)
            grid.addWidget(label(keys, "strong"), row, side)
            grid.addWidget(label(words), row, side + 1)
        self.body.addLayout(grid)
        self.set_buttons(button(self.tr("知道了"), kind="primary"))


def _keys() -> list[tuple[str, str]]:
    """What each key does."""
    return [
        ("↑  ↓", wording.tr("上一项、下一项")),
        ("Y", wording.tr("无问题，到下一项")),
        ("N", wording.tr("不适用，到下一项")),
        ("1 … 9", wording.tr("按常见问题扣分，记下此刻画面")),
        ("0", wording.tr("其他扣分，填写理由")),
        ("Alt+↓", wording.tr("扣分理由里选常用说法")),
        ("J", wording.tr("回到本项扣分的画面")),
        ("Ctrl+Z", wording.tr("撤销上一步")),
        ("Space", wording.tr("播放、暂停")),
        ("←  →", wording.tr("后退、前进 5 秒")),
        (",  .", wording.tr("上一帧、下一帧")),
        ("F6", wording.tr("文书、画面、评分表之间切换")),
        ("F7", wording.tr("填写评语")),
        ("Ctrl+PgUp  Ctrl+PgDn", wording.tr("上一件、下一件案卷")),
        ("Ctrl+Enter", wording.tr("提交评分，打开下一件")),
        ("Alt+←", wording.tr("返回本轮案卷")),
    ]
