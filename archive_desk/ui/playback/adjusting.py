"""How the picture and the sound are shown to this person; nothing of it touches a recording."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget
from typing_extensions import override

from archive_desk.domain.programmes import GapPlay
from archive_desk.ui.playback.stage import View
from archive_desk.ui.theme import MEDIUM, SMALL, theme
from archive_desk.ui.widgets.buttons import icon_button
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.text import label


class Adjusting(QWidget):
    """Zoom, turn, brightness, contrast, balance, gaps.

    Signals:
        zoomed: the picture is to be enlarged so much.
        turned: by a quarter to the right.
        toned: brightness and contrast, from -100 to 100.
        plain_wanted: everything as it is recorded.
        balanced: left (-100) to right (100).
        gaps_chosen: the `GapPlay`.
    """

    zoomed = Signal(float)
    turned = Signal()
    toned = Signal(int, int)
    plain_wanted = Signal()
    balanced = Signal(int)
    gaps_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("player-adjust-panel")
        self.smaller = self._button("minus", self.tr("缩小"), "player-zoom-out", "Ctrl+−")
        self.larger = self._button("plus", self.tr("放大"), "player-zoom-in", "Ctrl++")
        self.size_said = label("100%", "strong")
        self.size_said.setObjectName("player-zoom")
        self.turn = self._button("turn-right", self.tr("右转 90°"), "player-rotate", "R")
        self.plain = self._button("undo-2", self.tr("恢复原样"), "player-view-reset", "Shift+R")
        self.brightness = self._slider(self.tr("亮度"), "player-brightness")
        self.contrast = self._slider(self.tr("对比度"), "player-contrast")
        self.balance = self._slider(self.tr("左右声道"), "player-balance")
        self.gaps = ChoiceBox(
            self.tr("遇到空白"),
            [
                Choice(GapPlay.CARD, self.tr("显示说明后继续")),
                Choice(GapPlay.SKIP, self.tr("直接跳过")),
                Choice(GapPlay.WHOLE, self.tr("按实际长度等待")),
            ],
        )
        self.gaps.setObjectName("player-gaps")
        self._arrange()
        self._connect()

    def show_view(self, view: View) -> None:
        """Show how the leading lane is looked at."""
        self.size_said.setText(f"{round(view.zoom * 100)}%")
        self.size_said.setAccessibleName(self.tr("放大 {size}").format(size=self.size_said.text()))
        with QSignalBlocker(self.brightness), QSignalBlocker(self.contrast):
            self.brightness.setValue(view.brightness)
            self.contrast.setValue(view.contrast)

    def _arrange(self) -> None:
        row = FlowLayout(self, gap=MEDIUM)
        row.setContentsMargins(MEDIUM, 0, MEDIUM, 0)
        row.addWidget(_pair(self.tr("缩放"), self.smaller, self.size_said, self.larger))
        row.addWidget(_pair("", self.turn, self.plain))
        row.addWidget(_pair(self.tr("亮度"), self.brightness))
        row.addWidget(_pair(self.tr("对比度"), self.contrast))
        row.addWidget(_pair(self.tr("左右声道"), self.balance))
        row.addWidget(_pair(self.tr("遇到空白"), self.gaps))

    def _connect(self) -> None:
        self.smaller.clicked.connect(lambda: self.zoomed.emit(0.8))
        self.larger.clicked.connect(lambda: self.zoomed.emit(1.25))
        self.turn.clicked.connect(lambda: self.turned.emit())
        self.plain.clicked.connect(self._on_plain_clicked)
        for slider in (self.brightness, self.contrast):
            slider.valueChanged.connect(self._on_tone_changed)
        self.balance.valueChanged.connect(self.balanced)
        self.gaps.chosen.connect(self.gaps_chosen)

    def _on_plain_clicked(self) -> None:
        self.balance.setValue(0)
        self.plain_wanted.emit()

    def _on_tone_changed(self) -> None:
        self.toned.emit(self.brightness.value(), self.contrast.value())

    def _button(self, icon: str, words: str, name: str, key: str) -> QToolButton:
        made = icon_button(icon, words)
        made.setObjectName(name)
        made.setToolTip(f"{words}  {key}")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _slider(self, words: str, name: str) -> QSlider:
        made = _Centred(Qt.Orientation.Horizontal)
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setRange(-100, 100)
        made.setFixedWidth(theme().px(100))
        return made


class _Centred(QSlider):
    """A slider that a double click puts back into the middle."""

    @override
    def mouseDoubleClickEvent(self, event: object) -> None:
        self.setValue(0)


def _pair(words: str, *widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SMALL)
    if words:
        head: QLabel = label(words, "field")
        row.addWidget(head)
    for widget in widgets:
        row.addWidget(widget)
    return box
