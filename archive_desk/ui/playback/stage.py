"""The dark stage on which pictures are shown, whole and in their proportions."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from archive_desk.media.player import Picture
from archive_desk.ui import icons
from archive_desk.ui.theme import LARGE, theme

# A stage is dark in the light look too: nothing around a picture may outshine it.
_GROUND = "#0a0c10"
_INK = "#aab2c0"
_STEP_ANGLE = 120


class Stage(QWidget):
    """Paints one picture, or says why there is none.

    Signals:
        clicked: a click on the picture.
        double_clicked: two.
        turned: the wheel was turned by so many notches; away from the person is negative.
    """

    clicked = Signal()
    double_clicked = Signal()
    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("player-stage")
        self.setAccessibleName(self.tr("画面"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._image: QImage | None = None
        self._kept: bytes = b""
        self._icon, self._words = "film", ""
        self._angle = 0

    @property
    def picture_area(self) -> QRect:
        """Where the picture lies on the stage; empty without one."""
        if self._image is None:
            return QRect()
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        corner = QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2)
        return QRect(corner, size)

    @property
    def words(self) -> str:
        """What is said instead of a picture; empty with one."""
        return self._words

    def show_picture(self, picture: Picture) -> None:
        """Paint a picture of the player."""
        self._kept = picture.data
        self._image = QImage(
            self._kept,
            picture.width,
            picture.height,
            picture.width * 4,
            QImage.Format.Format_RGB32,
        )
        self._words = ""
        self.update()

    def show_image(self, image: QImage) -> None:
        """Paint a photo."""
        self._image, self._kept, self._words = image, b"", ""
        self.update()

    def show_words(self, icon: str, words: str) -> None:
        """Say something instead of a picture."""
        self._image, self._kept = None, b""
        self._icon, self._words = icon, words
        self.setAccessibleDescription(words)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_GROUND))
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.picture_area, self._image)
        elif self._words:
            self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        side = theme().px(44)
        drawing = icons.pixmap(self._icon, side, "text_faint", self.devicePixelRatioF())
        top = self.height() // 2 - side
        painter.drawPixmap((self.width() - side) // 2, top, drawing)
        painter.setPen(QColor(_INK))
        painter.setFont(theme().font(15))
        margin = max(self.width() // 8, LARGE)
        area = QRect(margin, top + side + LARGE, self.width() - 2 * margin, self.height())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(area, int(flags | Qt.TextFlag.TextWordWrap), self._words)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.double_clicked.emit()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._angle -= event.angleDelta().y()
        notches = int(self._angle / _STEP_ANGLE)
        if notches:
            self._angle -= notches * _STEP_ANGLE
            self.turned.emit(notches)
