"""Ways of naming that the office added: every version kept, the last one of each in force."""

import json
from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.clocks import name_families
from archive_desk.db.tables.office import people
from archive_desk.domain.ids import PersonId
from archive_desk.domain.naming import Meaning, NameFamily, Part, Place

ACTIVE, OFF, DELETED = "active", "off", "deleted"


def keep(session: Session, family: NameFamily, state: str, person: PersonId, at: Any) -> NameFamily:
    """Write a family, or a new version of it, down."""
    last = session.scalar(
        select(func.max(name_families.c.version)).where(name_families.c.key == family.key)
    )
    session.execute(
        insert(name_families).values(
            key=family.key,
            version=(last or 0) + 1,
            state=state,
            title=family.title,
            priority=family.priority,
            place=family.place.value,
            parts=json.dumps(
                [[part.meaning.value, part.text] for part in family.parts], ensure_ascii=False
            ),
            utc=family.utc,
            person_id=person,
            made_at=at,
        )
    )
    return next(one for one in versions(session, family.key))


def in_force(session: Session) -> tuple[NameFamily, ...]:
    """The families that were not deleted, the most trusted first."""
    last = select(func.max(name_families.c.id)).group_by(name_families.c.key).scalar_subquery()
    statement = _selection().where(name_families.c.id.in_(last), name_families.c.state != DELETED)
    found = [_family(row) for row in session.execute(statement)]
    return tuple(sorted(found, key=lambda family: (-family.priority, family.key)))


def versions(session: Session, key: str) -> tuple[NameFamily, ...]:
    """All versions of a family, the last one first."""
    statement = _selection().where(name_families.c.key == key).order_by(name_families.c.id.desc())
    return tuple(_family(row) for row in session.execute(statement))


def next_key(session: Session) -> str:
    """The key of the next family."""
    number = session.scalar(select(func.count(func.distinct(name_families.c.key)))) or 0
    return f"office-{number + 1}"


def _selection() -> Any:
    return select(name_families, people.c.name.label("by")).join(
        people, people.c.id == name_families.c.person_id
    )


def _family(row: Row[Any]) -> NameFamily:
    return NameFamily(
        key=row.key,
        title=row.title,
        priority=row.priority,
        place=Place(row.place),
        parts=tuple(Part(Meaning(meaning), text) for meaning, text in json.loads(row.parts)),
        utc=row.utc,
        active=row.state == ACTIVE,
        version=row.version,
        by=row.by,
        at=row.made_at.isoformat(),
    )
