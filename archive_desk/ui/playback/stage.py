"""The dark stage on which pictures are shown, whole, in their proportions, up to four at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from archive_desk.media.player import Picture
from archive_desk.ui import icons
from archive_desk.ui.theme import LARGE, MEDIUM, TIGHT, theme
from archive_desk.ui.widgets.watermark import paint_watermark

# A stage is dark in the light look too: nothing around a picture may outshine it.
_GROUND = "#0a0c10"
_INK = "#aab2c0"
_STEP_ANGLE = 120
_MOST_ZOOM = 16.0
_ZOOM_STEP = 1.25
_MARK_MS = 1000
_MOST_LANES = 4

Watermark = Callable[[], Sequence[str]]


@dataclass(frozen=True)
class View:
    """How a lane is looked at; nothing of it touches the recording.

    `centre` is the point of the picture in the middle of its place, in shares of its sides;
    `turned` is in degrees to the right; brightness and contrast go from -100 to 100.
    """

    zoom: float = 1.0
    centre: tuple[float, float] = (0.5, 0.5)
    turned: int = 0
    brightness: int = 0
    contrast: int = 0

    @property
    def plain(self) -> bool:
        """Whether the picture is seen as it is."""
        return self == View()


@dataclass
class _Place:
    """A lane's place on the stage."""

    key: str
    title: str = ""
    picture: Picture | None = None
    image: QImage | None = None
    data: bytes = b""
    icon: str = "film"
    words: str = ""
    view: View = field(default_factory=View)
    caption: str = ""


