"""Sittings: somebody watches; what was seen is kept all the time and journalled at every end.

The journal gets one entry for a while of watching, not one a second. What it does not have yet is
kept beside it; after a crash it is journalled by whoever opens the archive next.
"""

import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from archive_desk.db import people, watched
from archive_desk.db.watched import SoFar
from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.domain.watching import Interval
from archive_desk.media.locks import Busy, held
from archive_desk.services.desk import Desk, Transaction

if TYPE_CHECKING:
    # Every command looks for sittings that were cut off; none should wait for what plays films.
    from archive_desk.services.viewing import Opened

_VERB = "footage.watched"


@dataclass(frozen=True)
class Watched:
    """What was seen of a recording, and how it had been opened."""

    opened: "Opened"
    intervals: Sequence[Interval]


class Sitting:
    """One person before one player. Its lock file says that he still is; safe between threads."""

    def __init__(self, desk: Desk, actor: Person) -> None:
        """Nothing is watched yet, and nothing held."""
        self._desk, self._actor = desk, actor
        self.key = str(uuid.uuid4())
        self._lock = Lock()
        self._held: ExitStack | None = None
        self._chapter = 0

    @property
    def chapter(self) -> int:
        """How often what was watched has been journalled; see `keep`."""
        return self._chapter

    def keep(self, parts: Sequence[Watched], chapter: int) -> None:
        """Keep everything that was watched since it was journalled last, instead of what was kept.

        What was read off in an earlier `chapter` is in the journal already and comes too late.

        Raises:
            Unavailable: the archive cannot be written.
        """
        with self._lock:
            if chapter != self._chapter:
                return
            self._hold()
            with self._desk.transaction(self._actor) as work:
                kept = [_so_far(self._actor, part, work.at) for part in parts if part.intervals]
                watched.keep(work.session, self.key, kept)

    def write(self, parts: Sequence[Watched]) -> None:
        """Put what was watched into the journal; nothing of it needs to be kept beside it then.

        Raises:
            Unavailable: the archive cannot be written.
        """
        seen = [part for part in parts if part.intervals]
        if not seen:
            return
        with self._lock:
            with self._desk.transaction(self._actor) as work:
                for part in seen:
                    _write(work, _so_far(self._actor, part, work.at))
                watched.keep(work.session, self.key, ())
            self._chapter += 1

    def end(self) -> None:
        """Nobody sits there any more."""
        with self._lock:
            self._chapter += 1
            if self._held is not None:
                self._held.close()
                self._held = None

    def _hold(self) -> None:
        if self._held is None:
            with ExitStack() as stack:
                stack.enter_context(held(_lock_file(self._desk, self.key)))
                self._held = stack.pop_all()


def settle_sittings(desk: Desk) -> int:
    """Journal what was watched in sittings whose program was killed; how many those were.

    Raises:
        Unavailable: the archive cannot be read or written.
    """
    with desk.reading() as session:
        found = watched.sittings(session)
    return sum(_settle(desk, sitting) for sitting in found)


def _settle(desk: Desk, sitting: str) -> bool:
    try:
        with held(_lock_file(desk, sitting)):
            with desk.reading() as session:
                parts = watched.of_sitting(session, sitting)
                actors = {part.person_id: people.get(session, part.person_id) for part in parts}
            for person_id, actor in actors.items():
                with desk.transaction(actor) as work:
                    for part in parts:
                        if part.person_id == person_id:
                            _write(work, part, {"cut_off_at": part.noted_at.isoformat()})
                    watched.keep(work.session, sitting, ())
            return bool(parts)
    except Busy:
        # Somebody sits there.
        return False


def _so_far(actor: Person, part: Watched, at: datetime) -> SoFar:
    opened = part.opened
    detail = {
        "watched_ms": [[each.from_ms, each.to_ms] for each in part.intervals],
        "right": str(opened.access.reason),
        **opened.access.of_grant,
    }
    return SoFar(actor.id, opened.footage.id, opened.access.approval, detail, at)


def _write(work: Transaction, part: SoFar, more: dict[str, object] | None = None) -> None:
    detail = {**part.detail, **(more or {})}
    work.journal(Act(_VERB, f"footage:{part.footage_id}", part.approval, detail))


def _lock_file(desk: Desk, sitting: str) -> Path:
    folder = desk.folder.sittings
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise Unavailable(
            say("无法在 {folder} 登记查看：{reason}", folder=str(folder), reason=reason_of(error))
        ) from error
    return folder / f"{sitting}.lock"
