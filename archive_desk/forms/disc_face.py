"""光盘盘面标识: what is printed on the disc itself, within its printable ring.

The page is the disc's square of 120 mm. Nothing is printed within 46 mm of the centre's hub (its
diameter) nor beyond 116 mm. No paper label: for printable discs, or as a pattern for the pen.
"""

import io
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from archive_desk.domain.disc_catalogue import DiscCatalogue
from archive_desk.forms import fonts
from archive_desk.forms.calibration import Calibration
from archive_desk.forms.fitting import broken, draw_code, fitted

SIZE_MM = 120.0
OUTER_RADIUS_MM = 58.0
HUB_RADIUS_MM = 23.0
_QR_MM = 20.0
_INK = colors.HexColor("#14181d")
_QUIET = colors.HexColor("#55606c")
_GUIDE = colors.HexColor("#b8c0c9")


@dataclass(frozen=True)
class FaceOptions:
    """How the face is printed.

    `secrecy` and `retention` are left to the pen where empty; `checked` is who read the disc back.
    `guides` draws the disc's edges, for a proof on paper.
    """

    secrecy: str = ""
    retention: str = ""
    checked: str = ""
    calibration: Calibration = field(default_factory=Calibration)
    guides: bool = False


def render(catalogue: DiscCatalogue, options: FaceOptions | None = None) -> bytes:
    """Draw the face of a disc and return the PDF."""
    options = options or FaceOptions()
    fonts.register()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(SIZE_MM * mm, SIZE_MM * mm), invariant=1)
    canvas.setTitle(f"{catalogue.disc.no} 盘面")
    canvas.setAuthor(catalogue.organisation)
    options.calibration.apply(canvas)
    canvas.translate(SIZE_MM / 2 * mm, SIZE_MM / 2 * mm)
    if options.guides:
        _guides(canvas)
    _above(canvas, catalogue)
    _beside(canvas, catalogue)
    _below(canvas, catalogue, options)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def qr_text(catalogue: DiscCatalogue) -> str:
    """What the code says: number, then the SHA-256 of the manifest on the disc."""
    disc = catalogue.disc
    return f"{disc.no} sha256:{disc.manifest_sha256}" if disc.manifest_sha256 else disc.no


def _guides(canvas: Any) -> None:
    canvas.setStrokeColor(_GUIDE)
    canvas.setLineWidth(0.3)
    for radius in (SIZE_MM / 2 - 0.2, OUTER_RADIUS_MM, HUB_RADIUS_MM, 7.5):
        canvas.circle(0, 0, radius * mm)


def _room_mm(y_mm: float) -> float:
    """The width of the ring's upper or lower part at the height `y_mm`, with some air."""
    return 2 * sqrt(max(0.0, OUTER_RADIUS_MM**2 - y_mm**2)) - 5


def _above(canvas: Any, catalogue: DiscCatalogue) -> None:
    disc = catalogue.disc
    _centred(canvas, catalogue.organisation, 48.5, 8, fonts.REGULAR, _QUIET)
    _centred(canvas, disc.no, 39.8, 17, fonts.BOLD)
    rooms = [_room_mm(35) * mm, _room_mm(30) * mm]
    lines = list(broken(disc.title, fonts.BOLD, 9.5, rooms))
    for line, height in zip(lines, (33.6, 28.6) if len(lines) > 1 else (31.2,), strict=True):
        _centred(canvas, line, height, 9.5, fonts.BOLD)


def _centred(canvas: Any, words: str, y_mm: float, size: float, font: str, ink: Any = _INK) -> None:
    # The line is as high as its capitals; the narrower end decides.
    room = _room_mm(max(abs(y_mm), abs(y_mm + size * 0.35))) * mm
    words, size = fitted(words, font, size, room)
    canvas.setFont(font, size)
    canvas.setFillColor(ink)
    canvas.drawCentredString(0, y_mm * mm, words)


def _beside(canvas: Any, catalogue: DiscCatalogue) -> None:
    disc = catalogue.disc
    middle = -(HUB_RADIUS_MM + OUTER_RADIUS_MM) / 2 * mm
    canvas.setFillColor(_INK)
    canvas.setFont(fonts.BOLD, 22)
    canvas.drawCentredString(middle, 4.5 * mm, disc.copy_set.value)
    canvas.setFont(fonts.BOLD, 10)
    canvas.drawCentredString(middle, -1.5 * mm, f"{disc.copy_set.label}")
    canvas.setFont(fonts.REGULAR, 9)
    canvas.drawCentredString(middle, -7.5 * mm, f"第 {disc.number} 盘")
    canvas.drawCentredString(middle, -12 * mm, f"共 {disc.of} 盘")
    x = (HUB_RADIUS_MM + OUTER_RADIUS_MM) / 2 - 1.5 - _QR_MM / 2
    draw_code(canvas, qr_text(catalogue), x, -_QR_MM / 2, _QR_MM)


def _below(canvas: Any, catalogue: DiscCatalogue, options: FaceOptions) -> None:
    disc = catalogue.disc
    first, last = catalogue.period
    period = f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}" if first and last else "不详"
    checked = options.checked or "＿＿＿＿＿＿"
    lines = [
        f"内容起止　{period}　　{len(catalogue.entries)} 件",
        f"制作　{catalogue.made_at:%Y-%m-%d}　{catalogue.made_by}　　检测　{checked}",
        f"密级 {options.secrecy or '＿＿＿＿'}　　保管期限 {options.retention or '＿＿＿＿'}",
        f"{disc.medium.label}　UDF / ISO 9660 / Joliet",
    ]
    for words, height in zip(lines, (-30.5, -36.5, -42.5, -48.5), strict=True):
        _centred(canvas, words, height, 7.8, fonts.REGULAR)
    if disc.manifest_sha256:
        _centred(canvas, f"校验 {disc.manifest_sha256[:16]}", -53.0, 5.5, fonts.REGULAR, _QUIET)
