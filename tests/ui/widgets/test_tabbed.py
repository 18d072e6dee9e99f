import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from archive_desk.ui.widgets.tabbed import TabbedPages


@pytest.fixture
def screen(qtbot: QtBot) -> QWidget:
    screen = QWidget()
    qtbot.addWidget(screen)
    return screen


def made(screen: QWidget) -> tuple[TabbedPages, list[str], list[QWidget]]:
    pages, read = TabbedPages(screen, "页"), list[str]()
    shown: list[QWidget] = [QLabel("甲"), QLabel("乙"), QLabel("丙")]
    pages.add("甲", shown[0], lambda: read.append("甲"))
    pages.add("乙", shown[1], lambda: read.append("乙"))
    pages.add("丙", shown[2])
    screen.show()
    return pages, read, shown


def test_nothing_is_read_before_the_screen_reads(screen: QWidget) -> None:
    pages, read, _shown = made(screen)
    pages.tabs.setCurrentIndex(1)
    assert read == []
    pages.refresh()
    assert read == ["乙"]


def test_a_page_reads_once_when_it_comes_into_sight(screen: QWidget) -> None:
    pages, read, shown = made(screen)
    pages.refresh()
    for page in (shown[1], shown[0], shown[1], shown[2]):
        pages.bring(page)
        assert page.isVisible()
    assert read == ["甲", "乙"]
    pages.refresh()
    assert read == ["甲", "乙"]
    pages.bring(shown[1])
    assert read == ["甲", "乙", "乙"]
