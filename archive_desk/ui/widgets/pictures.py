"""Icons as widgets, and what a person's name looks like in a circle."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from archive_desk.ui import icons
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme


class Picture(QWidget):
    """An icon in a tone; with a ground it stands on a round tinted field."""

    def __init__(
        self, icon: str, tone: Tone = Tone.NEUTRAL, side: int = 20, *, ground: bool = False
    ) -> None:
        super().__init__()
        self._icon = icon
        self._tone = tone
        self._side = side
        self._ground = ground
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def change(self, icon: str, tone: Tone) -> None:
        """Show another icon."""
        self._icon, self._tone = icon, tone
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = theme().px(self._side * 2 if self._ground else self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme().colours.tint(self._tone)))
            painter.drawEllipse(self.rect())
        side = theme().px(self._side)
        drawing = icons.pixmap(self._icon, side, self._tone, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, drawing)


class Avatar(QWidget):
    """The last characters of a person's name in a circle."""

    def __init__(self, name: str, side: int = 32) -> None:
        super().__init__()
        self._letters = name.strip()[:1].upper() if name.isascii() else name.strip()[-2:]
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        side = theme().px(self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_ground))
        painter.drawEllipse(self.rect())
        painter.setPen(QColor(colours.accent_text))
        painter.setFont(theme().font(self._side * 12 // 32, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letters)
