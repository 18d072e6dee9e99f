"""Time marks (时间标记): set, changed, withdrawn; each kept at once, none lost without a trace."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from archive_desk.db import footage, marks
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.ids import FootageId, MarkId
from archive_desk.domain.journal import Act
from archive_desk.domain.marks import LONGEST_CATEGORY, Colour, Mark, MarkVerb, MarkVersion
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Desk, Transaction

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
        return self.marks_on(actor, [footage_id])

    def marks_on(
        self, actor: Person, footage_ids: Sequence[FootageId], *, withdrawn: bool = False
    ) -> Sequence[Mark]:
        """The marks on several recordings; those that were `withdrawn` only where asked for.

        Raises:
            Refused: `actor` may not browse the catalogue.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return marks.of_many(session, footage_ids, withdrawn=withdrawn)

    def history(self, actor: Person, mark_id: MarkId) -> Sequence[MarkVersion]:
        """What was done to a mark, the newest first, each with what it was before that.

        Raises:
            Refused: `actor` may not browse the catalogue.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return marks.history(session, mark_id)

    def add(
        self,
        actor: Person,
        footage_id: FootageId,
        at_ms: int,
        category: str,
        note: str = "",
        *,
        to_ms: int | None = None,
        colour: str = "",
    ) -> Mark:
        """Mark a moment, `at_ms` after the first picture, or the stretch until `to_ms`.

        Raises:
            Refused: `actor` may not mark.
            NotFound: there is no such recording.
            InvalidInput: the moment lies outside, or there is no category.
        """
        actor.require(Right.MARK)
        with self._desk.transaction(actor) as work:
            wanted = Mark(
                id=MarkId(0),
                footage_id=footage_id,
                at_ms=at_ms,
                category=_category(category),
                note=_note(note),
                author=actor.name,
                made_at=work.at,
                author_id=actor.id,
                to_ms=to_ms,
                colour=_colour(colour),
            )
            _check_place(work.session, wanted)
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
        colour: str | None = None,
    ) -> Mark:
        """Change one's own mark; what is None stays. What it was is kept.

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
                colour=old.colour if colour is None else _colour(colour),
            )
            return _changed(work, actor, old, new)

    def end_at(self, actor: Person, mark_id: MarkId, to_ms: int | None) -> Mark:
        """Let one's own mark be a stretch that ends there; None makes it a moment again.

        `to_ms` counts from the first picture of the mark's recording, also where that has ended.

        Raises:
            Refused: `actor` may not mark, or it is somebody else's mark.
            NotFound: the mark is gone.
            InvalidInput: it would end before it begins, or after its take.
        """
        actor.require(Right.MARK)
        with self._desk.transaction(actor) as work:
            old = _own(work, actor, mark_id)
            return _changed(work, actor, old, replace(old, to_ms=to_ms))

    def remove(self, actor: Person, mark_id: MarkId) -> Mark:
        """Withdraw one's own mark; it is shown where withdrawn ones are asked for.

        Raises:
            Refused: `actor` may not mark, or it is somebody else's mark.
            NotFound: the mark is gone already.
        """
        actor.require(Right.MARK)
        with self._desk.transaction(actor) as work:
            old = _own(work, actor, mark_id)
            marks.withdraw(work.session, old, actor, work.at)
            _write(work, "removed", old, _facts(old))
            return old

    def restore(self, actor: Person, mark_id: MarkId) -> Mark:
        """Put one's own withdrawn mark back.

        Raises:
            Refused: `actor` may not mark, or it is somebody else's mark.
            InvalidInput: it is not withdrawn.
        """
        actor.require(Right.MARK)
        with self._desk.transaction(actor) as work:
            return _restored(work, actor, mark_id)

    def take_back(self, actor: Person, done: MarkVerb, before: Mark) -> None:
        """Take back what was done to one's own mark, which was as `before` then.

        Taking back is an act of its own: history and journal have both.

        Raises:
            Refused: `actor` may not mark, or it is somebody else's mark.
            NotFound: the mark is gone meanwhile.
        """
        match done:
            case MarkVerb.ADDED | MarkVerb.RESTORED:
                self.remove(actor, before.id)
            case MarkVerb.REMOVED:
                self.restore(actor, before.id)
            case MarkVerb.CHANGED:
                actor.require(Right.MARK)
                with self._desk.transaction(actor) as work:
                    _changed(work, actor, _own(work, actor, before.id), before)


