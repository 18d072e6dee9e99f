"""The sheet of paper that all forms share: blocks in, PDF out.

The same sheet always gives the same bytes: ReportLab runs in its invariant mode, so the only time
in the file is the printed one.
"""

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import PageBreak as PageEnd
from reportlab.platypus import Paragraph as TextFlowable
from reportlab.platypus import Table as TableFlowable

from archive_desk.forms import blocks as b
from archive_desk.forms import charts, fonts

INK = colors.HexColor("#1b1f24")
QUIET_INK = colors.HexColor("#5b6470")
ALERT_INK = colors.HexColor("#b3261e")
RULE = colors.HexColor("#8a939e")
LABEL_FILL = colors.HexColor("#f1f3f5")

_ALIGNMENT = {b.Align.LEFT: TA_LEFT, b.Align.CENTRE: TA_CENTER, b.Align.RIGHT: TA_RIGHT}
_HORIZONTAL = {b.Align.LEFT: "LEFT", b.Align.CENTRE: "CENTER", b.Align.RIGHT: "RIGHT"}
_TONE_INK = {
    b.Tone.PLAIN: INK,
    b.Tone.STRONG: INK,
    b.Tone.QUIET: QUIET_INK,
    b.Tone.ALERT: ALERT_INK,
}
_OUR_FONT = ("FONTNAME", (0, 0), (-1, -1), fonts.REGULAR)
"""Even an empty cell names its font in the file, and ReportLab's own is not in it."""

_FOOT_MM = 17.0
_BODY_SIZE = 10.5
_LONG_CELL = 600
_BLANK_NAME = "\u3000" * 6


