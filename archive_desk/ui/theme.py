"""How the desk looks: palette, style sheet, fonts and the spacing scale, applied to the program.

Widgets that paint themselves ask `theme().colours` at each painting and never keep a colour, so a
change of scheme needs no rebuilding.
"""

from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from archive_desk.paths import resources
from archive_desk.settings import Theme as Scheme
from archive_desk.ui.palette import DARK, LIGHT, Palette

FAMILY = "Noto Sans SC"
_FALLBACKS = ("Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei")

TIGHT, SMALL, MEDIUM, LARGE, WIDE = 4, 8, 12, 16, 24
"""The spacing scale in logical pixels. Layouts use these and nothing between."""

TEXT_SIZES = (100, 115, 130)
"""Text sizes on offer, in percent."""

_BASE_PX = 14
_GLYPHS = ("check", "minus", "chevron-down", "chevron-up", "chevron-left", "chevron-right")


class Theme(QObject):
    """The look of the running program.

    Attributes:
        colours: the palette in force.

    Signals:
        changed: the colours or the text size are new; style sheet and icons already follow.
    """

    changed = Signal()

    def __init__(self, application: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        self._scheme = Scheme.SYSTEM
        self._text_percent = TEXT_SIZES[0]
        self._glyphs = TemporaryDirectory(prefix="archive-desk-style-", ignore_cleanup_errors=True)
        self.colours: Palette = LIGHT
        load_fonts()
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)

    def apply(self, scheme: Scheme, text_percent: int) -> None:
        """Dress the program in `scheme` with text at `text_percent` of the normal size."""
        self._scheme, self._text_percent = scheme, text_percent
        self._dress()

    @property
    def text_percent(self) -> int:
        """How large text is, 100 for the normal size."""
        return self._text_percent

    def px(self, size: int) -> int:
        """A size in logical pixels that grows with the text, for rows, icons and columns."""
        return round(size * self._text_percent / 100)

    def font(self, size: int = _BASE_PX, *, bold: bool = False) -> QFont:
        """The desk's font for painting; `size` in logical pixels at normal text size."""
        font = QFont([FAMILY, *_FALLBACKS])
        font.setPixelSize(self.px(size))
        font.setBold(bold)
        return font

    def style_sheet(self) -> str:
        """The style sheet with the palette and the text size filled in."""
        names = {key: value for key, value in vars(self.colours).items() if isinstance(value, str)}
        sizes = {f"px{size}": f"{self.px(size)}px" for size in range(1, 65)}
        template = Template((resources() / "style" / "desk.qss").read_text("utf-8"))
        families = ", ".join(f'"{name}"' for name in (FAMILY, *_FALLBACKS))
        return template.substitute(
            names, **sizes, families=families, glyphs=self._glyph_folder().as_posix()
        )

    def _on_system_scheme_changed(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        hints = self._application.styleHints()
        if self._scheme is Scheme.SYSTEM:
            dark = hints.colorScheme() is Qt.ColorScheme.Dark
        else:
            dark = self._scheme is Scheme.DARK
        self.colours = DARK if dark else LIGHT
        self._application.setPalette(_qt_palette(self.colours))
        self._application.setFont(self.font())
        self._application.setStyleSheet(self.style_sheet())
        self.changed.emit()

    def _glyph_folder(self) -> Path:
        """Small SVGs in this scheme's colours: a style sheet can only show files."""
        folder = Path(self._glyphs.name) / ("dark" if self.colours.dark else "light")
        if not folder.exists():
            folder.mkdir()
            tints = {
                "": self.colours.text_muted,
                "-on": self.colours.on_accent,
                "-faint": self.colours.text_faint,
            }
            for name in _GLYPHS:
                svg = (resources() / "icons" / f"{name}.svg").read_text("utf-8")
                for suffix, tint in tints.items():
                    drawing = svg.replace("currentColor", tint)
                    (folder / f"{name}{suffix}.svg").write_text(drawing, "utf-8")
        return folder


_themes: list[Theme] = []


def theme() -> Theme:
    """The theme of the running program, made at its first use."""
    if not _themes:
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise RuntimeError("The theme needs a running QApplication.")
        made = Theme(application)
        made.apply(Scheme.SYSTEM, TEXT_SIZES[0])
        _themes.append(made)
    return _themes[0]


def load_fonts() -> None:
    """Make the bundled fonts known to Qt, so that every character shows on every machine."""
    if FAMILY in QFontDatabase.families():
        return
    for path in sorted((resources() / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def restyle(widget: QWidget) -> None:
    """Let the style sheet look again at `widget` after a property changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def _qt_palette(colours: Palette) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, colours.ground),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.surface_sunken),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.text_faint),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.bad),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent_text),
        (role.LinkVisited, colours.accent_text),
        (role.ToolTipBase, colours.tooltip),
        (role.ToolTipText, colours.tooltip_text),
        (role.Light, colours.raised),
        (role.Midlight, colours.surface_hover),
        (role.Mid, colours.border),
        (role.Dark, colours.border_strong),
        (role.Shadow, colours.shadow),
        (role.Accent, colours.accent),
    ):
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.text_faint))
    return palette
