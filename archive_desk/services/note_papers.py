"""The paper of a note: 无法记录（中断）情况说明."""

from pathlib import Path

from archive_desk.db import cases, notes
from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.notes import Note
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.forms import note as note_form
from archive_desk.forms import sheet
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk


class NotePapers:
    """Prints notes."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def form(self, actor: Person, no: str, target: Path) -> Path:
        """Write a note as a form to the PDF file `target`.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such note.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            note = notes.get(session, no)
        case = self._case_of(note)
        office = self._desk.office
        rule = rulebook.of(self._desk).note_rule(note.draft.kind)
        pdf = sheet.render(
            note_form.sheet(
                note,
                rule,
                case=case,
                organisation=office.organisation,
                operator=actor.name,
                at=self._desk.clock(),
                zone=office.zone,
            )
        )
        with self._desk.transaction(actor) as work:
            work.journal(Act("note.printed", f"note:{no}", detail={"form": note_form.FORM_NO}))
        try:
            target.write_bytes(pdf)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(target), reason=str(error))
            ) from error
        return target

    def _case_of(self, note: Note) -> CaseFile | None:
        """The case file a note belongs to: its own, or the one that holds both sides of its gap."""
        with self._desk.reading() as session:
            if note.draft.case_id is not None:
                return cases.by_id(session, note.draft.case_id)
            if note.draft.after is None:
                return None
            found = cases.of_footage(session, note.draft.after)
        return found[0] if found else None