def render(sheet: b.Sheet) -> bytes:
    """Draw `sheet` and return the PDF."""
    fonts.register()
    buffer = io.BytesIO()
    page = sheet.page
    document = BaseDocTemplate(
        buffer,
        pagesize=(page.width_mm * mm, page.height_mm * mm),
        title=sheet.title,
        author=sheet.organisation,
        subject=sheet.number,
        creator="archive-desk",
        invariant=1,
    )
    frame = Frame(
        page.margin_mm * mm,
        _FOOT_MM * mm,
        page.text_width_mm * mm,
        (page.height_mm - _FOOT_MM - 14) * mm,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates(PageTemplate(frames=[frame]))
    story = [*_head(sheet), *_flow(sheet.blocks, page)]
    document.build(story, canvasmaker=_numbered_canvas(sheet))
    return buffer.getvalue()


def write(sheet: b.Sheet, path: Path) -> Path:
    """Draw `sheet` into the file `path` and return the path."""
    path.write_bytes(render(sheet))
    return path


def style(
    size: float = _BODY_SIZE,
    tone: b.Tone = b.Tone.PLAIN,
    align: b.Align = b.Align.LEFT,
    **more: Any,
) -> ParagraphStyle:
    """A paragraph style that breaks Chinese lines."""
    return ParagraphStyle(
        "text",
        fontName=fonts.BOLD if tone in {b.Tone.STRONG} else fonts.REGULAR,
        fontSize=size,
        leading=size * 1.5,
        textColor=_TONE_INK[tone],
        alignment=_ALIGNMENT[align],
        wordWrap="CJK",
        **more,
    )


def text(words: str, paragraph_style: ParagraphStyle) -> TextFlowable:
    """A paragraph of plain words; nothing in them is taken for markup."""
    # ReportLab drops the ideographic space as white space; a blank to be filled by hand needs it.
    marked = escape(words).replace("\u3000", "\u00a0" * 4).replace("\n", "<br/>")
    return TextFlowable(marked, paragraph_style)


def _head(sheet: b.Sheet) -> Iterable[Flowable]:
    yield text(
        sheet.title, style(18, b.Tone.STRONG, b.Align.CENTRE, spaceBefore=0, spaceAfter=3 * mm)
    )
    half = sheet.page.text_width_mm * mm / 2
    yield TableFlowable(
        [
            [
                text(f"单位：{sheet.organisation}", style(10)),
                text(sheet.number, style(10, align=b.Align.RIGHT)),
            ]
        ],
        colWidths=[half, half],
        style=[
            _OUR_FONT,
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ],
    )


def _flow(parts: Iterable[b.Block], page: b.Page) -> list[Flowable]:
    story: list[Flowable] = []
    for part in parts:
        story.extend(_DRAW[type(part)](part, page))
    return story


def _heading(part: b.Heading, page: b.Page) -> list[Flowable]:
    # Not keepWithNext: it would carry a long table over to the next page together with its title.
    return [
        CondPageBreak(35 * mm),
        text(part.text, style(12, b.Tone.STRONG, spaceBefore=4 * mm, spaceAfter=2 * mm)),
    ]


def _paragraph(part: b.Paragraph, page: b.Page) -> list[Flowable]:
    indent = 2 * _BODY_SIZE if part.indent else 0
    return [
        text(
            part.text,
            style(tone=part.tone, align=part.align, firstLineIndent=indent, spaceAfter=2 * mm),
        )
    ]


def _space(part: b.Space, page: b.Page) -> list[Flowable]:
    return [Spacer(1, part.height_mm * mm)]


def _page_break(part: b.PageBreak, page: b.Page) -> list[Flowable]:
    return [PageEnd()]


def _picture(part: b.Picture, page: b.Page) -> list[Flowable]:
    image = Image(io.BytesIO(part.data), hAlign=_HORIZONTAL[part.align])
    width = part.width_mm * mm
    image.drawHeight *= width / image.drawWidth
    image.drawWidth = width
    return [image]


def _bars(part: b.Bars, page: b.Page) -> list[Flowable]:
    return [charts.bars(part.rows, page.text_width_mm)]


def _code(part: b.Code, page: b.Page) -> list[Flowable]:
    code = QrCodeWidget(part.text, barLevel="M")
    left, low, right, high = code.getBounds()
    size = part.size_mm * mm
    drawing = Drawing(
        size, size, transform=[size / (right - left), 0, 0, size / (high - low), -left, -low]
    )
    drawing.hAlign = _HORIZONTAL[part.align]
    drawing.add(code)
    return [drawing]


def _cell(cell: b.CellText, size: float, align: b.Align = b.Align.LEFT) -> TextFlowable:
    if isinstance(cell, b.Cell):
        return text(cell.text, style(size, cell.tone, cell.align or align))
    return text(cell, style(size, align=align))


def _fields(part: b.Fields, page: b.Page) -> list[Flowable]:
    label = part.label_mm * mm
    value = page.text_width_mm * mm / part.columns - label
    commands = _grid()
    rows: list[list[Flowable | str]] = []
    line: list[Flowable | str] = []
    last = 2 * part.columns - 1

    def end_line() -> None:
        if line:
            row = len(rows)
            if len(line) <= last:
                commands.append(("SPAN", (len(line) - 1, row), (last, row)))
            rows.append([*line, *[""] * (last + 1 - len(line))])
            line.clear()

    for name, content in part.pairs:
        if name in part.wide:
            end_line()
        commands.append(("BACKGROUND", (len(line), len(rows)), (len(line), len(rows)), LABEL_FILL))
        line += [text(name, style(9.5, align=b.Align.CENTRE)), _cell(content, 9.5)]
        if name in part.wide or len(line) > last:
            end_line()
    end_line()
    return [
        TableFlowable(
            rows,
            colWidths=[label, value] * part.columns,
            style=commands,
            splitInRow=1,
            spaceBefore=1 * mm,
            spaceAfter=1 * mm,
        )
    ]


def _table(part: b.Table, page: b.Page) -> list[Flowable]:
    widths = _column_widths(part.columns, page.text_width_mm * mm)
    size = part.font_size
    header = [text(column.title, _header_style(size)) for column in part.columns]
    aligns = [column.align for column in part.columns]
    rows = [
        [_cell(cell, size, align) for cell, align in zip(row, aligns, strict=True)]
        for row in part.rows
    ]
    flow: list[Flowable] = [
        TableFlowable(
            [header, *rows],
            colWidths=widths,
            repeatRows=1,
            # Only for a cell that might not fit a page: ReportLab would break every last row.
            splitInRow=any(len(b.text_of(cell)) > _LONG_CELL for row in part.rows for cell in row),
            style=[*_grid(), ("BACKGROUND", (0, 0), (-1, 0), LABEL_FILL)],
            spaceBefore=1 * mm,
        )
    ]
    if part.unused_rows:
        flow.append(_StruckRows(widths, part.unused_rows, size * 1.5 + 6))
    return flow


def _header_style(size: float) -> ParagraphStyle:
    return style(size, b.Tone.STRONG, b.Align.CENTRE)


def _column_widths(columns: Iterable[b.Column], total: float) -> list[float]:
    columns = list(columns)
    fixed = sum(column.width_mm * mm for column in columns if column.width_mm is not None)
    weights = sum(column.weight for column in columns if column.width_mm is None)
    return [
        column.width_mm * mm
        if column.width_mm is not None
        else (total - fixed) * column.weight / weights
        for column in columns
    ]


def _grid() -> list[tuple[Any, ...]]:
    return [
        _OUR_FONT,
        ("GRID", (0, 0), (-1, -1), 0.5, RULE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]


class _StruckRows(Flowable):  # type: ignore[misc]  # ReportLab is untyped
    """Empty rows under a table, struck out from upper right to lower left."""

    def __init__(self, widths: list[float], count: int, row_height: float) -> None:
        super().__init__()
        self.widths, self.count, self.row_height = widths, count, row_height
        self.width, self.height = sum(widths), count * row_height
        self.spaceAfter = 2 * mm

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As many rows as fit what is left of the page; none at all is no loss."""
        self.count = min(self.count, int(available_height // self.row_height))
        self.height = self.count * self.row_height
        return self.width, self.height

    def draw(self) -> None:
        """Draw the grid and the stroke."""
        if not self.count:
            return
        self.canv.setStrokeColor(RULE)
        self.canv.setLineWidth(0.5)
        edges = [0.0]
        for width in self.widths:
            edges.append(edges[-1] + width)
        lines = [row * self.row_height for row in range(self.count + 1)]
        self.canv.grid(edges, lines)
        self.canv.setStrokeColor(INK)
        self.canv.line(0, 0, self.width, self.height)


def _signatures(part: b.Signatures, page: b.Page) -> list[Flowable]:
    title = 26 * mm
    body = page.text_width_mm * mm / part.columns - title
    commands = [
        *_grid(),
        *[(padding, (0, 0), (-1, -1), 0) for padding in ("LEFTPADDING", "RIGHTPADDING")],
    ]
    rows: list[list[Any]] = []
    for start in range(0, len(part.places), part.columns):
        row: list[Any] = []
        for place in part.places[start : start + part.columns]:
            commands.append(
                ("BACKGROUND", (len(row), len(rows)), (len(row), len(rows)), LABEL_FILL)
            )
            signed = _signed(place, body, part.height_mm * mm)
            row += [text(place.role, style(9.5, align=b.Align.CENTRE)), signed]
        rows.append([*row, *[""] * (2 * part.columns - len(row))])
    table = TableFlowable(
        rows,
        colWidths=[title, body] * part.columns,
        style=commands,
        spaceBefore=1 * mm,
        spaceAfter=1 * mm,
    )
    return [KeepTogether(table)]


def _signed(place: b.Signature, width: float, height: float) -> TableFlowable:
    small = style(9.5)
    foot = [
        text("（单位印章）" if place.seal else "", style(9.5, b.Tone.QUIET, b.Align.CENTRE)),
        text(
            f"签名：{place.name or _BLANK_NAME}\n{b.date_in_words(place.signed_on)}",
            style(9.5, align=b.Align.RIGHT),
        ),
    ]
    return TableFlowable(
        [[text(place.opinion, small), ""], foot],
        colWidths=[width * 0.45, width * 0.55],
        minRowHeights=[height - 12 * mm, 12 * mm],
        style=[
            _OUR_FONT,
            ("SPAN", (0, 0), (1, 0)),
            ("VALIGN", (0, 0), (-1, 0), "TOP"),
            ("VALIGN", (0, 1), (-1, 1), "BOTTOM"),
            ("VALIGN", (0, 1), (0, 1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ],
    )


_DRAW: dict[type[Any], Callable[[Any, b.Page], list[Flowable]]] = {
    b.Heading: _heading,
    b.Paragraph: _paragraph,
    b.Space: _space,
    b.PageBreak: _page_break,
    b.Fields: _fields,
    b.Table: _table,
    b.Signatures: _signatures,
    b.Picture: _picture,
    b.Bars: _bars,
    b.Code: _code,
}


def _numbered_canvas(sheet: b.Sheet) -> type[Canvas]:
    """A canvas that draws the foot of each page once the number of pages is known."""

    class NumberedCanvas(Canvas):  # type: ignore[misc]  # ReportLab is untyped
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  # ReportLab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, state in enumerate(self._pages, start=1):
                self.__dict__.update(state)
                _foot(self, sheet, number, len(self._pages))
                super().showPage()
            super().save()

    return NumberedCanvas


def _foot(canvas: Canvas, sheet: b.Sheet, number: int, of: int) -> None:
    imprint, page = sheet.imprint, sheet.page
    left, right = page.margin_mm * mm, (page.width_mm - page.margin_mm) * mm
    canvas.saveState()
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.4)
    canvas.line(left, 14 * mm, right, 14 * mm)
    canvas.setFillColor(QUIET_INK)
    canvas.setFont(fonts.REGULAR, 7.5)
    canvas.drawString(left, 10 * mm, f"表号 {imprint.form_no}　模板 {imprint.template}")
    canvas.drawCentredString((left + right) / 2, 10 * mm, f"第 {number} 页 共 {of} 页")
    printed = f"{imprint.printed_at:%Y-%m-%d %H:%M:%S}"
    canvas.drawRightString(right, 10 * mm, f"打印 {printed}　{imprint.operator}")
    if imprint.list_digest:
        canvas.setFont(fonts.REGULAR, 6)
        canvas.drawCentredString((left + right) / 2, 6 * mm, f"清单校验 {imprint.list_digest}")
    canvas.restoreState()
