from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from archive_desk.domain.errors import Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.people import Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.ui.intentions import GoTo, Intention, NewCase, PlayFootage, ShowFootage
from archive_desk.ui.jobs import Job
from archive_desk.ui.main_window import MainWindow
from archive_desk.ui.playback.screen import PlaybackScreen
from archive_desk.ui.registry import SCREENS, ScreenSpec
from archive_desk.ui.screen import Screen, ScreenContext
from tests.ui.conftest import ContextOf

# 1366 × 768 at 125 %, without the window's frame and the system's bar.
WIDTH, HEIGHT = 1088, 560


class Page(Screen):
    """A page that writes down what it is told."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self.refreshed = 0
        self.opened: list[Intention] = []
        self.leaves = True
        self.shut_down = False
        QVBoxLayout(self).addWidget(QLabel("页面"))
        context.changes.footage_changed.connect(self.set_stale)

    @override
    def refresh(self) -> None:
        self.refreshed += 1

    @override
    def open_item(self, intention: Intention) -> None:
        self.opened.append(intention)

    @override
    def may_leave(self) -> bool:
        return self.leaves

    @override
    def shut(self) -> None:
        self.shut_down = True


SPECS = (
    ScreenSpec("one", say("设置"), "settings", Page),
    ScreenSpec(
        "two",
        say("人员"),
        "users",
        Page,
        frozenset({Right.BROWSE, Right.IMPORT}),
        (PlayFootage, ShowFootage),
    ),
    ScreenSpec("three", say("账号"), "users", Page, frozenset({Right.MANAGE_ACCOUNTS})),
)


@pytest.fixture
def window(qtbot: QtBot, context_of: ContextOf) -> Iterator[MainWindow]:
    made = MainWindow(context_of("archivist"), SPECS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.shut()


def page(window: MainWindow, key: str) -> Page:
    found = window.screen_of(key)
    assert isinstance(found, Page)
    return found


def test_only_the_screens_of_ones_role_are_offered(window: MainWindow) -> None:
    assert window.navigation.button_of("two") is not None
    assert window.navigation.button_of("three") is None


def test_the_first_screen_is_read_once_when_it_is_shown(window: MainWindow) -> None:
    assert window.current_key == "one"
    assert page(window, "one").refreshed == 1
    window.go_to("two")
    window.go_to("one")
    assert page(window, "one").refreshed == 1


def test_a_screen_out_of_sight_reads_changes_when_it_is_shown_again(
    qtbot: QtBot, window: MainWindow, context_of: ContextOf
) -> None:
    window.go_to("two")
    window.go_to("one")
    window.screen_of("two").context.changes.footage_changed.emit(())
    assert page(window, "two").refreshed == 1
    window.go_to("two")
    assert page(window, "two").refreshed == 2


def test_a_screen_in_sight_reads_changes_at_once(window: MainWindow) -> None:
    window.screen_of("one").context.changes.footage_changed.emit((FootageId(1),))
    assert page(window, "one").refreshed == 2


def test_screens_made_ready_are_built_where_they_will_stand_and_read_nothing_yet(
    window: MainWindow,
) -> None:
    window.make_ready("two", "nowhere")
    two = window.findChild(QWidget, "screen-two")
    assert two is not None
    assert two.window() is window
    assert not two.isVisible()
    assert window.current_key == "one"
    assert window.screen_of("two") is two


def test_an_intention_comes_to_the_screen_that_serves_it(window: MainWindow) -> None:
    window.screen_of("one").ask(PlayFootage(FootageId(7), 1500))
    assert window.current_key == "two"
    assert page(window, "two").opened == [PlayFootage(FootageId(7), 1500)]


def test_an_intention_nobody_serves_is_answered_in_words(window: MainWindow) -> None:
    page(window, "one").ask(NewCase())
    assert "没有办理此事的页面" in window.screen_of("one").context.notices.said[-1].text
    assert window.current_key == "one"


def test_an_unsaved_screen_is_not_left(window: MainWindow) -> None:
    page(window, "one").leaves = False
    window.serve(GoTo("two"))
    assert window.current_key == "one"
    button = window.navigation.button_of("one")
    assert button is not None
    assert button.isChecked()


def test_only_the_screen_shown_is_marked(window: MainWindow) -> None:
    first, second = (window.navigation.button_of(key) for key in ("one", "two"))
    assert first is not None
    assert second is not None
    plain = second.icon().pixmap(20, 20).toImage()
    window.go_to("two")
    assert (first.isChecked(), second.isChecked()) == (False, True)
    marked = second.icon().pixmap(20, 20).toImage()
    assert marked != plain
    window.go_to("one")
    assert second.icon().pixmap(20, 20).toImage() == plain


def test_a_shortcut_and_a_click_choose_a_screen(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    button = window.navigation.button_of("two")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.current_key == "two"
    first = window.navigation.button_of("one")
    assert first is not None
    assert first.shortcut().toString() == "Ctrl+1"


def test_the_last_screen_and_the_folded_list_are_remembered(
    qtbot: QtBot, window: MainWindow, context_of: ContextOf
) -> None:
    window.go_to("two")
    window.navigation.toggle()
    again = MainWindow(context_of("archivist"), SPECS)
    qtbot.addWidget(again)
    assert again.current_key == "two"
    assert again.navigation.is_folded
    assert again.navigation.width() < 100


def test_a_refused_job_is_said_by_the_window(qtbot: QtBot, window: MainWindow) -> None:
    context = window.screen_of("one").context

    def work(_monitor: Monitor) -> None:
        raise Refused(say("不行。"))

    context.jobs.start(Job("试", work, parent=window))
    qtbot.waitUntil(lambda: bool(context.notices.said))
    assert context.notices.said[-1].text == "不行。"


def test_closing_asks_while_work_is_under_way(qtbot: QtBot, window: MainWindow) -> None:
    context = window.screen_of("one").context

    def work(monitor: Monitor) -> None:
        while True:
            monitor.report(0, 1)

    context.jobs.start(Job("采集", work, parent=window))
    context.notices.will_decline()
    context.notices.will_agree()
    window.close()
    assert window.isVisible()
    window.close()
    assert not window.isVisible()
    assert "采集" in context.notices.said[-1].text
    assert page(window, "one").shut_down


def test_every_screen_of_the_desk_has_a_key_of_its_own() -> None:
    keys = [spec.key for spec in SCREENS]
    assert len(keys) == len(set(keys))


def test_no_two_screens_serve_the_same_intention() -> None:
    served = [intention for spec in SCREENS for intention in spec.serves]
    assert len(served) == len(set(served))


def test_the_list_folds_while_the_window_is_narrow(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1300, 700)
    qtbot.waitUntil(lambda: not window.navigation.is_folded)
    window.resize(900, 600)
    qtbot.waitUntil(lambda: window.navigation.is_folded)
    window.resize(1300, 700)
    qtbot.waitUntil(lambda: not window.navigation.is_folded)


def test_what_waits_on_a_screen_is_told_beside_its_name(window: MainWindow) -> None:
    button = window.navigation.button_of("one")
    assert button is not None
    plain = button.grab().toImage()
    window.screen_of("one").waiting_changed.emit(12)
    assert button.accessibleName() == "设置 12"
    assert button.grab().toImage() != plain
    window.screen_of("one").waiting_changed.emit(0)
    assert button.grab().toImage() == plain


def test_the_arrow_keys_walk_through_the_screens(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    first, second = (window.navigation.button_of(key) for key in ("one", "two"))
    assert first is not None
    assert second is not None
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert window.current_key == "two"
    assert window.focusWidget() is second
    qtbot.keyClick(second, Qt.Key.Key_Up)
    assert window.current_key == "one"


def test_there_is_one_search_at_a_time(window: MainWindow) -> None:
    search = window.findChild(QLineEdit, "global-search")
    assert isinstance(search, QLineEdit)
    assert not search.isHidden()
    window.go_to("two")
    assert search.isHidden()
    window.go_to("one")
    search.setText("培训")
    search.returnPressed.emit()
    assert page(window, "two").opened == [ShowFootage(text="培训")]


def squeezed(parts: list[QWidget]) -> list[str]:
    """Those that are lower or narrower than they can be read at."""
    return [
        f"{part.objectName()} {type(part).__name__} {part.height()}"
        for part in parts
        if part.isVisible()
        # The cross in a field is as large as the field lets it be.
        and not isinstance(part.parent(), QLineEdit)
        and part.height() < part.minimumSizeHint().height()
    ]


def test_nothing_is_cut_through_in_a_low_window(qtbot: QtBot, context_of: ContextOf) -> None:
    window = MainWindow(context_of("archivist"))
    qtbot.addWidget(window)
    window.resize(WIDTH, HEIGHT)
    window.show()
    window.go_to("playback")
    page = window.screen_of("playback")
    assert isinstance(page, PlaybackScreen)
    qtbot.waitUntil(lambda: page.isVisible() and page.width() > WIDTH // 2)
    pane = page.pane
    parts = [pane.controls, pane.readout, pane.transport, pane.bar, page.marks, page.about]
    parts += window.navigation.findChildren(QAbstractButton)
    parts += page.marks.findChildren(QAbstractButton)
    assert squeezed(parts) == []
    window.shut()


def test_a_screen_s_name_that_is_out_of_sight_is_scrolled_to(
    qtbot: QtBot, context_of: ContextOf
) -> None:
    window = MainWindow(context_of("archivist"))
    qtbot.addWidget(window)
    window.resize(1200, 520)
    window.show()
    window.go_to("settings")
    made = window.navigation.button_of("settings")
    assert made is not None
    qtbot.waitUntil(lambda: made.visibleRegion().boundingRect().height() == made.height())
    window.shut()
