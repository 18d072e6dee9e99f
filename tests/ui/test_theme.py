import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from archive_desk.settings import Theme as Scheme
from archive_desk.ui import icons
from archive_desk.ui.palette import DARK, LIGHT, Palette, Tone
from archive_desk.ui.theme import FAMILY, theme
from tests.helpers.sources import PACKAGE


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(ink: str, ground: str) -> float:
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_its_ground(palette: Palette) -> None:
    grounds = (palette.ground, palette.surface, palette.surface_sunken, palette.nav, palette.raised)
    for ground in grounds:
        assert _contrast(palette.text, ground) >= 7
        assert _contrast(palette.text_muted, ground) >= 4.5
        assert _contrast(palette.text_faint, ground) >= 2.6
    assert _contrast(palette.text, palette.selection) >= 7
    assert _contrast(palette.on_accent, palette.accent) >= 4.5
    assert _contrast(palette.tooltip_text, palette.tooltip) >= 7


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", [tone for tone in Tone if tone is not Tone.FAINT])
def test_badges_can_be_read(palette: Palette, tone: Tone) -> None:
    assert _contrast(palette.ink(tone), palette.tint(tone)) >= 4.5
    assert _contrast(palette.ink(tone), palette.surface) >= 4.5


def test_the_bundled_font_is_used(qapp: QApplication) -> None:
    assert QFontInfo(qapp.font()).family() == FAMILY


def test_a_change_of_scheme_reaches_icons_and_paint(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    icons.put(button, "play")
    before = button.icon().pixmap(24, 24).toImage()
    theme().apply(Scheme.DARK, 100)
    try:
        assert theme().colours is DARK
        assert button.icon().pixmap(24, 24).toImage() != before
        window = QWidget()
        qtbot.addWidget(window)
        window.setProperty("ground", "window")
        window.resize(40, 40)
        assert window.grab().toImage().pixelColor(20, 20).name() == DARK.ground
    finally:
        theme().apply(Scheme.LIGHT, 100)


def test_larger_text_makes_larger_sizes(qapp: QApplication) -> None:
    theme().apply(Scheme.LIGHT, 130)
    try:
        assert theme().px(20) == 26
        assert qapp.font().pixelSize() == 18
        assert "font-size: 18px" in qapp.styleSheet()
    finally:
        theme().apply(Scheme.LIGHT, 100)


def test_no_screen_writes_its_own_style_sheet_or_colour() -> None:
    screens = [path for path in (PACKAGE / "ui").rglob("*.py") if path.parent.parent.name == "ui"]
    painted = [
        str(path.relative_to(PACKAGE))
        for path in screens
        if "setStyleSheet" in path.read_text("utf-8")
    ]
    assert screens
    assert not painted
