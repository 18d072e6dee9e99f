"""The colours of marks, strong enough to be told apart on light and on dark ground."""

from PySide6.QtGui import QColor

from archive_desk.domain.marks import Colour
from archive_desk.ui.theme import theme

_LIGHT = {
    Colour.BLUE: "#2f6fde",
    Colour.TEAL: "#0e8f96",
    Colour.GREEN: "#2e9148",
    Colour.AMBER: "#d0810a",
    Colour.RED: "#d13b40",
    Colour.VIOLET: "#8a4bd0",
    Colour.GREY: "#717a8a",
}
_DARK = {
    Colour.BLUE: "#6ea2ff",
    Colour.TEAL: "#4cc6cb",
    Colour.GREEN: "#66c87e",
    Colour.AMBER: "#f0ad45",
    Colour.RED: "#f47b7e",
    Colour.VIOLET: "#bd93f2",
    Colour.GREY: "#9aa4b5",
}


def mark_colour(colour: Colour) -> QColor:
    """How a colour of marks is painted on the present ground."""
    return QColor((_DARK if theme().colours.dark else _LIGHT)[colour])
