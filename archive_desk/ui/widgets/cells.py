"""How a cell is painted: text with a second line, pictures, and states as pills."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from archive_desk.ui import icons
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, DeskRole
from archive_desk.ui.theme import SMALL, theme

Index = QModelIndex | QPersistentModelIndex

_PADDING = 12


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of every table, in the colours of the theme as it is."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, area, state, option, index.row())
        inner = area.adjusted(_PADDING, 0, -_PADDING, 0)
        inner = self._check(painter, inner, index)
        inner = _picture(painter, inner, index)
        badge = index.data(DeskRole.BADGE)
        if isinstance(badge, Badge):
            paint_badge(painter, inner, badge, _alignment(index))
        else:
            _text(painter, inner, index)
        painter.restore()

    def _ground(
        self,
        painter: QPainter,
        area: QRect,
        state: QStyle.StateFlag,
        option: QStyleOptionViewItem,
        number: int,
    ) -> None:
        colours = theme().colours
        # A table says which row the mouse is on, so that the whole row answers.
        row = getattr(option.widget, "hovered_row", None)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver) if row is None else row == number
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colours.selection))
        elif hovered:
            painter.fillRect(area, QColor(colours.surface_hover))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), QColor(colours.border))
        widget = option.widget
        if state & QStyle.StateFlag.State_HasFocus and isinstance(widget, QWidget):
            painter.fillRect(
                QRect(area.left(), area.top(), 2, area.height()), QColor(colours.accent)
            )

    def _check(self, painter: QPainter, area: QRect, index: Index) -> QRect:
        value = index.data(Qt.ItemDataRole.CheckStateRole)
        if value is None:
            return area
        colours = theme().colours
        side = theme().px(16)
        box = QRectF(area.left(), area.center().y() - side / 2 + 1, side, side)
        checked = Qt.CheckState(value) is Qt.CheckState.Checked
        painter.setPen(QColor(colours.accent if checked else colours.border_strong))
        painter.setBrush(QColor(colours.accent if checked else colours.surface))
        painter.drawRoundedRect(box, 4, 4)
        if checked:
            from_icons(painter, box.toRect(), "check", "on_accent")
        return area.adjusted(side + SMALL, 0, 0, 0)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 2 * _PADDING, hint.height())


def from_icons(painter: QPainter, area: QRect, name: str, tone: Tone | str) -> None:
    """Paint icon `name` in `area`."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(area, icons.pixmap(name, area.width(), tone, ratio))


def paint_badge(painter: QPainter, area: QRect, badge: Badge, alignment: Qt.AlignmentFlag) -> None:
    """Paint a pill in `area`."""
    colours = theme().colours
    font = theme().font(12)
    metrics = QFontMetrics(font)
    height = metrics.height() + 6
    width = min(area.width(), metrics.horizontalAdvance(badge.text) + 18)
    left = area.left()
    if alignment & Qt.AlignmentFlag.AlignRight:
        left = area.right() - width
    elif alignment & Qt.AlignmentFlag.AlignHCenter:
        left = area.center().x() - width // 2
    pill = QRectF(left, area.center().y() - height / 2 + 0.5, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.tint(badge.tone)))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setPen(QColor(colours.ink(badge.tone)))
    painter.setFont(font)
    words = metrics.elidedText(badge.text, Qt.TextElideMode.ElideRight, width - 12)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)


def _alignment(index: Index) -> Qt.AlignmentFlag:
    value = index.data(Qt.ItemDataRole.TextAlignmentRole)
    if value is None:
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    return Qt.AlignmentFlag(int(value))


def _picture(painter: QPainter, area: QRect, index: Index) -> QRect:
    picture = index.data(Qt.ItemDataRole.DecorationRole)
    if isinstance(picture, QIcon):
        side = theme().px(18)
        place = QRect(area.left(), area.center().y() - side // 2, side, side)
        picture.paint(painter, place)
        return area.adjusted(side + SMALL, 0, 0, 0)
    if isinstance(picture, QPixmap) and not picture.isNull():
        height = area.height() - 10
        width = round(height * picture.width() / max(1, picture.height()))
        place = QRect(area.left(), area.top() + 5, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, picture)
        return area.adjusted(width + SMALL, 0, 0, 0)
    return area


def _text(painter: QPainter, area: QRect, index: Index) -> None:
    colours = theme().colours
    font = index.data(Qt.ItemDataRole.FontRole) or theme().font()
    brush = index.data(Qt.ItemDataRole.ForegroundRole)
    ink = brush.color() if isinstance(brush, QBrush) else QColor(colours.text)
    words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
    below = index.data(DeskRole.SUBTITLE)
    alignment = _alignment(index)
    horizontal = alignment & Qt.AlignmentFlag.AlignHorizontal_Mask
    painter.setFont(font)
    painter.setPen(ink)
    metrics = QFontMetrics(font)
    cut_middle = bool(index.data(DeskRole.CUT_MIDDLE))
    mode = Qt.TextElideMode.ElideMiddle if cut_middle else Qt.TextElideMode.ElideRight
    if not below:
        cut = metrics.elidedText(words, mode, area.width())
        painter.drawText(area, int(horizontal | Qt.AlignmentFlag.AlignVCenter), cut)
        return
    small = theme().font(12)
    small_metrics = QFontMetrics(small)
    gap = 1
    height = metrics.height() + gap + small_metrics.height()
    top = area.center().y() - height // 2 + 1
    upper = QRect(area.left(), top, area.width(), metrics.height())
    lower = QRect(area.left(), upper.bottom() + 1 + gap, area.width(), small_metrics.height())
    cut = metrics.elidedText(words, mode, area.width())
    painter.drawText(upper, int(horizontal | Qt.AlignmentFlag.AlignVCenter), cut)
    painter.setFont(small)
    painter.setPen(QColor(colours.text_muted))
    cut = small_metrics.elidedText(str(below), Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(lower, int(horizontal | Qt.AlignmentFlag.AlignVCenter), cut)
