"""States as coloured pills, beside text or alone."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.cells import paint_badge


class BadgeLabel(QWidget):
    """A pill as a widget."""

    def __init__(self, text: str = "", tone: Tone = Tone.NEUTRAL) -> None:
        super().__init__()
        self._badge = Badge(text, tone)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        """What the pill says."""
        return self._badge.text

    def show_badge(self, badge: Badge) -> None:
        """Say something else."""
        self._badge = badge
        self.setAccessibleName(badge.text)
        self.setVisible(bool(badge.text))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font(12))
        return QSize(metrics.horizontalAdvance(self._badge.text) + 20, metrics.height() + 8)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRect(0, 0, self.width(), self.height() - 1)
        paint_badge(painter, area, self._badge, Qt.AlignmentFlag.AlignLeft)
