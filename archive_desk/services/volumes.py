"""Paper volumes of case files: registered once, then found by their label and lent."""

from collections.abc import Sequence

from archive_desk.db import cases, counters, volumes
from archive_desk.domain.errors import Conflict
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.volumes import Volume, check_volume
from archive_desk.services.desk import Desk


class Volumes:
    """The register of volumes. Each gets a label that a scanner reads (JZ-2026-0001)."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def register(
        self,
        actor: Person,
        case_no: str,
        number: int,
        *,
        title: str = "",
        pages: int | None = None,
        location: str = "",
    ) -> Volume:
        """Register volume `number` of a case file.

        Raises:
            Refused: not the clerk's right.
            Conflict: the case has such a volume already.
            InvalidInput: a number that no volume has.
            NotFound: there is no such case.
        """
        actor.require(Right.EDIT_CASES)
        check_volume(number, pages)
        with self._desk.transaction(actor) as work:
            case = cases.get(work.session, case_no)
            there = volumes.taken(work.session, case.id, number)
            if there is not None:
                raise Conflict(
                    say(
                        "案卷 {case} 的第 {number} 册已登记（{no}）。",
                        case=case_no,
                        number=number,
                        no=there,
                    )
                )
            year = work.at.astimezone(self._desk.office.zone).year
            no = f"JZ-{year}-{counters.next_value(work.session, f'volume-{year}'):04}"
            made = volumes.add(
                work.session,
                no,
                case.id,
                number,
                title=title.strip(),
                pages=pages,
                location=location.strip(),
                clerk=actor.name,
                at=work.at,
            )
            detail = {"case": case_no, "number": number, "location": made.location}
            work.journal(Act("loan.volume_registered", f"volume:{no}", detail=detail))
            return made

    def everything(self, actor: Person, text: str = "") -> Sequence[Volume]:
        """Volumes whose names or cases hold `text`.

        Raises:
            Refused: `actor` may not browse the catalogue.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return volumes.everything(session, text.strip())
