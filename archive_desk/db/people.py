"""Queries on people and what guards their sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db import footage_search
from archive_desk.db.tables.office import people
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import PersonId
from archive_desk.domain.people import Person, Role
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class Credentials:
    """What sign-in needs to know of a person."""

    person: Person
    password_hash: str
    failed_attempts: int


def _person(row: Row[Any]) -> Person:
    return Person(
        id=PersonId(row.id),
        account=row.account,
        name=row.name,
        role=Role(row.role),
        section=row.section,
        certificate_no=row.certificate_no,
        active=row.active,
        locked_until=row.locked_until,
        valid_until=row.valid_until,
    )


def add(
    session: Session,
    *,
    account: str,
    name: str,
    role: Role,
    section: str,
    certificate_no: str,
    password_hash: str,
    at: datetime,
    valid_until: datetime | None = None,
) -> Person:
    """Register a person with an account."""
    person_id = session.execute(
        insert(people)
        .values(
            account=account,
            name=name,
            role=role.value,
            section=section,
            certificate_no=certificate_no,
            password_hash=password_hash,
            password_set_at=at,
            valid_until=valid_until,
        )
        .returning(people.c.id)
    ).scalar_one()
    footage_search.index_officer(session, (account, certificate_no))
    return get(session, PersonId(person_id))


def get(session: Session, person_id: PersonId) -> Person:
    """The person with this id.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(select(people).where(people.c.id == person_id)).one_or_none()
    if row is None:
        raise NotFound(say("没有编号为 {id} 的人员。", id=person_id))
    return _person(row)


def find(session: Session, account: str) -> Person | None:
    """The person with this account name, whatever its case, if there is one."""
    row = session.execute(
        select(people).where(func.lower(people.c.account) == account.lower())
    ).one_or_none()
    return None if row is None else _person(row)


def credentials(session: Session, account: str) -> Credentials | None:
    """What sign-in compares for `account`, if there is such an account."""
    row = session.execute(
        select(people).where(func.lower(people.c.account) == account.lower())
    ).one_or_none()
    return (
        None if row is None else Credentials(_person(row), row.password_hash, row.failed_attempts)
    )


def all_people(session: Session) -> Sequence[Person]:
    """Everybody, in order of account."""
    return [_person(row) for row in session.execute(select(people).order_by(people.c.account))]


def set_sign_in(
    session: Session, person_id: PersonId, *, failed_attempts: int, locked_until: datetime | None
) -> None:
    """Remember how often sign-in has failed, and until when it is barred."""
    session.execute(
        update(people)
        .where(people.c.id == person_id)
        .values(failed_attempts=failed_attempts, locked_until=locked_until)
    )


def set_password(session: Session, person_id: PersonId, password_hash: str, at: datetime) -> None:
    """Replace the password's hash."""
    session.execute(
        update(people)
        .where(people.c.id == person_id)
        .values(
            password_hash=password_hash, password_set_at=at, failed_attempts=0, locked_until=None
        )
    )


def change(session: Session, person: Person) -> None:
    """Write the facts of `person` (name, role, section, certificate, active) over the old ones."""
    before = get(session, person.id)
    session.execute(
        update(people)
        .where(people.c.id == person.id)
        .values(
            name=person.name,
            role=person.role.value,
            section=person.section,
            certificate_no=person.certificate_no,
            active=person.active,
            valid_until=person.valid_until,
        )
    )
    if (before.name, before.certificate_no) != (person.name, person.certificate_no):
        numbers = (person.account, person.certificate_no, before.certificate_no)
        footage_search.index_officer(session, numbers)
