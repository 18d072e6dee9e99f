"""The three panes of the desk: their sizes, going from one to the next, what the picture shows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QSplitter, QToolButton, QWidget

from archive_desk.domain.completeness import Dossier
from archive_desk.domain.evaluation_sheet import Moment
from archive_desk.ui.player_pane import PlayerMoment
from archive_desk.ui.remembered import Remembered


def go_to_next(panes: Sequence[QWidget], focused: QWidget | None) -> None:
    """Give the keyboard to the pane after the one that has it, the first after the last."""
    here = next(
        (
            number
            for number, pane in enumerate(panes)
            if focused is not None and (focused is pane or pane.isAncestorOf(focused))
        ),
        len(panes) - 1,
    )
    pane = panes[(here + 1) % len(panes)]
    target = pane if isinstance(pane, QAbstractItemView) else _first_taking_focus(pane) or pane
    target.setFocus(Qt.FocusReason.ShortcutFocusReason)


def remember_sizes(splitter: QSplitter, remembered: Remembered, name: str) -> None:
    """Give the parts the sizes that the person left them, and keep what he drags."""
    kept = remembered.layout(name)
    if kept is not None:
        splitter.restoreState(kept)
    splitter.splitterMoved.connect(
        lambda _at, _number: remembered.keep_layout(name, splitter.saveState())
    )


def press_with(made: QToolButton, keys: str) -> QToolButton:
    """Let `keys` press a button at once; a button's own shortcut lets a tenth of a second pass."""
    QShortcut(QKeySequence(keys), made, made.click)
    made.setToolTip(f"{made.toolTip()}  {keys}")
    return made


def moment_in(dossier: Dossier, here: PlayerMoment | None) -> Moment | None:
    """What is on the screen as evidence in a case; None where it shows nothing of the case."""
    if here is None:
        return None
    linked = {each.footage_id: each.name for each in dossier.footage}
    if here.footage_id not in linked:
        return None
    return Moment(here.footage_id, linked[here.footage_id], here.at_ms, here.number, here.wall)


def _first_taking_focus(pane: QWidget) -> QWidget | None:
    return next(
        (
            each
            for each in pane.findChildren(QWidget)
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus
            and each.isVisible()
            and each.isEnabled()
        ),
        None,
    )