def _changed(work: Transaction, actor: Person, old: Mark, new: Mark) -> Mark:
    _check_place(work.session, new)
    before, after = _facts(old), _facts(new)
    changed = {
        key: [before.get(key), after.get(key)]
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    }
    if changed:
        marks.change(work.session, old, new, actor, work.at)
        _write(work, "changed", new, changed)
    return new


def _restored(work: Transaction, actor: Person, mark_id: MarkId) -> Mark:
    old = marks.find(work.session, mark_id)
    if old is None or old.removed_at is None:
        raise InvalidInput(say("这个标记没有被撤回。"))
    _require_own(actor, old)
    back = replace(old, removed_at=None)
    marks.restore(work.session, back, actor, work.at)
    _write(work, "restored", back, _facts(back))
    return back


def _own(work: Transaction, actor: Person, mark_id: MarkId) -> Mark:
    mark = marks.get(work.session, mark_id)
    _require_own(actor, mark)
    return mark


def _require_own(actor: Person, mark: Mark) -> None:
    if mark.author_id != actor.id:
        raise Refused(
            say(
                "这个标记由{author}所作，只能由本人修改或删除。您可以另加标记。", author=mark.author
            )
        )


def _check_place(session: Session, mark: Mark) -> None:
    item = footage.get(session, mark.footage_id)
    if item.kind not in _TIMED:
        raise InvalidInput(say("只能在视频和录音上作时间标记。"))
    length = item.media.duration_ms
    if mark.at_ms < 0 or (length is not None and mark.at_ms > length):
        raise InvalidInput(say("标记的时间不在这段音像之内。"))
    if mark.to_ms is None:
        return
    if mark.to_ms <= mark.at_ms:
        raise InvalidInput(say("区间标记的终点应在起点之后。"))
    if length is not None and mark.to_ms > max(length, _end_of_take(session, item)):
        raise InvalidInput(say("标记的时间不在这段音像之内。"))


def _end_of_take(session: Session, item: Footage) -> int:
    """Where the act that a recording is part of ends, in milliseconds after its first picture."""
    if item.take is None or item.started_at is None:
        return 0
    parts = footage.of_takes(session, [item.take])[item.take]
    ends = [part.ended_at - item.started_at for part in parts if part.ended_at is not None]
    return round(max(ends, default=timedelta(0)) / timedelta(milliseconds=1))


def _category(words: str) -> str:
    words = words.strip()
    if not words or len(words) > LONGEST_CATEGORY:
        raise InvalidInput(say("请填写标记类别（不超过 {count} 个字）。", count=LONGEST_CATEGORY))
    return words


def _note(words: str) -> str:
    words = words.strip()
    if len(words) > _LONGEST_NOTE:
        raise InvalidInput(say("标记的说明不能超过 {count} 个字。", count=_LONGEST_NOTE))
    return words


def _colour(name: str) -> str:
    if name and name not in {colour.value for colour in Colour}:
        raise InvalidInput(say("没有名为“{name}”的标记颜色。", name=name))
    return name


def _facts(mark: Mark) -> dict[str, object]:
    facts: dict[str, object] = {
        "at_ms": mark.at_ms,
        "category": mark.category,
        "note": mark.note,
        "to_ms": mark.to_ms,
        "colour": mark.colour,
    }
    return {key: value for key, value in facts.items() if key in _ALWAYS or value}


_ALWAYS = ("at_ms", "category", "note")


def _write(work: Transaction, verb: str, mark: Mark, detail: Mapping[str, object]) -> None:
    work.journal(
        Act(f"mark.{verb}", f"footage:{mark.footage_id}", detail={"mark": mark.id, **detail})
    )
