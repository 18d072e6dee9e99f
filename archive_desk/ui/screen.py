"""What a screen is: a page of the main window, and what it is given to work with.

`docs/ui.md` explains how to add one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from archive_desk.domain.people import Person
from archive_desk.services.desk import Desk
from archive_desk.ui.changes import Changes
from archive_desk.ui.intentions import Intention
from archive_desk.ui.jobs import Jobs
from archive_desk.ui.notices import Notices
from archive_desk.ui.player_pane import PlayerPane
from archive_desk.ui.remembered import Remembered


@dataclass(frozen=True)
class ScreenContext:
    """What every screen may use.

    Attributes:
        desk: the open archive; services are made of it (`Accounts(context.desk)`).
        actor: who is signed in; the first argument of every verb.
        changes: tell the other screens what changed, hear what they changed.
        notices: the only way to talk to the person.
        jobs: starts background work.
        remembered: column widths, splitters, last folders.
        make_player: makes a player to put on a page; call `player()` instead.
        home: where a screen will stand. One that is built there is dressed by the style sheet
            once; one that moves in afterwards, once more for each of its widgets.
    """

    desk: Desk
    actor: Person
    changes: Changes
    notices: Notices
    jobs: Jobs
    remembered: Remembered
    make_player: "Callable[[ScreenContext], PlayerPane] | None" = None
    home: QWidget | None = None

    def player(self) -> PlayerPane:
        """A new picture with its controls, to be put on a page, which shuts it when it closes."""
        if self.make_player is None:
            raise RuntimeError("The application gives every screen a player.")
        return self.make_player(self)


class Screen(QWidget):
    """A page of the main window.

    Build the widgets in `__init__`; read the archive in `refresh`, which the main window calls
    when the screen is shown for the first time and whenever `stale` was set meanwhile.

    Signals:
        requested: an `Intention` that another screen serves.
        preferences_changed: language, looks or the time until locking are new.
        waiting_changed: how many things wait here; shown beside the screen's name.
    """

    requested = Signal(object)
    preferences_changed = Signal()
    waiting_changed = Signal(int)

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context.home)
        self.context = context
        self._stale = True

    def refresh(self) -> None:
        """Read again what is shown."""

    def open_item(self, intention: Intention) -> None:
        """Do what another screen asked for; the screen is shown already."""

    def may_leave(self) -> bool:
        """Whether the person may go elsewhere now; ask about what would be lost."""
        return True

    def in_use(self) -> bool:
        """Whether a person may be watching without touching anything, so the desk must not lock."""
        return False

    def set_locked(self, *, locked: bool) -> None:
        """The curtain falls or opens: stop what plays while nobody may see it."""

    def shut(self) -> None:
        """The window closes or is built anew: stop what plays, let go of what is held."""

    def ask(self, intention: Intention) -> None:
        """Let the screen that serves `intention` come forward."""
        self.requested.emit(intention)

    def set_stale(self, _ids: object = None) -> None:
        """What is shown may be out of date: refresh now if seen, else when shown again.

        Connect signals of `context.changes` to it.
        """
        self._stale = True
        if self.isVisible():
            self.freshen()

    def freshen(self) -> None:
        """Refresh if anything changed since the last time."""
        if self._stale:
            self._stale = False
            self.refresh()
