"""光盘盒标签: the front card and the tray card with its two spines, on one A4 page to be cut.

A jewel case of the usual make: front card 120 × 120 mm; tray card 151 × 118 mm, of which 6.5 mm on
each side are folded up as spines.
"""

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from archive_desk.domain.disc_catalogue import CatalogueEntry, DiscCatalogue, size_in_words
from archive_desk.forms import fonts
from archive_desk.forms.calibration import A4_MM
from archive_desk.forms.disc_face import FaceOptions, qr_text
from archive_desk.forms.fitting import broken, cut, draw_code, fitted

FRONT_MM = 120.0
TRAY_MM = (151.0, 118.0)
SPINE_MM = 6.5
FRONT_AT_MM = (45.0, 160.0)
TRAY_AT_MM = (29.5, 25.0)
"""Where the lower left corners of the cards are on the page."""

_MARK_MM, _MARK_GAP_MM = 4.0, 1.5
_INK = colors.HexColor("#14181d")
_QUIET = colors.HexColor("#55606c")
_LINE = colors.HexColor("#9aa3ad")
_ROW_MM = 5.2


def render(catalogue: DiscCatalogue, options: FaceOptions | None = None) -> bytes:
    """Draw both cards of a disc's case and return the PDF."""
    options = options or FaceOptions()
    fonts.register()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(A4_MM[0] * mm, A4_MM[1] * mm), invariant=1)
    canvas.setTitle(f"{catalogue.disc.no} 光盘盒标签")
    canvas.setAuthor(catalogue.organisation)
    options.calibration.apply(canvas)
    _card(canvas, FRONT_AT_MM, (FRONT_MM, FRONT_MM))
    _front(canvas, catalogue, options)
    _card(canvas, TRAY_AT_MM, TRAY_MM)
    _tray(canvas, catalogue)
    _spines(canvas, catalogue)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _card(canvas: Any, at: tuple[float, float], size: tuple[float, float]) -> None:
    """The edge of a card, with marks for the knife beyond its corners."""
    (x, y), (width, height) = at, size
    canvas.setStrokeColor(_LINE)
    canvas.setLineWidth(0.25)
    canvas.rect(x * mm, y * mm, width * mm, height * mm)
    for corner_x, outward_x in ((x, -1), (x + width, 1)):
        for corner_y, outward_y in ((y, -1), (y + height, 1)):
            near, far = _MARK_GAP_MM, _MARK_GAP_MM + _MARK_MM
            canvas.line(
                (corner_x + near * outward_x) * mm,
                corner_y * mm,
                (corner_x + far * outward_x) * mm,
                corner_y * mm,
            )
            canvas.line(
                corner_x * mm,
                (corner_y + near * outward_y) * mm,
                corner_x * mm,
                (corner_y + far * outward_y) * mm,
            )


def _front(canvas: Any, catalogue: DiscCatalogue, options: FaceOptions) -> None:
    disc, (left, bottom) = catalogue.disc, FRONT_AT_MM
    middle, room = left + FRONT_MM / 2, (FRONT_MM - 16) * mm
    _centred(canvas, catalogue.organisation, middle, bottom + 108, 10, room, fonts.REGULAR, _QUIET)
    _centred(canvas, disc.no, middle, bottom + 94, 26, room, fonts.BOLD)
    lines = list(broken(disc.title, fonts.BOLD, 12, [room, room]))
    for number, words in enumerate(lines):
        _centred(canvas, words, middle, bottom + 84 - 6.5 * number, 12, room, fonts.BOLD)
    first, last = catalogue.period
    period = f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}" if first and last else "不详"
    facts = (
        ("套别", f"{disc.copy_set.value} {disc.copy_set.label}　{disc.set_no}"),
        ("盘序", f"第 {disc.number} 盘，共 {disc.of} 盘"),
        ("内容", f"{len(catalogue.entries)} 件，{size_in_words(catalogue.data_bytes)}"),
        ("起止", period),
        ("密级", options.secrecy or "＿＿＿＿＿＿"),
        ("保管期限", options.retention or "＿＿＿＿＿＿"),
        ("存放位置", disc.location or "＿＿＿＿＿＿"),
        ("制作", f"{catalogue.made_at:%Y-%m-%d}　{catalogue.made_by}"),
    )
    _facts(canvas, facts, left + 10, bottom + 66, (FRONT_MM - 52) * mm)
    draw_code(canvas, qr_text(catalogue), left + FRONT_MM - 39, bottom + 31, 30)
    environment = f"{disc.medium.label}　UDF / ISO 9660 / Joliet　用浏览器打开 index.html 查阅"
    _centred(canvas, environment, middle, bottom + 16, 8, room, fonts.REGULAR, _QUIET)
    if disc.manifest_sha256:
        digest = f"清单 SHA-256　{disc.manifest_sha256}"
        _centred(canvas, digest, middle, bottom + 9, 7, room, fonts.REGULAR, _QUIET)


