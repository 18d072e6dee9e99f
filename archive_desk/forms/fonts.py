"""The bundled Chinese fonts, embedded in every PDF as subsets of the characters used."""

from functools import cache

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from archive_desk import paths

REGULAR = "NotoSansSC"
BOLD = "NotoSansSC-Bold"

_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf"}


@cache
def register() -> None:
    """Make the fonts known to ReportLab, once per process."""
    # Otherwise every page begins in Helvetica, which is then named in the file and not in it.
    rl_config.canvas_basefontname = REGULAR
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(paths.resources() / "fonts" / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR)
