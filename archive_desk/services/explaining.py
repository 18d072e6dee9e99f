"""Notes (情况说明): writing down why nothing was recorded, and the head's word on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive_desk.db import batches, cases, counters, footage, notes
from archive_desk.db.notes import NoteFilter
from archive_desk.domain.cases import CaseFile, CaseState
from archive_desk.domain.catalogue import recorded_take
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.ids import CaseId, FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.notes import (
    Note,
    NoteDraft,
    NoteKind,
    NoteRule,
    NoteState,
    Signature,
    checked,
    explained,
)
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.takes import Gap
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.interruptions import gaps_of_batch

__all__ = ["Explaining", "NoteFilter", "NotePage"]


@dataclass(frozen=True)
class NotePage:
    """Some notes, and how many there are in all."""

    notes: Sequence[Note]
    total: int


class Explaining:
    """What people do about footage that is not there."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def rule(self, kind: NoteKind) -> NoteRule:
        """What the office's regulation says of notes of this kind."""
        return rulebook.of(self._desk).note_rule(kind)

    def gaps(self, actor: Person, footage_id: FootageId) -> tuple[Gap, ...]:
        """The gaps right before and after a recording, each with whether it is explained.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such recording.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            found = footage.get(session, footage_id)
            if found.take is None:
                return ()
            parts = footage.of_takes(session, [found.take])[found.take]
            take = recorded_take(found.take, parts)
            known = notes.of_footage(session, [footage_id])
        beside = (gap for gap in take.gaps if footage_id in {gap.after, gap.before})
        return explained(beside, known)

    def gaps_of_batch(self, actor: Person, no: str) -> tuple[Gap, ...]:
        """The gaps beside recordings that a batch brought, each with whether it is explained.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such batch.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return gaps_of_batch(session, batches.get(session, no).id)

    def gap(self, actor: Person, footage_id: FootageId, before: FootageId | None = None) -> Gap:
        """The gap after a recording, or the one between it and the part `before` which it lies.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such recording.
            InvalidInput: there is no such gap.
        """
        found = self.gaps(actor, footage_id)
        wanted = [gap for gap in found if before is None or gap.before == before]
        after = [gap for gap in wanted if gap.after == footage_id]
        if not after:
            raise InvalidInput(say("音像 {id} 之后没有中断。", id=footage_id))
        return after[0]

    def officer_of(self, actor: Person, footage_id: FootageId) -> str:
        """Who made a recording, by name where the office knows the number.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such recording.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            number = footage.get(session, footage_id).officer
            return footage.officer_names(session).get(number, number)

    def write(self, actor: Person, draft: NoteDraft) -> Note:
        """Write a note. About a gap, its times are taken from the gap itself.

        Raises:
            Refused: not `actor`'s duty, or the case file it belongs to is archived.
            InvalidInput: something is missing, or there is no such gap.
            NotFound: no such recording, case file or note.
            Conflict: the note that it follows has been followed already.
        """
        actor.require(Right.EXPLAIN)
        if draft.after is not None and draft.before is not None:
            gap = self.gap(actor, draft.after, draft.before)
            draft = replace(draft, start=gap.start, end=gap.end)
        with self._desk.transaction(actor) as work:
            draft = checked(draft, work.at)
            self._require_open(work, draft)
            if draft.replaces:
                _require_followable(notes.get(work.session, draft.replaces), draft)
            year = work.at.astimezone(self._desk.office.zone).year
            no = f"{year}-{counters.next_value(work.session, f'note-{year}'):04d}"
            note = notes.add(work.session, no, draft, self.rule(draft.kind), actor, work.at)
            work.journal(Act("note.written", f"note:{no}", detail=_plain(note)))
        return note

    def _require_open(self, work: Transaction, draft: NoteDraft) -> None:
        """Nothing is added to a case file that is archived."""
        held: list[CaseFile] = []
        if draft.case_id is not None:
            held.append(cases.by_id(work.session, draft.case_id))
        if draft.after is not None and draft.before is not None:
            ours = {each.id for each in cases.of_footage(work.session, draft.before)}
            after = cases.of_footage(work.session, draft.after)
            held += [each for each in after if each.id in ours]
        for case in held:
            if case.state is CaseState.ARCHIVED:
                raise Refused(say("案卷 {no} 已归档，请把情况写入备考表。", no=case.no))

    def sign(self, actor: Person, no: str, opinion: str, *, agreed: bool) -> Note:
        """The head's word on a note, where the regulation asks for it.

        Raises:
            Refused: nobody's word is asked for, or not `actor`'s, or the note is his own.
            Conflict: the word was given already, or another note has followed.
            InvalidInput: sent back without a reason.
            NotFound: there is no such note.
        """
        actor.require(Right.SIGN)
        with self._desk.transaction(actor) as work:
            note = notes.get(work.session, no)
            _require_signer(note, actor)
            if not agreed and not opinion.strip():
                raise InvalidInput(say("不同意时请写明理由。"))
            words = opinion.strip() or say("同意")
            notes.sign(work.session, note.id, actor, Signature(actor.name, agreed, words, work.at))
            verb = "note.signed" if agreed else "note.declined"
            work.journal(Act(verb, f"note:{no}", detail={"opinion": str(words)}))
            return notes.get(work.session, no)

    def get(self, actor: Person, no: str) -> Note:
        """One note.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is none.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return notes.get(session, no)

    def page(
        self, actor: Person, where: NoteFilter | None = None, offset: int = 0, limit: int = 1000
    ) -> NotePage:
        """Notes in the order they were written.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        where = where or NoteFilter()
        with self._desk.reading() as session:
            return NotePage(notes.page(session, where, offset, limit), notes.count(session, where))

    def of_case(self, actor: Person, no: str) -> Sequence[Note]:
        """The notes of a case file: on it, and on gaps between recordings that it holds.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such file.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            where = NoteFilter(case_id=cases.get(session, no).id)
            return notes.page(session, where)

    def case_id(self, actor: Person, no: str) -> CaseId:
        """The id of a case file by its number.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such file.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return cases.get(session, no).id


def _require_followable(before: Note, draft: NoteDraft) -> None:
    about = (draft.after, draft.before, draft.case_id)
    if about != (before.draft.after, before.draft.before, before.draft.case_id):
        raise InvalidInput(say("情况说明 {no} 说的不是同一件事。", no=before.no))
    if before.followed_by:
        raise Conflict(
            say("情况说明 {no} 已由 {by} 另作说明。", no=before.no, by=before.followed_by)
        )


def _require_signer(note: Note, actor: Person) -> None:
    if note.approver is None:
        raise Refused(say("情况说明 {no} 不需要签署。", no=note.no), basis=note.basis)
    if note.state is not NoteState.WAITING:
        raise Conflict(
            say("情况说明 {no} {state}，不能再签署。", no=note.no, state=say(note.state.label))
        )
    if actor.role is not note.approver:
        raise Refused(
            say(
                "情况说明应由{approver}签署。",
                approver=say(note.approver.label),
            ),
            basis=note.basis,
        )
    if actor.id == note.author_id:
        raise Refused(say("不能签署自己填写的情况说明。"), basis=note.basis)


def _plain(note: Note) -> dict[str, object]:
    draft = note.draft
    found = {
        "kind": draft.kind.value,
        "ground": draft.ground.value,
        "text": draft.text,
        "officer": draft.officer,
        "after": draft.after,
        "before": draft.before,
        "case": note.case_no,
        "stage": draft.stage,
        "started_at": None if draft.start is None else draft.start.isoformat(),
        "ended_at": None if draft.end is None else draft.end.isoformat(),
        "replaces": draft.replaces,
        "basis": str(note.basis),
    }
    return {key: value for key, value in found.items() if value not in {None, ""}}
