"""The small card beside the mouse on a timeline: a picture and the moment."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from archive_desk.ui.theme import SMALL, TIGHT, theme

_PICTURE = (192, 108)
_ABOVE = 10


class HoverCard(QFrame):
    """Shows what is under the mouse; it never takes the keyboard, nor a click."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setObjectName("timeline-hover")
        self.setProperty("card", "hover")
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(TIGHT + 2, TIGHT + 2, TIGHT + 2, TIGHT + 2)
        column.setSpacing(TIGHT)
        column.addWidget(self._picture)
        column.addWidget(self._words)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def show_at(self, above: QPoint, words: Sequence[str], picture: QPixmap | None) -> None:
        """Stand above a point of the screen, within the screen."""
        self._words.setText("\n".join(words))
        self._picture.setVisible(picture is not None)
        if picture is not None:
            width, height = (theme().px(size) for size in _PICTURE)
            self._picture.setPixmap(
                picture.scaled(
                    width,
                    height,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(max(above.x() - self.width() // 2, screen.left()), screen.right() - self.width())
        y = max(above.y() - self.height() - _ABOVE, screen.top() + SMALL)
        self.move(x, y)
        self.show()