def _facts(
    canvas: Any, facts: Sequence[tuple[str, str]], x_mm: float, y_mm: float, room: float
) -> None:
    for number, (name, value) in enumerate(facts):
        y = (y_mm - _ROW_MM * number) * mm
        canvas.setFillColor(_QUIET)
        canvas.setFont(fonts.REGULAR, 8)
        canvas.drawString(x_mm * mm, y, name)
        canvas.setFillColor(_INK)
        words, size = fitted(value, fonts.REGULAR, 9, room - 18 * mm)
        canvas.setFont(fonts.REGULAR, size)
        canvas.drawString((x_mm + 18) * mm, y, words)


def _tray(canvas: Any, catalogue: DiscCatalogue) -> None:
    left, bottom = TRAY_AT_MM[0] + SPINE_MM + 4, TRAY_AT_MM[1]
    width = TRAY_MM[0] - 2 * SPINE_MM - 8
    top = bottom + TRAY_MM[1] - 8
    canvas.setFillColor(_INK)
    canvas.setFont(fonts.BOLD, 11)
    canvas.drawString(left * mm, top * mm, f"{catalogue.disc.no}　内容清单摘要")
    rows = int((TRAY_MM[1] - 22) / 4.2)
    entries = catalogue.entries
    shown = entries if len(entries) <= rows else entries[: rows - 1]
    y = top - 7
    for number, entry in enumerate(shown, start=1):
        _line(canvas, number, entry, left, y, width)
        y -= 4.2
    if len(shown) < len(entries):
        canvas.setFont(fonts.REGULAR, 7)
        canvas.setFillColor(_QUIET)
        canvas.drawString(left * mm, y * mm, f"…共 {len(entries)} 件，全部见光盘目录")


def _line(
    canvas: Any, number: int, entry: CatalogueEntry, x_mm: float, y_mm: float, width_mm: float
) -> None:
    canvas.setFillColor(_INK)
    canvas.setFont(fonts.REGULAR, 7)
    start = f"{entry.started_at:%Y-%m-%d %H:%M}" if entry.started_at else "不详"
    canvas.drawRightString((x_mm + 5) * mm, y_mm * mm, str(number))
    canvas.drawString((x_mm + 7) * mm, y_mm * mm, start)
    words = f"{entry.case_no}　{entry.title or entry.name}".strip()
    room = (width_mm - 34 - 17) * mm
    canvas.drawString((x_mm + 32) * mm, y_mm * mm, cut(words, fonts.REGULAR, 7, room))
    size = size_in_words(entry.size_bytes)
    canvas.drawRightString((x_mm + width_mm) * mm, y_mm * mm, size)


def _spines(canvas: Any, catalogue: DiscCatalogue) -> None:
    """Both spines read from top to bottom when the case lies on its back."""
    disc = catalogue.disc
    words = f"{disc.no}　{disc.copy_set.value}{disc.copy_set.label}　{disc.number}/{disc.of}　"
    room = (TRAY_MM[1] - 8) * mm
    title = cut(disc.title, fonts.REGULAR, 8, room - stringWidth(words, fonts.BOLD, 9.5))
    for x, turn in ((TRAY_AT_MM[0], 90), (TRAY_AT_MM[0] + TRAY_MM[0], -90)):
        canvas.setStrokeColor(_LINE)
        canvas.setDash(2, 2)
        fold = x + SPINE_MM if turn == 90 else x - SPINE_MM
        canvas.line(fold * mm, TRAY_AT_MM[1] * mm, fold * mm, (TRAY_AT_MM[1] + TRAY_MM[1]) * mm)
        canvas.setDash()
        canvas.saveState()
        start = TRAY_AT_MM[1] + 4 if turn == 90 else TRAY_AT_MM[1] + TRAY_MM[1] - 4
        middle = (x + fold) / 2
        canvas.translate(middle * mm, start * mm)
        canvas.rotate(turn)
        canvas.setFillColor(_INK)
        canvas.setFont(fonts.BOLD, 9.5)
        canvas.drawString(0, -1.2 * mm, words)
        canvas.setFont(fonts.REGULAR, 8)
        canvas.drawString(stringWidth(words, fonts.BOLD, 9.5), -1.2 * mm, title)
        canvas.restoreState()


def _centred(
    canvas: Any,
    words: str,
    x_mm: float,
    y_mm: float,
    size: float,
    room: float,
    font: str,
    ink: Any = _INK,
) -> None:
    words, size = fitted(words, font, size, room)
    canvas.setFont(font, size)
    canvas.setFillColor(ink)
    canvas.drawCentredString(x_mm * mm, y_mm * mm, words)
