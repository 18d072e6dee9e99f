"""Searching recordings by words, Chinese ones of two characters too.

What a recording is searched by is kept in `footage_words`. Each database has an index of its own
on that: `dialects.fts5` and `dialects.pairs`.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, insert, or_, select, true, update
from sqlalchemy.orm import Session

from archive_desk.db.dialects.choice import way_of
from archive_desk.db.search_words import RUN, simplified
from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.footage import footage, footage_names, footage_words, marks
from archive_desk.db.tables.office import people
from archive_desk.domain.ids import CaseId, FootageId


def index(session: Session, footage_id: FootageId) -> None:
    """Make a recording found by what is known of it now; call it after anything of that changes.

    Searched are its names, device, section, officer (by his number and by the name that the
    accounts have for it), the number, cause and party of its case files, and its marks.
    """
    words = "\n".join(dict.fromkeys(part for part in _parts(session, footage_id) if part))
    words = simplified(words)
    known = session.scalar(
        select(footage_words.c.words).where(footage_words.c.footage_id == footage_id)
    )
    if words == known:
        return
    if known is None:
        session.execute(insert(footage_words).values(footage_id=footage_id, words=words))
    else:
        session.execute(
            update(footage_words)
            .where(footage_words.c.footage_id == footage_id)
            .values(words=words)
        )
    way_of(session).index_words(session, footage_id, known, words)


def index_case(session: Session, case_id: CaseId) -> None:
    """Index all recordings of a case file whose number, cause or party has changed."""
    linked = select(case_footage.c.footage_id).where(case_footage.c.case_id == case_id)
    for footage_id in session.scalars(linked).all():
        index(session, FootageId(footage_id))


def index_officer(session: Session, numbers: Iterable[str]) -> None:
    """Index what officers recorded whose accounts or certificates have changed."""
    known = [number for number in numbers if number]
    for footage_id in session.scalars(select(footage.c.id).where(footage.c.officer.in_(known))):
        index(session, FootageId(footage_id))


def index_missing(session: Session) -> int:
    """Index every recording that was never indexed; how many that were."""
    missing = (
        select(footage.c.id)
        .outerjoin(footage_words, footage_words.c.footage_id == footage.c.id)
        .where(footage_words.c.footage_id.is_(None))
    )
    found = session.scalars(missing).all()
    for footage_id in found:
        index(session, FootageId(footage_id))
    return len(found)


def mentions(session: Session, words: str, *, in_order: bool = False) -> ColumnElement[bool]:
    """The condition on `footage` that every one of `words` (apart by spaces) is mentioned.

    `in_order` tells that a few recordings are wanted by some order: where the words are frequent,
    the order is then followed until enough are found, instead of sorting all that mention them.
    """
    wanted = [word for word in simplified(words).split() if RUN.search(word)]
    if not wanted:
        return true()
    return way_of(session).mentions(session, wanted, in_order=in_order)


def _parts(session: Session, footage_id: FootageId) -> Iterator[str]:
    """Everything a recording is searched by, its own name first."""
    own = (footage.c.name, footage.c.device, footage.c.officer, footage.c.section)
    for row in session.execute(select(*own).where(footage.c.id == footage_id)):
        yield from row
        if row.officer:
            known = or_(people.c.certificate_no == row.officer, people.c.account == row.officer)
            yield from session.scalars(select(people.c.name).where(known))
    yield from session.scalars(
        select(footage_names.c.name).where(footage_names.c.footage_id == footage_id)
    )
    linked = (
        select(cases.c.no, cases.c.party, cases.c.cause)
        .join(case_footage, case_footage.c.case_id == cases.c.id)
        .where(case_footage.c.footage_id == footage_id)
        .order_by(cases.c.no)
    )
    for no, party, cause in session.execute(linked):
        yield no
        yield f"{party}{cause}案"
    marked = select(marks.c.category, marks.c.note).where(
        marks.c.footage_id == footage_id, marks.c.removed_at.is_(None)
    )
    for category, note in session.execute(marked):
        yield from (category, note)
