"""What the office's printer does to millimetres, and the page that shows it.

A printer shifts what it prints and stretches it a little. The office prints the test page, measures
two edges and two lengths with a ruler, and types the four figures in; labels are drawn against it.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from archive_desk.forms import fonts

A4_MM = (210.0, 297.0)
MARK_MM = (30.0, 30.0)
"""How far the corner of the test figure is from the paper's left and lower edges."""

LENGTH_MM = (150.0, 200.0)
"""The width and height of the test figure."""

_INK = colors.HexColor("#14181d")


@dataclass(frozen=True)
class Calibration:
    """Moves all right and up by `offset_mm`, after stretching it by `scale` (width, height)."""

    offset_mm: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)

    def apply(self, canvas: Any) -> None:
        """Let all that follows on this page be drawn against the printer's faults."""
        canvas.translate(self.offset_mm[0] * mm, self.offset_mm[1] * mm)
        canvas.scale(*self.scale)


def measured(
    left_mm: float,
    bottom_mm: float,
    width_mm: float,
    height_mm: float,
    through: Calibration | None = None,
) -> Calibration:
    """What corrects a printer on whose test page these were measured.

    `left_mm` and `bottom_mm` are the distances of the figure from the paper's edges; `through` is
    the calibration that the page was printed with.
    """
    before = through or Calibration()
    scale = (
        before.scale[0] * LENGTH_MM[0] / width_mm,
        before.scale[1] * LENGTH_MM[1] / height_mm,
    )
    offset = (
        before.scale[0] * MARK_MM[0] + before.offset_mm[0] - left_mm * scale[0],
        before.scale[1] * MARK_MM[1] + before.offset_mm[1] - bottom_mm * scale[1],
    )
    return Calibration(
        (round(offset[0], 3), round(offset[1], 3)), (round(scale[0], 5), round(scale[1], 5))
    )


def proof_page(calibration: Calibration, organisation: str, at: datetime) -> bytes:
    """Draw the figure to be measured, through `calibration`, and return the PDF; `at` in zone."""
    fonts.register()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(A4_MM[0] * mm, A4_MM[1] * mm), invariant=1)
    canvas.setTitle("打印校准页")
    canvas.setAuthor(organisation)
    calibration.apply(canvas)
    left, bottom = MARK_MM
    width, height = LENGTH_MM
    canvas.setStrokeColor(_INK)
    canvas.setLineWidth(0.3)
    canvas.rect(left * mm, bottom * mm, width * mm, height * mm)
    for step in range(int(width) + 1):
        _tick(canvas, left + step, bottom, step, across=True)
    for step in range(int(height) + 1):
        _tick(canvas, left, bottom + step, step, across=False)
    canvas.setFillColor(_INK)
    canvas.setFont(fonts.BOLD, 16)
    canvas.drawString((left + 20) * mm, (bottom + height - 25) * mm, "打印校准页")
    canvas.setFont(fonts.REGULAR, 10.5)
    (right, up), (across, along) = calibration.offset_mm, calibration.scale
    lines = (
        "用“实际大小”打印，不要缩放；用毫米尺量四个数，填到校准里：",
        f"① 方框左边到纸左边的距离（应为 {left:g} 毫米）：＿＿＿＿＿",
        f"② 方框下边到纸下边的距离（应为 {bottom:g} 毫米）：＿＿＿＿＿",
        f"③ 方框的宽（应为 {width:g} 毫米）：＿＿＿＿＿",
        f"④ 方框的高（应为 {height:g} 毫米）：＿＿＿＿＿",
        f"已用校准：右移 {right:g} 毫米，上移 {up:g} 毫米，宽 ×{across:g}，高 ×{along:g}",
        f"{organisation}　{at:%Y-%m-%d %H:%M}",
    )
    for number, words in enumerate(lines):
        canvas.drawString((left + 20) * mm, (bottom + height - 40 - 9 * number) * mm, words)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _tick(canvas: Any, x_mm: float, y_mm: float, step: int, *, across: bool) -> None:
    length = 6.0 if step % 10 == 0 else 4.0 if step % 5 == 0 else 2.5
    end = (x_mm, y_mm + length) if across else (x_mm + length, y_mm)
    canvas.line(x_mm * mm, y_mm * mm, end[0] * mm, end[1] * mm)
    if step and step % 10 == 0:
        canvas.setFont(fonts.REGULAR, 6)
        canvas.setFillColor(_INK)
        if across:
            canvas.drawCentredString(x_mm * mm, (y_mm + 7) * mm, str(step))
        else:
            canvas.drawString((x_mm + 7) * mm, (y_mm - 0.7) * mm, str(step))
