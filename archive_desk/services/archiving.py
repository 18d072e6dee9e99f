"""Archiving a case file (归档) with its four-nature test: tested first, then locked."""

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import Refused
from archive_desk.domain.four_natures import NatureReport, Occasion
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services.casework import Casework
from archive_desk.services.desk import Desk
from archive_desk.services.four_natures import FourNatures


class Archiving:
    """Archives case files."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._casework = Casework(desk)
        self._natures = FourNatures(desk)

    def archive(
        self, actor: Person, no: str, *, reason: str = "", monitor: Monitor | None = None
    ) -> tuple[CaseFile, NatureReport]:
        """Test a case file and lock it. The report is kept also where archiving is refused.

        A `reason` lets it be archived with something blocking still missing, or with an item of the
        test failed that vetoes.

        Raises:
            Refused: no right, archived already, or something is missing and no reason is given.
            NotFound: there is no such file.
            Cancelled: the person stopped; nothing has changed.
        """
        actor.require(Right.EDIT_CASES)
        self._casework.require_archivable(actor, no, reason=reason)
        report = self._natures.run(actor, no, Occasion.ARCHIVE, monitor)
        if report.vetoed and not reason.strip():
            first = report.vetoed[0]
            raise Refused(
                say(
                    "案卷 {no} 的归档检测有否决项不合格：{item}（{note}）。"
                    "请处理，或写明理由后归档。",
                    no=no,
                    item=say(first.item.title),
                    note=first.note,
                )
            )
        return self._casework.archive(actor, no, reason=reason), report
