"""The desk's icons: Lucide drawings in the colours of the theme, sharp at every scale.

`put` gives an icon to a button, an action or a menu and keeps it in the theme's colours; `pixmap`
is for painting.
"""

from functools import cache
from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QMenu
from typing_extensions import override

from archive_desk.paths import resources
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme

_KEEPER = "icon-keeper"


class HasIcon(Protocol):
    """What carries an icon: buttons, actions, menus."""

    def setIcon(self, icon: QIcon) -> None:  # noqa: N802 - Qt's own name
        """Take `icon`."""


def put(target: HasIcon, name: str, tone: Tone | str | None = None) -> None:
    """Show icon `name` on `target` in `tone`, now and after each change of theme.

    `tone` may also name a colour of the palette (`on_accent`); None is the colour of text.
    """
    if isinstance(target, QObject):
        _keeper_of(target).wanted = (name, tone)
    target.setIcon(icon(name, tone))


def icon(name: str, tone: Tone | str | None = None) -> QIcon:
    """Icon `name` in the colours of the theme as it is now."""
    colours = theme().colours
    return _icon(name, _ink(tone), colours.text_faint)


def pixmap(name: str, side: int, tone: Tone | str | None = None, ratio: float = 1.0) -> QPixmap:
    """Icon `name`, `side` logical pixels wide, for a device of `ratio` pixels to one of them."""
    return _pixmap(name, _ink(tone), side, ratio)


def names() -> tuple[str, ...]:
    """The icons that the desk carries."""
    return tuple(sorted(path.stem for path in (resources() / "icons").glob("*.svg")))


def _ink(tone: Tone | str | None) -> str:
    colours = theme().colours
    if tone is None:
        return colours.text
    if isinstance(tone, Tone):
        return colours.ink(tone)
    return str(getattr(colours, tone))


@cache
def _drawing(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text("utf-8")


@cache
def _pixmap(name: str, ink: str, side: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", ink).encode()))
    extent = round(side * ratio)
    picture = QPixmap(QSize(extent, extent))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, extent, extent))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def _icon(name: str, ink: str, faint: str) -> QIcon:
    return QIcon(_Engine(name, ink, faint))


class _Engine(QIconEngine):
    """Draws an icon when it is painted for the first time, in the very size that is needed.

    A page has dozens of icons; drawn in advance in all the sizes that a screen may ask for, they
    would be most of the work of building it, and still be blurred at a scale nobody thought of.
    """

    def __init__(self, name: str, ink: str, faint: str) -> None:
        super().__init__()
        self._name, self._ink, self._faint = name, ink, faint

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        ratio = 1.0 if device is None else device.devicePixelRatioF()
        side = min(rect.width(), rect.height())
        x, y = rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2
        painter.drawPixmap(QPointF(x, y), self._drawn(side, mode, ratio))

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._drawn(min(size.width(), size.height()), mode, 1.0)

    @override
    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        return self._drawn(min(size.width(), size.height()), mode, scale)

    @override
    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        side = min(size.width(), size.height())
        return QSize(side, side)

    @override
    def isNull(self) -> bool:
        return False

    @override
    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._ink, self._faint)

    def _drawn(self, side: int, mode: QIcon.Mode, ratio: float) -> QPixmap:
        ink = self._faint if mode is QIcon.Mode.Disabled else self._ink
        return _pixmap(self._name, ink, max(side, 1), ratio)


class _Keeper(QObject):
    """Keeps the icon of its parent in the theme's colours, and goes when the parent goes.

    A walk over all widgets at a change of theme would meet some that are just being destroyed.
    """

    def __init__(self, target: QObject) -> None:
        super().__init__(target)
        self.setObjectName(_KEEPER)
        self.wanted: tuple[str, Tone | str | None] = ("", None)
        theme().changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        target = self.parent()
        if isinstance(target, QAbstractButton | QAction | QMenu):
            target.setIcon(icon(*self.wanted))


def _keeper_of(target: QObject) -> _Keeper:
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    for child in target.findChildren(QObject, _KEEPER, direct):
        if isinstance(child, _Keeper):
            return child
    return _Keeper(target)
