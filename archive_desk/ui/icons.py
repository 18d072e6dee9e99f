"""The desk's icons: Lucide drawings in the colours of the theme, sharp at every scale.

`put` gives an icon to a button, an action or a menu and keeps it in the theme's colours; `pixmap`
is for painting.
"""

import tempfile
from functools import cache
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QMenu

from archive_desk.paths import resources
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme

_KEEPER = "icon-keeper"
_SPARE_SIDE, _SPARE_RATIO = 20, 2.0


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
    """Drawn when it is painted for the first time, in the very size that is needed.

    A page has dozens of icons; drawn in advance in all the sizes that a screen may ask for, they
    would be most of the work of building it, and still be blurred at a scale nobody thought of.
    Qt's own engine does that for drawings in files. One written in Python is deleted while Qt
    still uses it: its `clone` gives away what Python owns.
    """
    shown = QIcon()
    for mode in QIcon.Mode:
        colour = faint if mode is QIcon.Mode.Disabled else ink
        try:
            shown.addFile(_file(name, colour), QSize(), mode)
        except OSError:
            # No room even for a drawing of a line: blurred at some scales, but there.
            shown.addPixmap(_pixmap(name, colour, _SPARE_SIDE, _SPARE_RATIO), mode)
    return shown


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="archive-desk-icons-", ignore_cleanup_errors=True)


@cache
def _file(name: str, ink: str) -> str:
    path = Path(_folder().name) / f"{name}-{ink.removeprefix('#')}.svg"
    path.write_text(_drawing(name).replace("currentColor", ink), "utf-8")
    return str(path)


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
