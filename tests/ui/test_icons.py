import ast
import errno
import gc
import os

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from archive_desk.paths import resources
from archive_desk.settings import Theme as Scheme
from archive_desk.ui import icons
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import theme
from tests.helpers.sources import PACKAGE, tree


def named_in_the_source() -> set[str]:
    """Every text in the windows' code that could be an icon's name."""
    return {
        node.value
        for path in (PACKAGE / "ui").rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_icon_is_carried_for_nothing() -> None:
    assert sorted(set(icons.names()) - named_in_the_source()) == []


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_is_sharp_at_every_scale(qtbot: QtBot, ratio: float) -> None:
    picture = icons.pixmap("search", 20, Tone.ACCENT, ratio)
    assert picture.width() == round(20 * ratio)
    assert picture.devicePixelRatio() == ratio
    assert not _is_blank(picture.toImage())


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_a_button_s_icon_has_a_pixel_for_each_of_the_screen(qtbot: QtBot, ratio: float) -> None:
    picture = icons.icon("search").pixmap(QSize(18, 18), ratio)
    assert picture.width() == pytest.approx(18 * ratio, abs=0.5)
    assert picture.devicePixelRatio() == pytest.approx(ratio, rel=0.05)
    assert not _is_blank(picture.toImage())


def test_an_icon_survives_what_qt_does_to_its_copies(qtbot: QtBot) -> None:
    """An engine written in Python was deleted under Qt as soon as a copy was changed."""
    for _ in range(20):
        copy = QIcon(icons.icon("search"))
        copy.addPixmap(QPixmap(8, 8))
        gc.collect()
        assert not _is_blank(copy.pixmap(QSize(20, 20), 1.0).toImage())


def test_an_icon_is_there_where_no_file_can_be_written(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(icons, "_file", full)
    drawn = icons._icon("search", "#123456", "#abcdef")
    lively = drawn.pixmap(QSize(20, 20), 1.0, QIcon.Mode.Normal).toImage()
    faint = drawn.pixmap(QSize(20, 20), 1.0, QIcon.Mode.Disabled).toImage()
    assert not _is_blank(lively)
    assert lively != faint


def test_a_disabled_button_s_icon_is_faint_and_icons_outlive_their_makers(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    icons.put(button, "x")
    icons._icon.cache_clear()
    gc.collect()
    lively = button.icon().pixmap(QSize(20, 20), 1.0, QIcon.Mode.Normal).toImage()
    faint = button.icon().pixmap(QSize(20, 20), 1.0, QIcon.Mode.Disabled).toImage()
    assert not _is_blank(lively)
    assert not _is_blank(faint)
    assert lively != faint


def test_every_icon_can_be_drawn_and_takes_its_colour_from_the_theme(qtbot: QtBot) -> None:
    for name in icons.names():
        svg = (resources() / "icons" / f"{name}.svg").read_text("utf-8")
        assert "currentColor" in svg, name
        assert not _is_blank(icons.pixmap(name, 24).toImage()), name


def _is_blank(image: QImage) -> bool:
    return all(
        image.pixelColor(x, y).alpha() == 0
        for x in range(image.width())
        for y in range(image.height())
    )


def test_a_change_of_theme_survives_widgets_that_are_gone(qtbot: QtBot) -> None:
    kept = QPushButton()
    qtbot.addWidget(kept)
    icons.put(kept, "search")
    for _ in range(40):
        page = QWidget()
        for _ in range(5):
            icons.put(QPushButton(page), "x", Tone.BAD)
        page.deleteLater()
        del page
    theme().apply(Scheme.DARK, 100)
    dark = kept.icon().pixmap(20, 20).toImage()
    theme().apply(Scheme.LIGHT, 100)
    assert kept.icon().pixmap(20, 20).toImage() != dark


def test_an_icon_put_again_replaces_the_first(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    icons.put(button, "search")
    icons.put(button, "x")
    wanted = button.icon().pixmap(20, 20).toImage()
    theme().apply(Scheme.DARK, 100)
    theme().apply(Scheme.LIGHT, 100)
    assert button.icon().pixmap(20, 20).toImage() == wanted
