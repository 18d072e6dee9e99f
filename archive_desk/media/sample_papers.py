"""Scans of documents for demonstrations: pages as a scanner leaves them, written with a pen."""

import random
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

_SIZE = (1240, 1754)
"""A4 at 150 points to the inch."""
_PAPER, _INK, _PRINT, _STAMP = (246, 245, 240), (38, 52, 110), (40, 40, 42), (196, 44, 40)
_LEFT, _TOP, _LINE = 150, 330, 92
_LINES = 13


def write_scan(path: Path, title: str, lines: Sequence[str], font: Path, stamp: str) -> None:
    """Write a scan of a document as PDF: its title, what was written down, the office's stamp.

    Raises:
        OSError: it cannot be written.
    """
    parts = [lines[at : at + _LINES] for at in range(0, max(len(lines), 1), _LINES)]
    pages = [
        _page(title, part, font, f"第 {number} 页  共 {len(parts)} 页")
        for number, part in enumerate(parts, 1)
    ]
    _stamp(pages[-1], font, stamp)
    skewed = [_scanned(page, number) for number, page in enumerate(pages)]
    skewed[0].save(path, "PDF", resolution=150, save_all=True, append_images=skewed[1:])


def _page(title: str, lines: Sequence[str], font: Path, foot: str) -> Image.Image:
    page = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(page)
    large, middle, small = (ImageFont.truetype(str(font), size) for size in (58, 34, 24))
    draw.text((_SIZE[0] / 2, 190), title, _PRINT, large, anchor="mm")
    for number in range(_LINES):
        base = _TOP + (number + 1) * _LINE
        draw.line((_LEFT, base, _SIZE[0] - _LEFT, base), (168, 168, 166), 2)
        if number < len(lines):
            draw.text((_LEFT + 8, base - 10), lines[number], _INK, middle, anchor="ls")
    draw.text((_SIZE[0] / 2, _SIZE[1] - 90), foot, _PRINT, small, anchor="mm")
    return page


def _stamp(page: Image.Image, font: Path, words: str) -> None:
    draw, centre, radius = ImageDraw.Draw(page), (_SIZE[0] - 330, _SIZE[1] - 330), 130
    box = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
    draw.ellipse(box, outline=_STAMP, width=7)
    draw.text(centre, "★", _STAMP, ImageFont.truetype(str(font), 74), anchor="mm")
    small = ImageFont.truetype(str(font), 26)
    draw.text((centre[0], centre[1] + 84), words[:9], _STAMP, small, anchor="mm")


def _scanned(page: Image.Image, number: int) -> Image.Image:
    """A little askew and a little soft, as it comes from the feeder."""
    turned = page.rotate(
        random.Random(number).uniform(-0.7, 0.7), Image.Resampling.BICUBIC, fillcolor=_PAPER
    )
    return turned.filter(ImageFilter.GaussianBlur(0.6))
