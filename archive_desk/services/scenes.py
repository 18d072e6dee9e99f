"""The required scenes of a case and the times of its documents, against its footage."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from archive_desk.db import case_contents, cases, explanations, marks
from archive_desk.domain.case_entry import require_open
from archive_desk.domain.cases import CaseFile
from archive_desk.domain.document_times import (
    Edge,
    TimeDifference,
    differences,
    subject_of,
    tolerance_of,
)
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import DocumentId, ExplanationId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.regulations import Regulation
from archive_desk.domain.scenes import (
    Explanation,
    SceneState,
    Shown,
    checked_reason,
    checklist,
)
from archive_desk.domain.sentences import say
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk, Transaction


class Scenes:
    """What is done about them."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`, under its office's regulation."""
        self._desk = desk

    @property
    def regulation(self) -> Regulation:
        """The regulation that names the scenes."""
        return rulebook.of(self._desk)

    def checklist(self, actor: Person, no: str) -> Sequence[SceneState]:
        """The scenes that the regulation asks of a case, each with the mark that shows it.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such file.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            regulation = rulebook.in_force(session, self._desk.office)
            return states_of(session, cases.get(session, no), regulation)

    def times(self, actor: Person, no: str) -> Sequence[TimeDifference]:
        """What the documents of a case say of their times, against the footage beside them.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such file.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            regulation = rulebook.in_force(session, self._desk.office)
            return _times(session, cases.get(session, no), regulation)

    def exempt(self, actor: Person, no: str, code: str, reason: str) -> Explanation:
        """Say why a required scene cannot be shown.

        Raises:
            Refused: not `actor`'s duty, or the file is archived.
            InvalidInput: there is no reason, or no such scene.
            NotFound: there is no such file.
        """
        actor.require(Right.EXPLAIN)
        with self._desk.transaction(actor) as work:
            case = _open_case(work, no)
            regulation = rulebook.in_force(work.session, self._desk.office)
            codes = {state.scene.code for state in states_of(work.session, case, regulation)}
            if code not in codes:
                raise InvalidInput(say("案卷 {no} 没有这一必录环节。", no=no))
            return _explain(work, actor, case, f"scene:{code}", reason, None)

    def explain_time(
        self, actor: Person, no: str, document_id: DocumentId, edge: Edge, reason: str
    ) -> Explanation:
        """Say why a document's time differs from what its footage shows.

        Raises:
            Refused: not `actor`'s duty, or the file is archived.
            InvalidInput: there is no reason, or nothing to explain.
            NotFound: there is no such file.
        """
        actor.require(Right.EXPLAIN)
        with self._desk.transaction(actor) as work:
            case = _open_case(work, no)
            regulation = rulebook.in_force(work.session, self._desk.office)
            found = [
                each
                for each in _times(work.session, case, regulation)
                if each.document.id == document_id and each.edge is edge
            ]
            if not found:
                raise InvalidInput(say("这份文书的时间没有可以对照的音像。"))
            millisecond = timedelta(milliseconds=1)
            difference = round(found[0].difference / millisecond)
            subject = subject_of(found[0].document, edge)
            return _explain(work, actor, case, subject, reason, difference)

    def withdraw(self, actor: Person, no: str, explanation_id: ExplanationId) -> None:
        """Let an explanation hold no longer.

        Raises:
            Refused: not `actor`'s duty, or the file is archived.
            NotFound: there is none.
            InvalidInput: it was withdrawn already.
        """
        actor.require(Right.EXPLAIN)
        with self._desk.transaction(actor) as work:
            _open_case(work, no)
            old = explanations.get(work.session, explanation_id)
            if old.withdrawn_at is not None:
                raise InvalidInput(say("这条说明已经撤回。"))
            explanations.withdraw(work.session, explanation_id, actor.id, work.at)
            detail = {"subject": old.subject, "reason": old.reason}
            work.journal(Act("case.explanation_withdrawn", f"case:{no}", detail=detail))


def states_of(session: Session, case: CaseFile, regulation: Regulation) -> list[SceneState]:
    """The scenes asked of a case, with what shows them."""
    documents = case_contents.documents_of(session, case.id)
    asked = [scene for scene in regulation.scenes if scene.concerns(case.kind, documents)]
    if not asked:
        return []
    footage = {each.footage_id: each for each in case_contents.footage_of(session, case.id)}
    shown = []
    for mark in marks.of_many(session, list(footage)):
        started = footage[mark.footage_id].started_at
        moment = None if started is None else started + timedelta(milliseconds=mark.at_ms)
        shown.append(Shown(mark.id, mark.footage_id, mark.at_ms, mark.category, moment))
    return checklist(asked, shown, explanations.of_case(session, case.id))


def _times(session: Session, case: CaseFile, regulation: Regulation) -> list[TimeDifference]:
    known = explanations.of_case(session, case.id)
    footage = case_contents.footage_of(session, case.id)
    return [
        each
        for document in case_contents.documents_of(session, case.id)
        for each in differences(
            document,
            [item for item in footage if item.document_id == document.id],
            known,
            tolerance_of(regulation.openings),
        )
    ]


def _explain(
    work: Transaction,
    actor: Person,
    case: CaseFile,
    subject: str,
    reason: str,
    difference_ms: int | None,
) -> Explanation:
    made = Explanation(
        ExplanationId(0),
        case.id,
        subject,
        checked_reason(reason),
        actor.name,
        work.at,
        difference_ms,
    )
    key = explanations.add(work.session, made, actor.id)
    detail = {"subject": subject, "reason": made.reason, "difference_ms": difference_ms}
    work.journal(Act("case.explained", f"case:{case.no}", detail=detail))
    return explanations.get(work.session, key)


def _open_case(work: Transaction, no: str) -> CaseFile:
    case = cases.get(work.session, no)
    require_open(case)
    return case