class _Caption(QLabel):
    """Words on the stage's own ground, readable over any picture."""

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self.setFont(theme().font(12))
        self.setMargin(TIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_GROUND))
        painter.setPen(QColor(_INK))
        painter.drawText(
            self.rect().adjusted(TIGHT, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text()
        )


class Stage(QWidget):
    """Paints pictures, or says why there are none.

    Signals:
        clicked: a click on the picture of a lane (its key).
        double_clicked: two.
        turned: the wheel was turned by so many notches; away from the person is negative.
        boxes_changed: how many points of the screen each lane has, by its key.
        view_changed: the leading lane is looked at differently.
    """

    clicked = Signal(str)
    double_clicked = Signal()
    turned = Signal(int)
    boxes_changed = Signal(object)
    view_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("player-stage")
        self.setAccessibleName(self.tr("画面"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 144)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._places = [_Place("")]
        self._leading = ""
        self._watermark: Watermark = list
        self._angle = 0
        self._dragged: QPointF | None = None
        self._moved = False
        self._captions = [self._caption(number) for number in range(1, _MOST_LANES + 1)]
        self._again = QTimer(self)
        self._again.setInterval(_MARK_MS)
        self._again.timeout.connect(self.update)

    # -- what is on it ---------------------------------------------------------------------------

    @property
    def picture_area(self) -> QRect:
        """Where the leading picture lies on the stage; empty without one."""
        return self.area_of(self._leading)

    def area_of(self, key: str) -> QRect:
        """Where a lane's picture lies on the stage; empty without one."""
        for place, cell in zip(self._places, self._cells(), strict=True):
            if place.key == key and place.image is not None:
                return self._target(place, cell).toAlignedRect().intersected(cell.toRect())
        return QRect()

    @property
    def words(self) -> str:
        """What is said instead of the leading picture; empty with one."""
        return self._leader.words

    @property
    def view(self) -> View:
        """How the leading lane is looked at."""
        return self._leader.view

    @property
    def watermark_words(self) -> Sequence[str]:
        """What lies over every picture now."""
        return self._watermark()

    def set_watermark(self, words: Watermark) -> None:
        """Lay what `words` says at each moment over every picture."""
        self._watermark = words
        self._again.start()
        self.update()

    def show_lanes(self, lanes: Sequence[tuple[str, str]], leading: str) -> None:
        """Make places for these lanes, each with its title; forget what was shown."""
        self._places = [_Place(key, title) for key, title in lanes[:_MOST_LANES]] or [_Place("")]
        self._leading = leading if lanes else ""
        self._lay_captions()
        self._tell_boxes()
        self.update()

    def lead(self, key: str) -> None:
        """Frame the lane that is heard."""
        if key != self._leading and any(place.key == key for place in self._places):
            self._leading = key
            self._lay_captions()
            self.view_changed.emit()
            self.update()

    def show_picture(self, picture: Picture, key: str = "") -> None:
        """Paint a picture of the player."""
        place = self._place(key)
        place.picture = picture
        toned = picture.toned(place.view.brightness, place.view.contrast)
        self._paint_into(place, toned)

    def _paint_into(self, place: _Place, picture: Picture) -> None:
        place.data = picture.data
        place.image = QImage(
            place.data,
            picture.width,
            picture.height,
            picture.width * 4,
            QImage.Format.Format_RGB32,
        )
        place.words = ""
        self._describe()
        self.update()

    def paint_now(self) -> None:
        """Bring what was shown onto the screen before anything else happens."""
        if self.isVisible():
            self.repaint()

    def show_image(self, image: QImage, key: str = "") -> None:
        """Paint a photo, or a drawing."""
        bare = image.convertToFormat(QImage.Format.Format_RGB32)
        data = bytes(bare.constBits())
        self.show_picture(Picture(bare.width(), bare.height(), data, None), key)

    def show_words(self, icon: str, words: str, key: str = "") -> None:
        """Say something instead of a picture."""
        place = self._place(key)
        if (place.image, place.icon, place.words) == (None, icon, words):
            return
        place.image, place.picture, place.data = None, None, b""
        place.icon, place.words = icon, words
        self._describe()
        self.update()

    def show_caption(self, key: str, words: str) -> None:
        """Write below a lane's picture where it is."""
        for place, caption in zip(self._places, self._captions, strict=False):
            if place.key == key and place.caption != words:
                place.caption = words
                caption.setText(f"{place.title}   {words}" if words else place.title)
                caption.setAccessibleName(f"{place.title} {words}")
                caption.adjustSize()

    # -- how it is looked at ---------------------------------------------------------------------

    def zoom(self, by: float, at: QPointF | None = None) -> None:
        """Enlarge the leading picture `by` so much, keeping the point `at` where it is."""
        place, cell = self._leader, self._leader_cell()
        old = place.view.zoom
        new = min(max(old * by, 1.0), _MOST_ZOOM)
        if new < 1.01:
            self._look(replace(place.view, zoom=1.0, centre=(0.5, 0.5)))
            return
        whole = self._target(place, cell)
        point = at or cell.center()
        across, down = max(whole.width(), 1.0), max(whole.height(), 1.0)
        x = (point.x() - whole.left()) / across
        y = (point.y() - whole.top()) / down
        share = new / old
        middle = cell.center()
        centre = (
            x + (middle.x() - point.x()) / (across * share),
            y + (middle.y() - point.y()) / (down * share),
        )
        self._look(replace(place.view, zoom=new, centre=_inside(centre)))

    def turn(self) -> None:
        """Turn the leading picture by a quarter to the right."""
        self._look(replace(self.view, turned=(self.view.turned + 90) % 360))

    def tone(self, *, brightness: int | None = None, contrast: int | None = None) -> None:
        """Show the leading picture lighter or darker, harder or softer."""
        view = self.view
        self._look(
            replace(
                view,
                brightness=view.brightness if brightness is None else brightness,
                contrast=view.contrast if contrast is None else contrast,
            )
        )

    def look_plainly(self) -> None:
        """See the leading picture as it is again."""
        self._look(View())

    def _look(self, view: View) -> None:
        place = self._leader
        if view == place.view:
            return
        before, place.view = place.view, view
        tones = (view.brightness, view.contrast)
        if place.picture is not None and tones != (before.brightness, before.contrast):
            self._paint_into(place, place.picture.toned(*tones))
        self._tell_boxes()
        self.view_changed.emit()
        self.update()

    # -- geometry --------------------------------------------------------------------------------

    @property
    def _leader(self) -> _Place:
        return self._place(self._leading)

    def _place(self, key: str) -> _Place:
        found = (place for place in self._places if place.key == key)
        return next(found, self._places[0])

    def _leader_cell(self) -> QRectF:
        return self._cells()[self._places.index(self._leader)]

    def _cells(self) -> list[QRectF]:
        """The places side by side: one, two beside each other, or two by two."""
        count = len(self._places)
        columns = 1 if count == 1 else 2
        rows = 1 if count <= 2 else 2
        width, height = self.width() / columns, self.height() / rows
        gap = 1.0 if count > 1 else 0.0
        return [
            QRectF(
                (number % columns) * width + gap,
                (number // columns) * height + gap,
                width - 2 * gap,
                height - 2 * gap,
            )
            for number in range(count)
        ]

    def _target(self, place: _Place, cell: QRectF) -> QRectF:
        """Where the whole picture lies, in whole points of the screen."""
        if place.image is None:
            return QRectF()
        size = place.image.size()
        if place.view.turned in (90, 270):
            size.transpose()
        ratio = self.devicePixelRatioF()
        room = QSize(round(cell.width() * ratio), round(cell.height() * ratio))
        fitted = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        width = round(fitted.width() * place.view.zoom) / ratio
        height = round(fitted.height() * place.view.zoom) / ratio
        x, y = place.view.centre
        left = cell.center().x() - x * width
        top = cell.center().y() - y * height
        return QRectF(round(left * ratio) / ratio, round(top * ratio) / ratio, width, height)

    def _tell_boxes(self) -> None:
        ratio = self.devicePixelRatioF()
        boxes = {}
        for place, cell in zip(self._places, self._cells(), strict=True):
            if place.view.zoom > 1:
                continue
            size = (round(cell.width() * ratio), round(cell.height() * ratio))
            boxes[place.key] = size[::-1] if place.view.turned in (90, 270) else size
        self.boxes_changed.emit(boxes)

    def _caption(self, number: int) -> QLabel:
        caption = _Caption(self)
        caption.setObjectName(f"player-lane-{number}")
        caption.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        caption.hide()
        return caption

    def _lay_captions(self) -> None:
        several = len(self._places) > 1
        for number, caption in enumerate(self._captions):
            caption.setVisible(several and number < len(self._places))
            if not caption.isHidden():
                place, cell = self._places[number], self._cells()[number]
                heard = place.key == self._leading
                caption.setText(f"{place.title}   {place.caption}".strip())
                caption.setAccessibleDescription(self.tr("正在收听") if heard else "")
                caption.adjustSize()
                # Recorders burn their own clock and number into the upper left corner.
                below = round(cell.bottom()) - caption.height() - TIGHT
                caption.move(round(cell.left()) + TIGHT, below)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words)

    @override
    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    # -- painting --------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_GROUND))
        marks = self._watermark()
        for place, cell in zip(self._places, self._cells(), strict=True):
            painter.save()
            painter.setClipRect(cell)
            if place.image is not None:
                area = self._paint_image(painter, place, cell, place.image)
                paint_watermark(painter, area.intersected(cell), marks)
            elif place.words:
                self._paint_words(painter, place, cell)
            painter.restore()
            if len(self._places) > 1 and place.key == self._leading:
                painter.setPen(QPen(QColor(theme().colours.accent), 2))
                painter.drawRect(cell.adjusted(1, 1, -1, -1))

    def _paint_image(self, painter: QPainter, place: _Place, cell: QRectF, image: QImage) -> QRectF:
        target = self._target(place, cell)
        if place.view.turned:
            image = image.transformed(QTransform().rotate(place.view.turned))
        # Counted in points of the screen, a picture made for this place is laid down as it is, also
        # where a point of the screen is no whole pixel of the window.
        ratio = self.devicePixelRatioF()
        corner = QPoint(round(target.left() * ratio), round(target.top() * ratio))
        points = QRect(corner, QSize(round(target.width() * ratio), round(target.height() * ratio)))
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        if points.size() == image.size():
            painter.drawImage(points.topLeft(), image)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(points, image)
        painter.restore()
        return target

    def _paint_words(self, painter: QPainter, place: _Place, cell: QRectF) -> None:
        side = theme().px(44)
        drawing = icons.pixmap(place.icon, side, "text_faint", self.devicePixelRatioF())
        top = cell.center().y() - side
        painter.drawPixmap(QPointF(cell.center().x() - side / 2, top), drawing)
        painter.setPen(QColor(_INK))
        painter.setFont(theme().font(15))
        margin = max(cell.width() / 8, LARGE)
        area = QRectF(
            cell.left() + margin, top + side + LARGE, cell.width() - 2 * margin, cell.height()
        )
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(area, int(flags | Qt.TextFlag.TextWordWrap), place.words)

    # -- hands -----------------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged, self._moved = event.position(), False

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None or self.view.zoom <= 1:
            return
        by = event.position() - self._dragged
        if not self._moved and by.manhattanLength() < MEDIUM:
            return
        self._moved, self._dragged = True, event.position()
        whole = self._target(self._leader, self._leader_cell())
        if whole.isEmpty():
            return
        x, y = self.view.centre
        centre = _inside((x - by.x() / whole.width(), y - by.y() / whole.height()))
        self._look(replace(self.view, centre=centre))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._dragged is None:
            return
        self._dragged = None
        if not self._moved:
            cells = zip(self._places, self._cells(), strict=True)
            found = (place.key for place, cell in cells if cell.contains(event.position()))
            self.clicked.emit(next(found, ""))

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged = None
            self.double_clicked.emit()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._angle -= event.angleDelta().y()
        notches = int(self._angle / _STEP_ANGLE)
        if not notches:
            return
        self._angle -= notches * _STEP_ANGLE
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_ZOOM_STEP**-notches, event.position())
        else:
            self.turned.emit(notches)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_captions()
        self._tell_boxes()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._tell_boxes()


def _inside(centre: tuple[float, float]) -> tuple[float, float]:
    return min(max(centre[0], 0.0), 1.0), min(max(centre[1], 0.0), 1.0)
