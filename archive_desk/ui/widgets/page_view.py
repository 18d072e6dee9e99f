"""One page of a paper on the screen: fitted, enlarged, turned, dragged, turned over by keys.

The view paints and asks; somebody else draws. `wanted` tells which page is needed and how many
pixels wide, `show_picture` gives it. Until it comes, what is there is shown larger or smaller.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from typing_extensions import override

from archive_desk.ui import icons
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import LARGE, theme
from archive_desk.ui.widgets.watermark import paint_watermark

_A4 = 297 / 210
_STEP = 1.25
_NARROWEST, _WIDEST = 120, 6000
_WHEEL_NOTCH = 120
_AGAIN_AFTER_MS = 120
_NEAR_ENOUGH, _FINER = 1.1, 2


class Fit(StrEnum):
    """How large a page is shown."""

    WIDTH = "width"
    PAGE = "page"
    FREE = "free"


class PageView(QAbstractScrollArea):
    """Shows one page of several.

    Signals:
        wanted: a page (counted from 0) and its width in pixels of the screen.
        turned: the page now shown.
    """

    wanted = Signal(int, int)
    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("页面"))
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self._count = 0
        self._page = 0
        self._fit = Fit.WIDTH
        self._width = 0.0
        self._rotation = 0
        self._image: QImage | None = None
        self._aspect = _A4
        self._fault = ""
        self._watermark: Sequence[str] = ()
        self._held: QPoint | None = None
        # Zooming by the wheel asks for one picture, not for one at each notch.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AGAIN_AFTER_MS)
        self._soon.timeout.connect(self._ask_if_better)

    # -- what is shown -----------------------------------------------------------------------

    @property
    def page(self) -> int:
        """The page shown, counted from 0."""
        return self._page

    @property
    def count(self) -> int:
        """How many pages there are."""
        return self._count

    @property
    def rotation(self) -> int:
        """By how many degrees the page is turned to the right."""
        return self._rotation

    @property
    def picture(self) -> QImage | None:
        """What is painted now, before it is turned."""
        return self._image

    def show_pages(self, count: int, watermark: Sequence[str] = ()) -> None:
        """Show a paper of `count` pages from its beginning; none empties the view."""
        self._count, self._page, self._rotation = count, 0, 0
        self._image, self._aspect, self._fault = None, _A4, ""
        self._watermark = watermark
        self._arrange()
        self._ask()
        if count:
            self.turned.emit(0)

    def show_picture(self, page: int, image: QImage) -> None:
        """Take a page that was asked for; one that was left meanwhile is not wanted any more."""
        if page != self._page or not self._count or image.isNull():
            return
        self._image, self._fault = image, ""
        self._aspect = image.height() / max(1, image.width())
        self._arrange()
        self._soon.start()

    def show_fault(self, words: str) -> None:
        """Say why the page cannot be shown."""
        self._image, self._fault = None, words
        self.viewport().update()

    # -- what the person does ----------------------------------------------------------------

    def turn_to(self, page: int) -> None:
        """Show another page, from its upper edge."""
        page = max(0, min(page, self._count - 1))
        if page == self._page or not self._count:
            return
        self._page, self._image, self._fault = page, None, ""
        self._arrange()
        self.verticalScrollBar().setValue(0)
        self._ask()
        self.turned.emit(page)

    def fit(self, how: Fit) -> None:
        """Fit the page into the view, or keep its present size."""
        if how is Fit.FREE:
            self._width = self._shown().width()
        self._fit = how
        self._arrange()
        self._soon.start()

    def zoom(self, factor: float) -> None:
        """Show the page larger or smaller, around the middle of what is seen."""
        old = self._shown().width()
        new = max(float(_NARROWEST), min(old * factor, float(_WIDEST)))
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        seen = self.viewport().size()
        middle = (across.value() + seen.width() / 2, down.value() + seen.height() / 2)
        self._fit, self._width = Fit.FREE, new
        self._arrange()
        across.setValue(round(middle[0] * new / old - seen.width() / 2))
        down.setValue(round(middle[1] * new / old - seen.height() / 2))
        self._soon.start()

    def zoom_in(self) -> None:
        """One step larger."""
        self.zoom(_STEP)

    def zoom_out(self) -> None:
        """One step smaller."""
        self.zoom(1 / _STEP)

    def rotate(self, degrees: int) -> None:
        """Turn the page, by 90 degrees at a time."""
        self._rotation = (self._rotation + degrees) % 360
        self._arrange()
        self._soon.start()

    # -- sizes -------------------------------------------------------------------------------

    def _shown(self) -> QSizeF:
        """The size of the page on the screen, turned, in logical pixels."""
        aspect = 1 / self._aspect if self._rotation % 180 else self._aspect
        room = self.viewport().size()
        margin = 2 * LARGE
        width = max(float(_NARROWEST), room.width() - margin)
        if self._fit is Fit.FREE:
            width = self._width
        elif self._fit is Fit.PAGE:
            width = min(width, max(_NARROWEST, (room.height() - margin) / aspect))
        return QSizeF(width, width * aspect)

    def _needed(self) -> int:
        """How many pixels wide the page must be drawn, before it is turned."""
        shown = self._shown()
        edge = shown.height() if self._rotation % 180 else shown.width()
        return max(1, min(_WIDEST, round(edge * self.devicePixelRatioF())))

    def _arrange(self) -> None:
        shown, room = self._shown(), self.viewport().size()
        for bar, edge, seen in (
            (self.horizontalScrollBar(), shown.width() + 2 * LARGE, room.width()),
            (self.verticalScrollBar(), shown.height() + 2 * LARGE, room.height()),
        ):
            bar.setPageStep(seen)
            bar.setSingleStep(max(1, seen // 12))
            bar.setRange(0, max(0, round(edge) - seen) if self._count else 0)
        self.viewport().update()

    def _ask(self) -> None:
        self._soon.stop()
        if self._count:
            self.wanted.emit(self._page, self._needed())

    def _ask_if_better(self) -> None:
        """Ask anew where what is there would be blurred, or much finer than what is shown."""
        needed = self._needed()
        there = 0 if self._image is None else self._image.width()
        if not there or not needed / _NEAR_ENOUGH <= there <= needed * _FINER:
            self._ask()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._soon.stop()
        super().hideEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._count:
            self._soon.start()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if self._count and self._fit is not Fit.FREE:
            self._soon.start()

    # -- painting ----------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        colours = theme().colours
        painter.fillRect(self.viewport().rect(), QColor(colours.surface_sunken))
        if not self._count:
            return
        shown = self._shown()
        room = self.viewport().size()
        left = max(float(LARGE), (room.width() - shown.width()) / 2)
        top = max(float(LARGE), (room.height() - shown.height()) / 2)
        place = QRectF(
            left - self.horizontalScrollBar().value(),
            top - self.verticalScrollBar().value(),
            shown.width(),
            shown.height(),
        )
        painter.fillRect(place, QColor("white"))
        if self._image is not None:
            self._paint_page(painter, place, self._image)
            painter.setClipRect(place)
            paint_watermark(painter, place, self._watermark)
            painter.setClipping(False)
        painter.setPen(QColor(colours.border_strong))
        painter.drawRect(place)
        if self._fault:
            self._paint_fault(painter)

    def _paint_page(self, painter: QPainter, place: QRectF, image: QImage) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(place.center())
        painter.rotate(self._rotation)
        size = place.size().transposed() if self._rotation % 180 else place.size()
        target = QRectF(QPointF(-size.width() / 2, -size.height() / 2), size)
        painter.drawImage(target, image)
        painter.restore()

    def _paint_fault(self, painter: QPainter) -> None:
        room = QRectF(self.viewport().rect()).adjusted(LARGE * 2, 0, -LARGE * 2, 0)
        side = theme().px(32)
        drawing = icons.pixmap("triangle-alert", side, Tone.WARN, self.devicePixelRatioF())
        middle = room.center()
        painter.drawPixmap(QPointF(middle.x() - side / 2, middle.y() - side - LARGE), drawing)
        painter.setPen(QColor(theme().colours.text))
        painter.drawText(
            room.adjusted(0, room.height() / 2, 0, 0),
            Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap,
            self._fault,
        )

    # -- keys, wheel and hand ----------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._keys().get(Qt.Key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_R and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.rotate(-90)
        else:
            act()

    def _keys(self) -> Mapping[Qt.Key, Callable[[], object]]:
        down = self.verticalScrollBar()
        on, back = partial(self.turn_to, self._page + 1), partial(self.turn_to, self._page - 1)
        return {
            Qt.Key.Key_PageDown: on,
            Qt.Key.Key_Right: on,
            Qt.Key.Key_PageUp: back,
            Qt.Key.Key_Left: back,
            Qt.Key.Key_Home: partial(self.turn_to, 0),
            Qt.Key.Key_End: partial(self.turn_to, self._count - 1),
            Qt.Key.Key_Space: self._read_on,
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: partial(self.fit, Fit.WIDTH),
            Qt.Key.Key_9: partial(self.fit, Fit.PAGE),
            Qt.Key.Key_R: partial(self.rotate, 90),
            Qt.Key.Key_Down: partial(down.setValue, down.value() + down.singleStep()),
            Qt.Key.Key_Up: partial(down.setValue, down.value() - down.singleStep()),
        }

    def _read_on(self) -> None:
        """A view further down; at the end of the page the next one."""
        down = self.verticalScrollBar()
        if down.value() >= down.maximum():
            self.turn_to(self._page + 1)
        else:
            down.setValue(down.value() + down.pageStep() * 9 // 10)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_STEP**notches)
            return
        down = self.verticalScrollBar()
        if notches < 0 and down.value() >= down.maximum():
            self.turn_to(self._page + 1)
        elif notches > 0 and down.value() <= down.minimum() and self._page:
            self.turn_to(self._page - 1)
            down.setValue(down.maximum())
        else:
            super().wheelEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._held = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            return
        now = event.position().toPoint()
        moved, self._held = now - self._held, now
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - moved.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() - moved.y())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        self.viewport().unsetCursor()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
