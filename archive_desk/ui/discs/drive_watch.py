"""Watching the drives quietly: which disc was put in, told once."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.burning import Burning
from archive_desk.services.disc_recognising import Kind, Recognised, Recognising
from archive_desk.ui.jobs import Job
from archive_desk.ui.screen import ScreenContext

_LOOK_EVERY_MS = 3000
Signs = Mapping[str, tuple[int, ...]]


class DriveWatch(QObject):
    """Looks every few seconds whether a drive holds another disc; wakes no drive for it.

    Signals:
        inserted: the `Recognised` disc that was put in.
    """

    inserted = Signal(object)

    def __init__(self, context: ScreenContext, burning: Burning, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._burning = context, burning
        self._recognising = Recognising(context.desk)
        self._signs: Signs | None = None
        self._busy: set[str] = set()
        self._looking = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on; what lies in the drives already is not told."""
        if not self._timer.isActive():
            self._timer.start(_LOOK_EVERY_MS)
            self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def leave_alone(self, addresses: Collection[str]) -> None:
        """These drives are at work; what changes in them is known."""
        self._busy |= set(addresses)

    def look(self) -> None:
        """Look once."""
        if self._looking:
            return
        self._looking = True
        before, busy = self._signs, set(self._busy)
        self._busy.clear()
        burning, recognising, actor = self._burning, self._recognising, self._context.actor

        def work(_monitor: object) -> tuple[Signs, list[Recognised]]:
            now = burning.signs()
            found: list[Recognised] = []
            for address, signs in now.items():
                fresh = before is not None and signs and signs != before.get(address)
                if not fresh or address in busy:
                    continue
                try:
                    found.append(recognising.identify(actor, address))
                except ArchiveDeskError:  # a drive that is still spinning up is seen next time
                    now = {**now, address: before.get(address, ()) if before else ()}
            return now, found

        job = Job(self.tr("查看光驱"), work, parent=self, quiet=True, own_errors=True)
        job.succeeded.connect(self._on_looked)
        job.ended.connect(self._on_ended)
        self._context.jobs.start(job)

    def _on_looked(self, seen: tuple[Signs, list[Recognised]]) -> None:
        self._signs, found = seen
        for each in found:
            if each.kind is not Kind.EMPTY:
                self.inserted.emit(each)

    def _on_ended(self) -> None:
        self._looking = False
