"""The paper of a hand-over: 交接登记表."""

from pathlib import Path

from archive_desk.db import batches, cases, intake, people
from archive_desk.domain.arrivals import Receipt
from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.forms import handover, sheet
from archive_desk.services.desk import Desk
from archive_desk.services.hand_ins import HandIns


class HandingOver:
    """Prints what both sides of a hand-over sign."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def form(self, actor: Person, no: str, target: Path) -> Path:
        """Write the hand-over form of a batch to the PDF file `target`.

        Raises:
            Refused: `actor` may not take footage in.
            NotFound: there is no such batch.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.IMPORT)
        with self._desk.reading() as session:
            batch = batches.get(session, no)
            receipt = Receipt(batch, intake.lines(session, batch.id))
            items = intake.handed_items(session, batch.id)
            held = cases.of_many(session, intake.footage_of(session, batch.id))
            names = {
                person.certificate_no: person.name
                for person in people.all_people(session)
                if person.certificate_no
            }
        office = self._desk.office
        form = handover.sheet(
            receipt,
            items,
            organisation=office.organisation,
            operator=actor.name,
            at=self._desk.clock(),
            zone=office.zone,
            names=names,
            cases=[f"{case.no} {case.name}" for case in held],
            clock=HandIns(self._desk).of_batch(actor, no),
        )
        pdf = sheet.render(form)
        with self._desk.transaction(actor) as work:
            detail = {"form": handover.FORM_NO, "list_digest": form.imprint.list_digest}
            work.journal(Act("batch.printed", f"batch:{no}", detail=detail))
        try:
            target.write_bytes(pdf)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(target), reason=reason_of(error))
            ) from error
        return target
