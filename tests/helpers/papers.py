"""Small papers for tests: PDFs with several pages, TIFFs with several pictures, photos turned."""

from pathlib import Path

from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

A4 = (595.28, 841.89)


def pdf(file: Path, pages: int = 2, size: tuple[float, float] = A4) -> Path:
    """A PDF whose pages bear their numbers, with a black square at the upper left corner."""
    canvas = Canvas(str(file), pagesize=size, invariant=True)
    for page in range(1, pages + 1):
        canvas.rect(0, size[1] - 60, 60, 60, fill=1)
        canvas.setFont("Helvetica", 40)
        canvas.drawString(200, size[1] / 2, f"{file.stem} {page}")
        canvas.showPage()
    canvas.save()
    return file


def picture(file: Path, size: tuple[int, int] = (400, 600), colour: str = "white") -> Path:
    """A picture with a black square at the upper left corner; a TIFF has two pages."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).rectangle((0, 0, 40, 40), fill="black")
    if file.suffix.lower() in {".tif", ".tiff"}:
        image.save(file, save_all=True, append_images=[Image.new("RGB", size, "red")])
    else:
        image.save(file)
    return file
