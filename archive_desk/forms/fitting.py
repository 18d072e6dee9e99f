"""Words and codes that must fit a place of a fixed size."""

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

SMALLEST = 5.0


def cut(words: str, font: str, size: float, room: float) -> str:
    """`words`, or as much of them as `room` (points) holds, with an ellipsis."""
    if stringWidth(words, font, size) <= room:
        return words
    while words and stringWidth(words + "…", font, size) > room:
        words = words[:-1]
    return words + "…"


def fitted(words: str, font: str, size: float, room: float) -> tuple[str, float]:
    """`words` and the size at which they fit `room`; where even small letters do not, cut."""
    while size > SMALLEST and stringWidth(words, font, size) > room:
        size -= 0.25
    return cut(words, font, size, room), size


def broken(words: str, font: str, size: float, rooms: Sequence[float]) -> Iterator[str]:
    """`words` in as many lines as there are rooms; what is too long for the last is cut."""
    for room in rooms[:-1]:
        if stringWidth(words, font, size) <= room:
            break
        count = len(words)
        while stringWidth(words[:count], font, size) > room:
            count -= 1
        # At a space, where there is one far enough in, such as after a case number.
        space = words.rfind(" ", count // 4, count)
        count = space if space > 0 else count
        yield words[:count]
        words = words[count:].lstrip()
    yield cut(words, font, size, rooms[-1])


def draw_code(canvas: Any, text: str, x_mm: float, y_mm: float, side_mm: float) -> None:
    """Draw `text` as a QR code with its lower left corner at (x, y), and its quiet zone within.

    Module by module: ReportLab's own drawing names a font that is not in the file.
    """
    code = QrCodeWidget(text, barLevel="M").qr
    code.make()
    count = code.getModuleCount()
    quiet = 2
    side = side_mm / (count + 2 * quiet)
    path = canvas.beginPath()
    for row in range(count):
        start = None
        for column in range(count + 1):
            dark = column < count and code.isDark(row, column)
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                path.rect(
                    (x_mm + (quiet + start) * side) * mm,
                    (y_mm + side_mm - (quiet + row + 1) * side) * mm,
                    (column - start) * side * mm,
                    side * mm,
                )
                start = None
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawPath(path, stroke=0, fill=1)
