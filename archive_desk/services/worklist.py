"""The worklist (工作台): what is due for the person who signed in, soonest first."""

from collections.abc import Sequence

from archive_desk.domain.people import Person
from archive_desk.domain.worklist import ClockState, WorkFilter, WorkItem
from archive_desk.services import rulebook
from archive_desk.services.case_worklist import archivings_due, burns_due
from archive_desk.services.desk import Desk
from archive_desk.services.device_worklist import devices_due
from archive_desk.services.disc_worklist import disc_checks_due
from archive_desk.services.evaluation_worklist import rectifications_due, reviews_due
from archive_desk.services.hand_in_worklist import late_hand_ins
from archive_desk.services.loan_worklist import loans_due, signatures_due
from archive_desk.services.note_worklist import notes_due
from archive_desk.services.outside_worklist import complaints_due, disclosures_due
from archive_desk.services.rules import Rules
from archive_desk.services.worklist_source import Inquiry, Source

SOURCES: tuple[Source, ...] = (
    signatures_due,
    notes_due,
    loans_due,
    burns_due,
    archivings_due,
    late_hand_ins,
    reviews_due,
    disc_checks_due,
    rectifications_due,
    devices_due,
    disclosures_due,
    complaints_due,
)
"""Everything that puts lines on the worklist; `worklist_source` says how to add another."""

_ALL = WorkFilter()


class Worklist:
    """What waits for whom."""

    def __init__(self, desk: Desk, rules: Rules | None = None) -> None:
        """Work on `desk`."""
        self._desk = desk
        self._rules = rules

    def items(self, actor: Person, where: WorkFilter = _ALL) -> Sequence[WorkItem]:
        """Everything that is due for `actor`: overdue first, then by date.

        Only facts stop a clock: a disc that was read back, a file archived, a thing returned.
        """
        found: list[WorkItem] = []
        with self._desk.reading() as session:
            inquiry = Inquiry(
                self._desk,
                session,
                actor,
                self._desk.clock(),
                rulebook.in_force(session, self._desk.office),
                self._rules or Rules(rulebook.calendar_of(session)),
                where,
            )
            for source in SOURCES:
                found += [item for item in source(inquiry) if where.takes(item)]
        return sorted(found, key=lambda item: (item.state is not ClockState.OVERDUE, item.due))
