"""Marks of what is played: reads them, keeps each at once, takes back what was done last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import FootageId, MarkId
from archive_desk.domain.marks import Category, Mark, MarkVerb, MarkVersion
from archive_desk.services.mark_categories import MarkCategories
from archive_desk.services.marking import Marking
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.screen import ScreenContext

_MOST_DONE = 200


@dataclass(frozen=True)
class _Done:
    """Something this person did to a mark, which was as `before` then."""

    verb: MarkVerb
    before: Mark


class MarksDesk(QObject):
    """Stands between the player's page and the archive.

    Signals:
        changed: other marks are there now; the `MarkId` to stand out, or None.
    """

    changed = Signal(object)

    def __init__(self, context: ScreenContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._marking = Marking(context.desk)
        self._categories = MarkCategories(context.desk)
        self._footage: tuple[FootageId, ...] = ()
        self._begun: dict[str, Mark] = {}
        self._done: list[_Done] = []
        self._reading: Job | None = None
        self.marks: Sequence[Mark] = ()
        self.withdrawn = False

    def categories(self) -> Sequence[Category]:
        """The categories and their keys."""
        return self._categories.all()

    def show(self, footage_ids: Sequence[FootageId]) -> None:
        """Read the marks of these recordings."""
        if tuple(footage_ids) != self._footage:
            self._footage = tuple(footage_ids)
            self._begun.clear()
            self._done.clear()
        self.read_beside()

    def read_beside(self) -> None:
        """Read again without letting the window wait; the marks come with `changed`."""
        footage, actor, marking = self._footage, self._context.actor, self._marking
        self._reading = None
        if not footage:
            self.marks = ()
            self.changed.emit(None)
            return
        withdrawn = self.withdrawn
        job = Job(
            self.tr("读取标记"),
            lambda _monitor: marking.marks_on(actor, footage, withdrawn=withdrawn),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(lambda marks: self._on_read(job, marks))
        self._reading = job
        self._context.jobs.start(job, Lane.WATCH)

    def _on_read(self, job: Job, marks: Sequence[Mark]) -> None:
        if job is self._reading:
            self._reading, self.marks = None, marks
            self.changed.emit(None)

    def read(self, select: MarkId | None) -> None:
        """Read again, now."""
        # What is still on its way is older.
        self._reading = None
        try:
            self.marks = self._marking.marks_on(
                self._context.actor, self._footage, withdrawn=self.withdrawn
            )
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self.changed.emit(select)

    def add(self, footage_id: FootageId, at_ms: int, category: str) -> Mark | None:
        """Mark a moment."""
        return self._do(
            MarkVerb.ADDED,
            lambda: self._marking.add(self._context.actor, footage_id, at_ms, category),
        )

    def add_stretch(
        self, footage_id: FootageId, at_ms: int, to_ms: int, category: str
    ) -> Mark | None:
        """Mark a stretch whose both ends are known."""
        return self._do(
            MarkVerb.ADDED,
            lambda: self._marking.add(
                self._context.actor, footage_id, at_ms, category, to_ms=to_ms
            ),
        )

    def begin_or_end(
        self, footage_id: FootageId, at_ms: int, category: str, end_of: Callable[[Mark], int | None]
    ) -> None:
        """Begin a stretch, kept at once as a moment; the second time, end it.

        `end_of` gives the present position counted from the beginning of the mark's recording.
        """
        begun = self._begun.pop(category, None)
        end = None if begun is None else end_of(begun)
        if begun is None or end is None or end <= begun.at_ms:
            made = self.add(footage_id, at_ms, category)
            if made is not None:
                self._begun[category] = made
            return
        self._do(
            MarkVerb.CHANGED,
            lambda: self._marking.end_at(self._context.actor, begun.id, end),
            before=begun,
        )

    def change(self, mark: Mark, category: str, note: str, colour: str) -> None:
        """Change what a mark says; what was not changed here stays as it is by now."""
        self._do(
            MarkVerb.CHANGED,
            lambda: self._marking.change(
                self._context.actor,
                mark.id,
                category=None if category == mark.category else category,
                note=None if note == mark.note else note,
                colour=None if colour == mark.colour else colour,
            ),
            before=mark,
        )

    def remove(self, mark: Mark) -> None:
        """Withdraw a mark."""
        self._do(
            MarkVerb.REMOVED,
            lambda: self._marking.remove(self._context.actor, mark.id),
            before=mark,
        )

    def restore(self, mark: Mark) -> None:
        """Put a withdrawn mark back."""
        self._do(
            MarkVerb.RESTORED,
            lambda: self._marking.restore(self._context.actor, mark.id),
            before=mark,
        )

    def take_back(self) -> MarkVerb | None:
        """Take back what was done last; says what that was, None if nothing."""
        if not self._done:
            return None
        done = self._done.pop()
        try:
            self._marking.take_back(self._context.actor, done.verb, done.before)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return None
        self._begun = {
            title: mark for title, mark in self._begun.items() if mark.id != done.before.id
        }
        self._tell(done.before)
        return done.verb

    def history(self, mark: Mark) -> Sequence[MarkVersion]:
        """What was done to a mark."""
        return self._marking.history(self._context.actor, mark.id)

    def _do(
        self, verb: MarkVerb, act: Callable[[], Mark], *, before: Mark | None = None
    ) -> Mark | None:
        try:
            mark = act()
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            self.read(None)
            return None
        self._done = [*self._done, _Done(verb, before or mark)][-_MOST_DONE:]
        self._tell(mark)
        return mark

    def _tell(self, mark: Mark) -> None:
        self.read(mark.id)
        self._context.changes.marks_changed.emit((mark.footage_id,))
