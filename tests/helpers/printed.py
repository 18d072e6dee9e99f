"""What a PDF shows: text, fonts and millimetres, read by tools that did not write it."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

PX_PER_MM = 10


@dataclass(frozen=True)
class Printed:
    """The pages of a PDF as pdfium draws them."""

    pdf: bytes

    @property
    def text(self) -> str:
        """All text, without line ends."""
        document = pypdfium2.PdfDocument(self.pdf)
        parts = []
        for page in document:
            text_page = page.get_textpage()
            parts.append(text_page.get_text_range())
            text_page.close()
            page.close()
        document.close()
        return "".join("".join(parts).split())

    @property
    def pages_mm(self) -> list[tuple[float, float]]:
        """Width and height of each page."""
        document = pypdfium2.PdfDocument(self.pdf)
        sizes = [tuple(side / 72 * 25.4 for side in page.get_size()) for page in document]
        document.close()
        return sizes  # type: ignore[return-value]

    def picture(self, page: int = 0) -> Image.Image:
        """A page in grey, `PX_PER_MM` to the millimetre."""
        document = pypdfium2.PdfDocument(self.pdf)
        picture = document[page].render(scale=PX_PER_MM * 25.4 / 72).to_pil().convert("L")
        document.close()
        return picture

    def lines_across(self, y_mm: float, from_mm: float, to_mm: float) -> list[float]:
        """Where upright lines are met going right at `y_mm` above the lower edge, in mm."""
        picture = self.picture()
        row = picture.height - 1 - round(y_mm * PX_PER_MM)
        box = (round(from_mm * PX_PER_MM), row, round(to_mm * PX_PER_MM), row + 1)
        return _dark(picture.crop(box).tobytes(), from_mm)

    def lines_up(self, x_mm: float, from_mm: float, to_mm: float) -> list[float]:
        """Where level lines are met going up at `x_mm`, in mm above the lower edge."""
        picture = self.picture().transpose(Image.Transpose.ROTATE_270)
        # Turned so that up is right: the row is counted from what was the left edge.
        row = round(x_mm * PX_PER_MM)
        box = (round(from_mm * PX_PER_MM), row, round(to_mm * PX_PER_MM), row + 1)
        return _dark(picture.crop(box).tobytes(), from_mm)

    def require_embedded_fonts(self, folder: Path) -> None:
        """Ask poppler whether every font is in the file, and whether it finds the text."""
        if shutil.which("pdffonts") is None:
            pytest.skip("poppler's tools are not installed")
        file = folder / "printed.pdf"
        file.write_bytes(self.pdf)
        listed = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True)
        fonts = listed.stdout.splitlines()[2:]
        assert fonts
        for font in fonts:
            embedded, subset = font.split()[-5:-3]
            assert (embedded, subset) == ("yes", "yes"), font


def _dark(row: bytes, from_mm: float) -> list[float]:
    """The middles of runs of dark pixels."""
    found, run = [], []
    for number, value in enumerate([*row, 255]):
        if value < 225:
            run.append(number)
        elif run:
            found.append(from_mm + (sum(run) / len(run) + 0.5) / PX_PER_MM)
            run = []
    return found
