"""Versions of regulations and which of them apply: only ever added to."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.office import people
from archive_desk.db.tables.rules import rule_choices, rule_versions
from archive_desk.domain.ids import PersonId
from archive_desk.domain.rule_versions import RuleChoice, RuleVersion


def add(
    session: Session, key: str, version: int, text: str, why: str, by: PersonId, at: datetime
) -> None:
    """Write a version down."""
    session.execute(
        insert(rule_versions).values(
            key=key, version=version, text=text, why=why, person_id=by, made_at=at
        )
    )


def last_number(session: Session, key: str) -> int:
    """The number of the last version of `key` in this archive; 0 if it has none."""
    return (
        session.scalar(select(func.max(rule_versions.c.version)).where(rule_versions.c.key == key))
        or 0
    )


def current(session: Session, key: str) -> RuleVersion | None:
    """The last version of `key`; None while there is none."""
    row = session.execute(_versions().where(rule_versions.c.key == key).limit(1)).first()
    return None if row is None else _version(row)


def version(session: Session, key: str, number: int) -> RuleVersion | None:
    """One version of `key`."""
    statement = _versions().where(rule_versions.c.key == key, rule_versions.c.version == number)
    row = session.execute(statement).first()
    return None if row is None else _version(row)


def versions(session: Session, key: str) -> tuple[RuleVersion, ...]:
    """All versions of `key` in this archive, the last one first."""
    statement = _versions().where(rule_versions.c.key == key)
    return tuple(_version(row) for row in session.execute(statement))


def keys(session: Session) -> tuple[str, ...]:
    """The regulations of which this archive has versions of its own."""
    return tuple(
        session.scalars(select(rule_versions.c.key).distinct().order_by(rule_versions.c.key))
    )


def choose(session: Session, chosen: tuple[str, ...], why: str, by: PersonId, at: datetime) -> None:
    """Write down which regulations apply from now on."""
    session.execute(
        insert(rule_choices).values(keys=json.dumps(chosen), why=why, person_id=by, made_at=at)
    )


def choices(session: Session) -> tuple[RuleChoice, ...]:
    """Everything that was ever chosen, the last first."""
    statement = (
        select(
            rule_choices.c["keys"].label("chosen"),
            rule_choices.c.why,
            rule_choices.c.made_at,
            people.c.name.label("by"),
        )
        .join(people, people.c.id == rule_choices.c.person_id)
        .order_by(rule_choices.c.id.desc())
    )
    return tuple(
        RuleChoice(tuple(json.loads(row.chosen)), row.why, row.by, row.made_at)
        for row in session.execute(statement)
    )


def _versions() -> Select[Any]:
    return (
        select(rule_versions, people.c.name.label("by"))
        .join(people, people.c.id == rule_versions.c.person_id)
        .order_by(rule_versions.c.id.desc())
    )


def _version(row: Row[Any]) -> RuleVersion:
    return RuleVersion(row.key, row.version, row.text, row.why, row.by, row.made_at)
