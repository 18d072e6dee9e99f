"""Gathering what is known of a case file, and judging it by the rules in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from archive_desk.db import case_contents, certificates, explanations, notes
from archive_desk.db.notes import NoteFilter
from archive_desk.domain.cases import CaseFile
from archive_desk.domain.completeness import Dossier, Shortfall, shortfalls
from archive_desk.domain.document_times import tolerance_of
from archive_desk.domain.regulations import Clock, Regulation
from archive_desk.services import rulebook, scans
from archive_desk.services.desk import Desk
from archive_desk.services.hand_ins import HandInCounter
from archive_desk.services.interruptions import gaps_of_case
from archive_desk.services.rules import Rules
from archive_desk.services.scenes import states_of

_CLOCKS = (Clock.BURN, Clock.ARCHIVE)
"""The clocks that run from the end of a case's activity."""


@dataclass(frozen=True)
class CaseReport:
    """A case file with all that is known of it, and what it lacks."""

    dossier: Dossier
    shortfalls: Sequence[Shortfall]

    @property
    def blocking(self) -> list[Shortfall]:
        """What stands in the way of archiving."""
        return [each for each in self.shortfalls if each.blocking]


class CaseJudge:
    """Judges case files by rules that are read once for many of them."""

    def __init__(self, desk: Desk, session: Session) -> None:
        """Judge what `session` shows of `desk`."""
        self._desk = desk
        self._session = session
        self._rules = Rules(rulebook.calendar_of(session))
        self._history = rulebook.RuleHistory(session, desk.office)
        self._hand_ins = HandInCounter(session, desk.office, self._rules)

    @property
    def regulation(self) -> Regulation:
        """The regulation in force."""
        return self._history.at()

    def report(self, case: CaseFile) -> CaseReport:
        """What is known of a case file that was read already, and what it lacks now."""
        session, regulation = self._session, self._history.at()
        # A case registered from a list is empty at first; of what it has not, nothing is asked.
        filmed, written = bool(case.footage_count), bool(case.document_count)
        dossier = Dossier(
            case,
            case_contents.documents_of(session, case.id) if written else [],
            case_contents.footage_of(session, case.id) if filmed else [],
            case_contents.disc_states(session, case.id) if filmed else {},
            self._due(case),
            gaps_of_case(session, case.no) if filmed else [],
            notes.page(session, NoteFilter(case_id=case.id)),
            states_of(session, case, regulation) if filmed or written else [],
            explanations.of_case(session, case.id) if filmed or written else [],
            scans.scans_of(session, case.id) if written else {},
            certificates.of_numbers(session, (each.certificate_no for each in case.officers)),
            self._hand_ins.late_in_case(session, case.id) if filmed else [],
            self._desk.office.zone,
            tolerance_of(regulation.openings),
        )
        return CaseReport(dossier, shortfalls(dossier, regulation, self._desk.clock()))

    def _due(self, case: CaseFile) -> Mapping[Clock, datetime]:
        """When its clocks run out, under the rules that held when they began."""
        if case.ended_at is None:
            return {}
        regulation = self._history.at(case.ended_at)
        counted = {
            clock: self._rules.count(
                regulation.deadline(clock), case.ended_at, self._desk.office.zone
            )
            for clock in _CLOCKS
        }
        return {clock: each.due for clock, each in counted.items() if each is not None}
