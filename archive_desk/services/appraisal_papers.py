"""The papers of appraisal and destruction: 鉴定工作报告 and 鉴定销毁清册."""

from pathlib import Path

from archive_desk.db import appraisals, carriers
from archive_desk.domain.errors import Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.forms import appraisal_report, sheet
from archive_desk.forms import blocks as b
from archive_desk.forms import destruction_list as list_form
from archive_desk.services.desk import Desk
from archive_desk.services.destruction_lists import DestructionLists


class AppraisalPapers:
    """Prints what an appraisal came to, and what was destroyed."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def report(self, actor: Person, no: str, target: Path) -> Path:
        """Write the report of a round to the PDF file `target`.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such round.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            found = appraisals.get(session, no)
            items = appraisals.items_of(session, found.id, self._desk.clock())
        office = self._desk.office
        made = appraisal_report.sheet(
            found,
            items,
            organisation=office.organisation,
            operator=actor.name,
            at=self._desk.clock(),
            zone=office.zone,
        )
        act = Act("appraisal.printed", f"appraisal:{no}", detail={"form": appraisal_report.FORM_NO})
        return self._write(actor, made, act, target)

    def destruction_list(self, actor: Person, no: str, target: Path) -> Path:
        """Write a destruction list to the PDF file `target`.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such list.
            Unavailable: the file cannot be written.
        """
        plan = DestructionLists(self._desk).plan(actor, no)
        with self._desk.reading() as session:
            on_discs = carriers.disc_numbers(session, [i.footage_id for i in plan.items])
        office = self._desk.office
        made = list_form.sheet(
            plan.found,
            plan.items,
            plan.discs,
            on_discs,
            organisation=office.organisation,
            operator=actor.name,
            at=self._desk.clock(),
            zone=office.zone,
        )
        act = Act("destruction.printed", f"destruction:{no}", detail={"form": list_form.FORM_NO})
        return self._write(actor, made, act, target)

    def _write(self, actor: Person, made: b.Sheet, act: Act, target: Path) -> Path:
        pdf = sheet.render(made)
        with self._desk.transaction(actor) as work:
            work.journal(act)
        try:
            target.write_bytes(pdf)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(target), reason=str(error))
            ) from error
        return target
