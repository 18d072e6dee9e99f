"""The office's own kinds of marks, set in the window."""

import pytest
from PySide6.QtWidgets import QLabel, QToolButton

from archive_desk.domain.marks import Category, Colour
from archive_desk.services.mark_categories import MarkCategories
from archive_desk.ui.settings.mark_categories import CategoryDialog
from archive_desk.ui.settings.screen import SettingsScreen


@pytest.fixture
def screen_of(context_of, qtbot):
    def make(account: str) -> SettingsScreen:
        screen = SettingsScreen(context_of(account))
        qtbot.addWidget(screen)
        screen.show()
        screen.freshen()
        return screen

    return make


def press(screen: SettingsScreen, name: str) -> None:
    # The last: what was replaced goes a moment later.
    screen.findChildren(QToolButton, f"settings-mark-category-{name}")[-1].click()


def titles(screen: SettingsScreen) -> list[str]:
    return [each.title for each in screen.categories.own]


def words(screen: SettingsScreen) -> str:
    return " ".join(each.text() for each in screen.categories.findChildren(QLabel))


def answering(monkeypatch, *, name: str, key: str = "", colour: Colour = Colour.AMBER) -> list[str]:
    """Let each dialog be filled in and saved; what it complains of."""
    complaints: list[str] = []

    def fill(dialog: CategoryDialog) -> int:
        dialog.name.setText(name)
        dialog.key.choose(key)
        dialog.colour.choose(colour)
        dialog.accept()
        complaints.append(dialog.form.note_of(dialog.name))
        return dialog.result()

    monkeypatch.setattr(CategoryDialog, "exec", fill)
    return complaints


def test_a_kind_of_mark_is_made_changed_moved_and_retired(screen_of, office, monkeypatch):
    screen = screen_of("archivist")
    told: list[str] = []
    screen.context.changes.office_changed.connect(lambda: told.append("office"))
    answering(monkeypatch, name="后厨", key="H", colour=Colour.GREEN)
    screen.categories.add_button.click()
    answering(monkeypatch, name="库房")
    screen.categories.add_button.click()
    assert titles(screen) == ["后厨", "库房"]
    assert MarkCategories(office.desk).own()[0] == Category("后厨", "H", Colour.GREEN)

    press(screen, "2-chevron-up")
    assert titles(screen) == ["库房", "后厨"]
    answering(monkeypatch, name="仓库", key="X")
    press(screen, "1-pencil")
    assert titles(screen) == ["仓库", "后厨"]

    press(screen, "1-archive")
    assert titles(screen) == ["后厨", "仓库"], "the retired ones come last"
    assert "已停用" in words(screen)
    press(screen, "2-undo-2")
    assert not any(each.retired for each in MarkCategories(office.desk).own())
    assert len(told) == 6


def test_a_name_that_is_taken_is_said_under_its_field(screen_of, monkeypatch):
    screen = screen_of("archivist")
    complaints = answering(monkeypatch, name="告知")
    screen.categories.add_button.click()
    assert complaints == ["标记类别“告知”已有。"]
    assert titles(screen) == []


def test_a_letter_in_use_is_not_offered_again(screen_of):
    others = [Category("后厨", "H"), Category("库房", "X")]
    dialog = CategoryDialog("…", others[0], others, None)
    offered = [dialog.key.itemText(place) for place in range(dialog.key.count())]
    assert "H" in offered
    assert "X" not in offered
    dialog.deleteLater()


def test_who_may_not_set_them_is_not_shown_them(screen_of):
    assert screen_of("officer").categories is None
