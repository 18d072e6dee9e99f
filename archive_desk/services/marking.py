"""Time marks (时间标记): set, changed and removed, each kept at once, none lost without a trace."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from archive_desk.db import footage, marks
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.ids import FootageId, MarkId
from archive_desk.domain.journal import Act
from archive_desk.domain.marks import Mark
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Desk, Transaction

_LONGEST_CATEGORY = 60
_LONGEST_NOTE = 2000
_TIMED = (Kind.VIDEO, Kind.AUDIO)


class Marking:
    """What is done with marks."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def marks_of(self, actor: Person, footage_id: FootageId) -> Sequence[Mark]:
        """The marks on a recording, in their order on it.

        Raises:
            Refused: `actor` may not browse the catalogue.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return marks.of_footage(session, footage_id)

    def add(
        self, actor: Person, footage_id: FootageId, at_ms: int, category: str, note: str = ""
    ) -> Mark:
        """Mark a moment, `at_ms` after the first picture.

        Raises:
            Refused: `actor` may not mark.
            NotFound: there is no such recording.
            InvalidInput: the moment lies outside, or there is no category.
        """
        actor.require(Right.MARK)
        with self._desk.transaction(actor) as work:
            _check_moment(footage.get(work.session, footage_id), at_ms)
            wanted = Mark(
                id=MarkId(0),
                footage_id=footage_id,
                at_ms=at_ms,
                category=_category(category),
                note=_note(note),
                author=actor.name,
                made_at=work.at,
                author_id=actor.id,
            )
            mark = marks.add(work.session, wanted, actor)
            _write(work, "added", mark, _facts(mark))
            return mark

    def change(
        self,
        actor: Person,
        mark_id: MarkId,
        *,
        at_ms: int | None = None,
        category: str | None = None,
        note: str | None = None,
    ) -> Mark:
        """Change one's own mark; what is None stays. What it was is in the journal.

        Raises:
            Refused: `actor` may not mark, or it is somebody else's mark.
            NotFound: the mark is gone.
            InvalidInput: as with `add`.
        """
        actor.require(Right.MARK)
        with self._desk.transaction(actor) as work:
            old = _own(work, actor, mark_id)
            new = replace(
                old,
                at_ms=old.at_ms if at_ms is None else at_ms,
                category=old.category if category is None else _category(category),
                note=old.note if note is None else _note(note),
            )
            _check_moment(footage.get(work.session, old.footage_id), new.at_ms)
            before, after = _facts(old), _facts(new)
            changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
            if changed:
                marks.change(work.session, new)
                _write(work, "changed", new, changed)
            return new

    def remove(self, actor: Person, mark_id: MarkId) -> Mark:
        """Take one's own mark off; the journal keeps what it was.

        Raises:
            Refused: `actor` may not mark, or it is somebody else's mark.
            NotFound: the mark is gone already.
        """
        actor.require(Right.MARK)
        with self._desk.transaction(actor) as work:
            old = _own(work, actor, mark_id)
            marks.remove(work.session, mark_id, work.at)
            _write(work, "removed", old, _facts(old))
            return old


def _own(work: Transaction, actor: Person, mark_id: MarkId) -> Mark:
    mark = marks.get(work.session, mark_id)
    if mark.author_id != actor.id:
        raise Refused(
            say(
                "这个标记由{author}所作，只能由本人修改或删除。您可以另加标记。", author=mark.author
            )
        )
    return mark


def _check_moment(item: Footage, at_ms: int) -> None:
    if item.kind not in _TIMED:
        raise InvalidInput(say("只能在视频和录音上作时间标记。"))
    length = item.media.duration_ms
    if at_ms < 0 or (length is not None and at_ms > length):
        raise InvalidInput(say("标记的时间不在这段音像之内。"))


def _category(words: str) -> str:
    words = words.strip()
    if not words or len(words) > _LONGEST_CATEGORY:
        raise InvalidInput(say("请填写标记类别（不超过 {count} 个字）。", count=_LONGEST_CATEGORY))
    return words


def _note(words: str) -> str:
    words = words.strip()
    if len(words) > _LONGEST_NOTE:
        raise InvalidInput(say("标记的说明不能超过 {count} 个字。", count=_LONGEST_NOTE))
    return words


def _facts(mark: Mark) -> dict[str, object]:
    return {"at_ms": mark.at_ms, "category": mark.category, "note": mark.note}


def _write(work: Transaction, verb: str, mark: Mark, detail: Mapping[str, object]) -> None:
    work.journal(
        Act(f"mark.{verb}", f"footage:{mark.footage_id}", detail={"mark": mark.id, **detail})
    )
