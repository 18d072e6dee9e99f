"""What is seen under the pointer while recordings are dragged."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QDrag, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from archive_desk.ui import icons, wording
from archive_desk.ui.theme import SMALL, theme


def drag_selected(view: QAbstractItemView) -> None:
    """Drag the rows selected in `view` until they are dropped."""
    chosen = view.selectionModel().selectedRows()
    if chosen:
        drag = QDrag(view)
        drag.setMimeData(view.model().mimeData(chosen))
        drag.setPixmap(carried(len(chosen), view.devicePixelRatioF()))
        drag.setHotSpot(QPoint(-SMALL, -SMALL))
        drag.exec(Qt.DropAction.CopyAction)


def carried(count: int, ratio: float) -> QPixmap:
    """A pill that tells how many recordings are being dragged."""
    words = wording.tr("{n} 个音像", n=count)
    font = theme().font(13, bold=True)
    metrics = QFontMetrics(font)
    side = theme().px(16)
    width, height = metrics.horizontalAdvance(words) + side + 34, metrics.height() + 14
    drawn = QPixmap(QSize(round(width * ratio), round(height * ratio)))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme().colours.accent))
    painter.drawRoundedRect(QRectF(0, 0, width, height), height / 2, height / 2)
    painter.drawPixmap(12, (height - side) // 2, icons.pixmap("film", side, "on_accent", ratio))
    painter.setPen(QColor(theme().colours.on_accent))
    painter.setFont(font)
    area = QRectF(12 + side + 8, 0, width, height)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), words)
    painter.end()
    return drawn
