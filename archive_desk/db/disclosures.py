"""Queries on applications for disclosure and their steps. Nothing here is changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, insert, or_, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.outside import disclosure_copies, disclosure_steps, disclosures
from archive_desk.db.tables.timelines import derived_items
from archive_desk.domain.disclosure import (
    Answer,
    AnswerKind,
    ApplicantKind,
    Application,
    ApplicationDraft,
    Ground,
    HowReceived,
    Step,
    StepKind,
)
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import DerivedId, DisclosureId, PersonId
from archive_desk.domain.sentences import say

_SEARCHED = ("no", "applicant", "content", "case_no", "contact")


def add(session: Session, no: str, draft: ApplicationDraft, at: datetime, by: str) -> None:
    """Write an application into the register."""
    session.execute(
        insert(disclosures).values(
            no=no,
            applicant=draft.applicant,
            kind=draft.kind.value,
            identity=draft.identity,
            contact=draft.contact,
            content=draft.content,
            form_wanted=draft.form_wanted,
            how=draft.how.value,
            arrived_on=draft.arrived_on,
            confirmed_on=draft.confirmed_on,
            case_no=draft.case_no,
            entered_at=at,
            entered_by=by,
        )
    )


def add_step(
    session: Session, application: Application, step: Step, person_id: PersonId, at: datetime
) -> None:
    """Write the next step of an application."""
    answer = step.answer
    step_id = session.execute(
        insert(disclosure_steps)
        .values(
            disclosure_id=application.id,
            position=len(application.steps) + 1,
            kind=step.kind.value,
            on=step.on,
            text=step.text if answer is None else answer.reasons,
            days=step.days,
            party=step.party,
            answer="" if answer is None else answer.kind.value,
            ground="" if answer is None or answer.ground is None else answer.ground.value,
            copies="" if answer is None else answer.copies,
            fee_cents=0 if answer is None else answer.fee_cents,
            at=at,
            by=step.by,
            person_id=person_id,
        )
        .returning(disclosure_steps.c.id)
    ).scalar_one()
    if answer is not None and answer.derived:
        rows = [{"step_id": step_id, "derived_id": each} for each in answer.derived]
        session.execute(insert(disclosure_copies), rows)


def proposer(session: Session, application: Application) -> PersonId | None:
    """Who proposed the answer that stands now."""
    statement = (
        select(disclosure_steps.c.person_id)
        .where(
            disclosure_steps.c.disclosure_id == application.id,
            disclosure_steps.c.kind == StepKind.PROPOSE.value,
        )
        .order_by(disclosure_steps.c.position.desc())
        .limit(1)
    )
    found = session.scalar(statement)
    return None if found is None else PersonId(found)


def get(session: Session, no: str) -> Application:
    """One application by its number.

    Raises:
        NotFound: there is none.
    """
    found = _read(session, select(disclosures).where(disclosures.c.no == no))
    if not found:
        raise NotFound(say("没有公开申请 {no}。", no=no))
    return found[0]


def everything(
    session: Session, text: str = "", *, since: datetime | None = None
) -> Sequence[Application]:
    """The register, the newest first: those that hold `text`, entered since a moment."""
    conditions: list[ColumnElement[bool]] = []
    if text:
        columns = [disclosures.c[name] for name in _SEARCHED]
        conditions.append(or_(*[c.contains(text, autoescape=True) for c in columns]))
    if since is not None:
        conditions.append(disclosures.c.entered_at >= since)
    statement = select(disclosures).where(*conditions).order_by(disclosures.c.id.desc())
    return _read(session, statement)


def names_of(session: Session, derived: Sequence[DerivedId]) -> dict[DerivedId, str]:
    """The names of derived items, with the digests that prove them; those that there are."""
    statement = select(derived_items.c.id, derived_items.c.name).where(
        derived_items.c.id.in_(list(derived))
    )
    return {DerivedId(key): name for key, name in session.execute(statement)}


def _read(session: Session, statement: Select[Any]) -> list[Application]:
    rows = session.execute(statement).all()
    wanted = [row.id for row in rows]
    steps: dict[int, list[Step]] = {}
    table = disclosure_steps
    copies: dict[int, list[DerivedId]] = {}
    for start in range(0, len(wanted), 400):
        some = wanted[start : start + 400]
        mine = select(table).where(table.c.disclosure_id.in_(some))
        linked = (
            select(disclosure_copies)
            .join(table, table.c.id == disclosure_copies.c.step_id)
            .where(table.c.disclosure_id.in_(some))
            .order_by(disclosure_copies.c.derived_id)
        )
        for link in session.execute(linked):
            copies.setdefault(link.step_id, []).append(DerivedId(link.derived_id))
        for row in session.execute(mine.order_by(table.c.disclosure_id, table.c.position)):
            step = _step(row, tuple(copies.get(row.id, ())))
            steps.setdefault(row.disclosure_id, []).append(step)
    return [_application(row, tuple(steps.get(row.id, ()))) for row in rows]


def _step(row: Row[Any], derived: tuple[DerivedId, ...]) -> Step:
    answer = None
    if row.answer:
        answer = Answer(
            AnswerKind(row.answer),
            row.text,
            Ground(row.ground) if row.ground else None,
            derived,
            row.copies,
            row.fee_cents,
        )
    return Step(
        StepKind(row.kind),
        row.on,
        row.text,
        row.days,
        row.party,
        answer,
        row.by,
        row.at,
    )


def _application(row: Row[Any], steps: tuple[Step, ...]) -> Application:
    draft = ApplicationDraft(
        row.applicant,
        ApplicantKind(row.kind),
        row.identity,
        row.contact,
        row.content,
        row.form_wanted,
        HowReceived(row.how),
        row.arrived_on,
        row.confirmed_on,
        row.case_no,
    )
    return Application(DisclosureId(row.id), row.no, draft, row.entered_at, row.entered_by, steps)
