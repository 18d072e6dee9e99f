"""A disc drawn as it will be filled: one arc per recording, coloured by case, and what is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from archive_desk.domain.disc_catalogue import CatalogueEntry
from archive_desk.domain.discs import Medium
from archive_desk.ui import wording
from archive_desk.ui.theme import theme

_HUB = 0.36
_HOLE = 0.13
_GAP_DEGREES = 0.7
_SMALLEST_ARC = 0.25
_HUE_STEPS = (0, 38, -34, 72)


@dataclass(frozen=True)
class Arc:
    """A part of the ring: what lies there, how much, and in which of the alternating colours."""

    words: str
    size_bytes: int
    group: int


def arcs_of(entries: Sequence[CatalogueEntry]) -> list[Arc]:
    """One arc for each recording; those of one case have one colour."""
    groups: dict[str, int] = {}
    found = []
    for entry in entries:
        group = groups.setdefault(entry.case_no, len(groups))
        words = "\n".join(
            part for part in (entry.name, entry.case_no, wording.size(entry.size_bytes)) if part
        )
        found.append(Arc(words, entry.size_bytes, group))
    return found


class DiscPicture(QWidget):
    """One disc. The share used stands in the middle; arcs name themselves under the pointer."""

    def __init__(self, side: int = 168) -> None:
        super().__init__()
        self._side = side
        self._arcs: Sequence[Arc] = ()
        self._used = 0
        self._capacity = Medium.DVD.capacity_bytes
        self.chosen: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    @property
    def percent(self) -> int:
        """The share used, rounded up so that something is never nothing."""
        return min(100, -(-self._used * 100 // self._capacity))

    def show_disc(self, arcs: Sequence[Arc], used_bytes: int, capacity_bytes: int) -> None:
        """Show these recordings on a disc of this capacity; `used_bytes` has everything in it."""
        self._arcs, self._used, self._capacity = arcs, used_bytes, capacity_bytes
        self.chosen = None
        self.setAccessibleName(wording.tr("已用 {percent} %", percent=self.percent))
        self.update()

    def choose(self, place: int | None) -> None:
        """Set off one of the arcs, or none."""
        self.chosen = place
        self.update()

    def arc_at(self, point: QPoint) -> int | None:
        """Which arc lies under `point` of this picture."""
        position = self._position_at(QPointF(point))
        if position is None:
            return None
        for place, arc in enumerate(self._arcs):
            if position < arc.size_bytes:
                return place
            position -= arc.size_bytes
        return None

    @override
    def sizeHint(self) -> QSize:
        side = theme().px(self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(QPen(QColor(colours.border_strong), 1))
        painter.setBrush(QColor(colours.surface_sunken))
        painter.drawEllipse(area)
        for place, (start, span, group) in enumerate(self._spans()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_colour(group))
            if place == self.chosen:
                painter.setPen(QPen(QColor(colours.text), 2))
            painter.drawPath(_ring(area, start, span))
        self._middle(painter, area)

    def _spans(self) -> list[tuple[float, float, int]]:
        """Start and length in degrees, clockwise from the top, and colour group; the rest last."""
        scale = 360.0 / self._capacity
        spans: list[tuple[float, float, int]] = []
        at = 0.0
        for arc in self._arcs:
            span = arc.size_bytes * scale
            gap = _GAP_DEGREES if span > 4 * _GAP_DEGREES else 0.0
            spans.append((at, max(span - gap, _SMALLEST_ARC), arc.group))
            at += span
        rest = min(self._used * scale, 360.0) - at
        if rest > 0:
            spans.append((at, rest, -1))
        return spans

    def _middle(self, painter: QPainter, area: QRectF) -> None:
        colours = theme().colours
        centre, radius = area.center(), area.width() / 2
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawEllipse(centre, radius * _HUB * 1.18, radius * _HUB * 1.18)
        if self.width() < theme().px(100):
            painter.setBrush(QColor(colours.surface_sunken))
            painter.drawEllipse(centre, radius * _HOLE, radius * _HOLE)
            return
        painter.setPen(QColor(colours.text))
        painter.setFont(theme().font(self._side // 9, bold=True))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, f"{self.percent} %")

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            words = self._words_at(QPointF(event.pos()))
            if words:
                QToolTip.showText(event.globalPos(), words, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _position_at(self, point: QPointF) -> float | None:
        """How many bytes round the ring `point` lies; None beside it."""
        centre = QPointF(self.width() / 2, self.height() / 2)
        away = point - centre
        radius = self.width() / 2 - 2
        if not radius * _HUB < hypot(away.x(), away.y()) <= radius:
            return None
        return degrees(atan2(away.x(), -away.y())) % 360 / 360 * self._capacity

    def _words_at(self, point: QPointF) -> str:
        place = self._position_at(point)
        if place is None:
            return ""
        for arc in self._arcs:
            if place < arc.size_bytes:
                return arc.words
            place -= arc.size_bytes
        free = max(0, self._capacity - self._used)
        return wording.tr("空余 {size}", size=wording.size(free))


def _colour(group: int) -> QColor:
    """Alternating shades of one accent; the documents and file systems are grey."""
    colours = theme().colours
    if group < 0:
        return QColor(colours.border_strong)
    base = QColor(colours.accent)
    made = QColor()
    made.setHsv((base.hue() + _HUE_STEPS[group % 4]) % 360, base.saturation(), base.value())
    return made


def _ring(area: QRectF, start: float, span: float) -> QPainterPath:
    """A part of the ring, in degrees clockwise from the top."""
    inner_side = area.width() * _HUB
    inner = QRectF(0, 0, inner_side, inner_side)
    inner.moveCenter(area.center())
    path = QPainterPath()
    path.arcMoveTo(area, 90 - start)
    path.arcTo(area, 90 - start, -span)
    path.arcTo(inner, 90 - start - span, span)
    path.closeSubpath()
    return path
