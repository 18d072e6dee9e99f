"""Examining recordings by decoding them to their end, on demand and while nobody waits."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from archive_desk.db import footage, health
from archive_desk.db.footage import FootageFilter
from archive_desk.domain.errors import Cancelled, InvalidInput, Unavailable
from archive_desk.domain.examinations import Decoded, Examination, still
from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor
from archive_desk.media.examining import PROGRAM, examine
from archive_desk.media.probe import probe
from archive_desk.services.desk import Desk
from archive_desk.services.originals import vault_of
from archive_desk.services.throttling import is_playing
from archive_desk.services.tombs import require_all_standing

__all__ = ["Examined", "Examining", "FootageFilter"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Examined:
    """One recording as it came out; `reason` says why it could not be examined."""

    footage: Footage
    decoded: Decoded | None = None
    reason: str = ""


class Examining:
    """Looks recordings through; what is found becomes their health, the original stays as it is."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def chosen(self, actor: Person, where: FootageFilter) -> Sequence[FootageId]:
        """The recordings and photos that `where` selects, for `examine`.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            items = footage.several(session, footage.ids_where(session, where))
        return [item.id for item in items if item.kind is not Kind.SIDECAR]

    def examine(
        self, actor: Person, ids: Sequence[FootageId], monitor: Monitor
    ) -> tuple[Examined, ...]:
        """Decode recordings to their end; each is kept as soon as it is done.

        Raises:
            Refused: `actor` does not keep the footage.
            NotFound: there is no such recording.
            InvalidInput: nothing to examine is given.
            Cancelled: from `monitor`; what was done is kept.
        """
        actor.require(Right.CORRECT_FOOTAGE)
        require_all_standing(self._desk, *ids)
        with self._desk.reading() as session:
            items = [footage.get(session, each) for each in dict.fromkeys(ids)]
        items = [item for item in items if item.kind is not Kind.SIDECAR]
        if not items:
            raise InvalidInput(say("没有可以检查的音像。"))
        total = sum(item.size_bytes for item in items)
        done = 0
        found = []
        for item in items:
            share = _Share(monitor, done, item.size_bytes, total, item.name)
            share.report(0, 1)
            found.append(self._one(actor, item, share))
            done += item.size_bytes
        monitor.report(total, total, say("检查完毕"))
        return tuple(found)

    def _one(self, actor: Person | None, item: Footage, monitor: Monitor) -> Examined:
        gently = actor is None
        path = vault_of(self._desk).locate(item.path)
        if not path.is_file():
            return Examined(item, reason=say("库中找不到“{name}”的原件。", name=item.name))
        try:
            if item.kind is Kind.PHOTO:
                facts = probe(path, item.kind, self._desk.office.zone).facts
                fault = facts.health if facts.health.faulty else None
                decoded = Decoded(fault, facts.health_note, 0, 0, int(fault is None))
            else:
                decoded = still(
                    item.media.health,
                    say("文件后段内容全部为零。"),
                    examine(path, monitor, gently=gently),
                )
        except (OSError, Unavailable) as error:
            _log.warning("Footage %s could not be examined.", item.id, exc_info=True)
            said = error.message if isinstance(error, Unavailable) else str(error)
            return Examined(item, reason=said)
        with self._desk.transaction(actor) as work:
            person = None if actor is None else actor.id
            health.keep(work.session, item.id, decoded, PROGRAM, person, work.at)
            detail = {
                "name": item.name,
                "health": [item.media.health.value, decoded.health.value],
                "pictures": decoded.pictures,
                "stretches": [
                    [one.remark.value, one.from_ms, one.to_ms] for one in decoded.stretches
                ],
                "program": PROGRAM,
            }
            work.journal(Act("footage.examined", f"footage:{item.id}", detail=detail))
            return Examined(footage.get(work.session, item.id), decoded)

    def examinations(self, actor: Person, footage_id: FootageId) -> tuple[Examination, ...]:
        """All examinations of a recording, the latest first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return health.examinations_of(session, footage_id)

    def waiting(self) -> int:
        """How many recordings were never examined."""
        with self._desk.reading() as session:
            return health.count_unexamined(session)

    def next_in_turn(self, skip: frozenset[FootageId], monitor: Monitor) -> Examined | None:
        """Examine one recording that never was, gently, by the program itself.

        None when there is none left but those to `skip`. Does nothing while somebody watches a
        recording, and leaves off when somebody begins to.

        Raises:
            Cancelled: from `monitor`, or somebody began to watch.
        """
        if is_playing():
            raise Cancelled
        with self._desk.reading() as session:
            waiting = health.unexamined(session, len(skip) + 1)
            left = [number for number in waiting if number not in skip]
            item = footage.find(session, left[0]) if left else None
        return None if item is None else self._one(None, item, _UntilWatched(monitor))


@dataclass(frozen=True)
class _Share:
    """Tells the progress of one recording as a part of all bytes."""

    monitor: Monitor
    before: int
    size: int
    whole: int
    name: str

    def report(self, done: int, total: int, note: Sentence | str = "") -> None:
        part = self.size * done // total if total else 0
        words = say("正在检查 {name}", name=self.name)
        self.monitor.report(self.before + min(part, self.size), self.whole, words)


@dataclass(frozen=True)
class _UntilWatched:
    """Stops as soon as somebody watches a recording."""

    monitor: Monitor

    def report(self, done: int, total: int, note: Sentence | str = "") -> None:
        if is_playing():
            raise Cancelled
        self.monitor.report(done, total, note)
