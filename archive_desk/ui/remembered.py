"""What the desk remembers between two starts, held for the running program and saved soon after.

Layouts (column widths, splitters, the window's place) are remembered under names; last folders of
the file dialogs too.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QTimer

from archive_desk import settings
from archive_desk.domain.errors import Unavailable
from archive_desk.settings import Preferences

_log = logging.getLogger(__name__)
_SAVE_AFTER_MS = 800


class Remembered(QObject):
    """The preferences of this person on this workstation."""

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        # While a card comes in, a flush waits for gigabytes, and the windows with it.
        self._timer.timeout.connect(lambda: self._save(flushed=False))

    @property
    def preferences(self) -> Preferences:
        """The preferences as they are now."""
        return self._preferences

    def change(self, **changes: object) -> None:
        """Take over new values of `Preferences` fields; they are saved in a moment."""
        self._preferences = replace(self._preferences, **changes)  # type: ignore[arg-type]
        self._timer.start()

    def layout(self, name: str) -> QByteArray | None:
        """What was kept under `name`."""
        kept = self._preferences.layouts.get(name)
        return None if kept is None else QByteArray(kept)

    def keep_layout(self, name: str, state: QByteArray | bytes) -> None:
        """Keep `state` under `name`."""
        layouts: Mapping[str, bytes] = {
            **self._preferences.layouts,
            name: state if isinstance(state, bytes) else bytes(state.data()),
        }
        self.change(layouts=layouts)

    def folder(self, purpose: str) -> Path:
        """The folder last used for `purpose`; the home folder where there is none."""
        kept = self._preferences.layouts.get(f"folder:{purpose}", b"").decode("utf-8", "replace")
        return Path(kept) if kept and Path(kept).is_dir() else Path.home()

    def keep_folder(self, purpose: str, folder: Path) -> None:
        """Begin at `folder` the next time a file is chosen for `purpose`."""
        self.keep_layout(f"folder:{purpose}", str(folder).encode("utf-8", "surrogateescape"))

    def save(self) -> None:
        """Write the preferences now. A failure is logged: they are only a convenience."""
        self._timer.stop()
        self._save(flushed=True)

    def _save(self, *, flushed: bool) -> None:
        try:
            settings.save(self._preferences, flushed=flushed)
        except Unavailable as error:
            _log.warning("%s", error)
