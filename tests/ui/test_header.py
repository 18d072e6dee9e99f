import ast

import pytest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from archive_desk.ui.header import Header
from tests.helpers.archives import Office
from tests.helpers.sources import PACKAGE, tree

OF_THE_WINDOW = {"Ctrl+B", "Ctrl+K", "F5", "Ctrl+Alt+L", *(f"Ctrl+{n}" for n in range(10))}


def shortcuts_in(folder: str) -> list[tuple[str, str]]:
    return [
        (keyword.value.value, f"{path.name}:{node.lineno}")
        for path in sorted((PACKAGE / "ui" / folder).rglob("*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "shortcut" and isinstance(keyword.value, ast.Constant)
    ]


SCREENS = sorted(
    path.parent.name for path in (PACKAGE / "ui").glob("*/screen.py") if path.parent.name != "ui"
)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_does_not_take_the_windows_shortcuts(screen: str) -> None:
    assert not [place for keys, place in shortcuts_in(screen) if keys in OF_THE_WINDOW]


def test_the_person_at_the_desk_is_named(qtbot: QtBot, office: Office) -> None:
    header = Header(office["archivist"], search=True)
    qtbot.addWidget(header)
    button = header.findChild(QToolButton, "actor")
    assert isinstance(button, QToolButton)
    assert button.accessibleName() == "示例archivist 档案员"


def test_a_search_is_asked_for_with_return(qtbot: QtBot, office: Office) -> None:
    header = Header(office["archivist"], search=True)
    qtbot.addWidget(header)
    told: list[str] = []
    header.searched.connect(told.append)
    header.search.setText("  培训  ")
    header.search.returnPressed.emit()
    header.search.clear()
    header.search.returnPressed.emit()
    assert told == ["培训"]
