"""Pages of scanned documents as pictures: PDF by PDFium; JPEG, PNG and TIFF by Pillow.

PDFium is not safe on several threads at once: one page is drawn at a time.
"""

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say

_PDF = ".pdf"
_POINTS_PER_INCH = 72
_LARGEST_EDGE = 6000
"""No page is drawn larger than this, in pixels: a poster must not take all memory."""

_DEFAULT_DPI = 150.0
_LEAST_DPI, _MOST_DPI = 30.0, 2400.0
_PAPER_INCHES = 17.0
"""A picture that says nothing useful of its resolution is taken for paper no longer than this."""

_pdfium = threading.Lock()


@dataclass(frozen=True)
class PagePicture:
    """One page as pixels: `rgb` has three bytes for each, row after row without gaps."""

    width: int
    height: int
    rgb: bytes


def count_pages(file: Path) -> int:
    """How many pages a scan shows.

    Raises:
        InvalidInput: it is damaged, locked by a password, or has no page.
    """
    with _opened(file) as pages:
        if not pages.count:
            raise InvalidInput(say("“{name}”里没有页面。", name=file.name))
        # A file cut short is often noticed only where the last page is read.
        pages.size(pages.count - 1)
        return pages.count


def page_size(file: Path, page: int) -> tuple[float, float]:
    """Width and height of a page (counted from 0) in points, 72 to the inch.

    Raises:
        InvalidInput: it is damaged, or has no such page.
    """
    with _opened(file) as pages:
        return pages.size(_existing(file, page, pages.count))


def draw_page(file: Path, page: int, width: int) -> PagePicture:
    """A page (counted from 0), `width` pixels wide or as wide as is sensible.

    Raises:
        InvalidInput: it is damaged, or has no such page.
    """
    with _opened(file) as pages:
        across, up = pages.size(_existing(file, page, pages.count))
        scale = min(max(1, width) / across, _LARGEST_EDGE / max(across, up))
        image = pages.draw(page, scale)
    return PagePicture(image.width, image.height, image.tobytes())


def join_pdfs(parts: Sequence[bytes]) -> bytes:
    """Several PDFs as one, their pages one after the other."""
    if len(parts) == 1:
        return parts[0]
    with _pdfium:
        whole = pypdfium2.PdfDocument.new()
        try:
            for part in parts:
                document = pypdfium2.PdfDocument(part)
                whole.import_pages(document)
                document.close()
            buffer = io.BytesIO()
            whole.save(buffer)
            return buffer.getvalue()
        finally:
            whole.close()


def _existing(file: Path, page: int, count: int) -> int:
    if not 0 <= page < count:
        raise InvalidInput(say("“{name}”没有第 {page} 页。", name=file.name, page=page + 1))
    return page


class _Document:
    """The pages of a PDF."""

    def __init__(self, pdf: pypdfium2.PdfDocument) -> None:
        self._pdf = pdf
        self.count = len(pdf)

    def size(self, page: int) -> tuple[float, float]:
        across, up = self._pdf.get_page_size(page)
        return max(1.0, across), max(1.0, up)

    def draw(self, page: int, scale: float) -> Image.Image:
        shown = self._pdf[page]
        try:
            bitmap = shown.render(scale=scale, may_draw_forms=True)
            image: Image.Image = bitmap.to_pil().convert("RGB")
            bitmap.close()
            return image
        finally:
            shown.close()


class _Picture:
    """The pages of a picture; only a TIFF has several."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image
        self.count = getattr(image, "n_frames", 1)

    def size(self, page: int) -> tuple[float, float]:
        upright = self._upright(page)
        dots = _resolution(self._image, max(upright.size))
        return tuple(max(1.0, edge / dots * _POINTS_PER_INCH) for edge in upright.size)  # type: ignore[return-value]

    def draw(self, page: int, scale: float) -> Image.Image:
        upright = self._upright(page)
        width, height = (max(1, round(edge * scale)) for edge in self.size(page))
        if (width, height) == upright.size:
            return upright
        return upright.resize((width, height), Image.Resampling.LANCZOS)

    def _upright(self, page: int) -> Image.Image:
        self._image.seek(page)
        turned = ImageOps.exif_transpose(self._image)
        if turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info:
            ground = Image.new("RGBA", turned.size, "white")
            return Image.alpha_composite(ground, turned.convert("RGBA")).convert("RGB")
        return turned.convert("RGB")


def _resolution(image: Image.Image, longest: int) -> float:
    given = image.info.get("dpi", (0.0, 0.0))
    dots = float(given[0]) if given else 0.0
    if _LEAST_DPI <= dots <= _MOST_DPI:
        return dots
    return max(_DEFAULT_DPI, longest / _PAPER_INCHES)


@contextmanager
def _opened(file: Path) -> Iterator[_Document | _Picture]:
    if file.suffix.lower() == _PDF:
        with _pdfium, _pdf(file) as document:
            yield document
        return
    try:
        with Image.open(file) as image:
            yield _Picture(image)
    except (UnidentifiedImageError, EOFError, ValueError, SyntaxError, OSError) as error:
        raise _unreadable(file) from error
    except Image.DecompressionBombError as error:
        raise InvalidInput(say("“{name}”的尺寸过大，无法显示。", name=file.name)) from error


@contextmanager
def _pdf(file: Path) -> Iterator[_Document]:
    try:
        pdf = pypdfium2.PdfDocument(file)
        try:
            yield _Document(pdf)
        finally:
            pdf.close()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InvalidInput(
                say("“{name}”有打开密码，请存成不加密的 PDF 再添加。", name=file.name)
            ) from error
        raise _unreadable(file) from error
    except OSError as error:
        raise _unreadable(file) from error


def _unreadable(file: Path) -> InvalidInput:
    return InvalidInput(say("“{name}”已损坏或不是可以显示的扫描件。", name=file.name))
