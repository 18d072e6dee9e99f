"""Notes on what was not recorded (情况说明) that wait for a head's word."""

from collections.abc import Iterator

from archive_desk.db import cases, notes
from archive_desk.db.notes import NoteFilter
from archive_desk.domain.people import Right
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import ClockState, Task, WorkItem
from archive_desk.services.worklist_source import Inquiry


def notes_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Notes for this head, as soon as a case file holds what they are about."""
    actor, session = inquiry.actor, inquiry.session
    if not actor.may(Right.SIGN):
        return
    for note in notes.page(session, NoteFilter(waiting=True)):
        mine = note.approver is actor.role and note.author_id != actor.id
        after, held = note.draft.after, note.draft.case_id
        if held is None and after is not None:
            held = next((case.id for case in cases.of_footage(session, after)), None)
        if mine and held is not None:
            yield WorkItem(
                Task.NOTE,
                f"note:{note.no}",
                held,
                f"{note.no} {note.draft.officer}",
                say(
                    "{kind}：{ground}",
                    kind=say(note.draft.kind.label),
                    ground=say(note.draft.ground.label),
                ),
                note.written_at,
                ClockState.DUE_SOON,
                note.basis,
                person=note.draft.officer,
            )
