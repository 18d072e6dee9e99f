"""Searching recordings by words, Chinese ones of two characters too.

What a recording is searched by is kept in `footage_words`. On SQLite the contentless FTS5 index
`footage_search` holds it as tokens made here: a run of Chinese characters as its overlapping pairs
and its last character, so that a word is a phrase of pairs; a run of letters and digits as itself
and its endings, so that a part of a number is found by its beginning. Other databases look through
the words with LIKE.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.footage import footage, footage_names, footage_words, marks
from archive_desk.db.tables.office import people
from archive_desk.domain.ids import CaseId, FootageId

INDEX = "footage_search"
"""The virtual table; its shadows begin with its name."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_SHORTEST_ENDING, _LONGEST_RUN = 3, 24
_FREQUENT = 20_000


def index(session: Session, footage_id: FootageId) -> None:
    """Make a recording found by what is known of it now; call it after anything of that changes.

    Searched are its names, device, section, officer (by his number and by the name that the
    accounts have for it), the number, cause and party of its case files, and its marks.
    """
    words = "\n".join(dict.fromkeys(part for part in _parts(session, footage_id) if part))
    words = _simplified(words)
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
    if _indexed(session):
        _replace_tokens(session, footage_id, known, words)


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
    wanted = [word for word in _simplified(words).split() if _RUN.search(word)]
    if not wanted:
        return true()
    if not _indexed(session):
        return _contains(wanted)
    query = " AND ".join(phrase for word in wanted for phrase in _phrases(word))
    hits: Select[Any] = (
        select(column("rowid"))
        .select_from(text(INDEX))
        .where(text(f"{INDEX} MATCH :query").bindparams(query=query))
    )
    # The index knows pairs but not what stood between two runs: `1-2` is looked at again.
    compound = [word for word in wanted if _RUN.fullmatch(word) is None]
    frequent = in_order and _reaches(session, hits, _FREQUENT)
    found: ColumnElement[bool] = (footage.c.id + 0 if frequent else footage.c.id).in_(hits)
    return and_(found, _contains(compound)) if compound else found


def _reaches(session: Session, hits: Select[Any], number: int) -> bool:
    limited = hits.limit(number).subquery()
    return bool(session.scalar(select(func.count()).select_from(limited)) == number)


def _contains(words: Iterable[str]) -> ColumnElement[bool]:
    return (
        select(footage_words.c.footage_id)
        .where(
            footage_words.c.footage_id == footage.c.id,
            *(footage_words.c.words.contains(word, autoescape=True) for word in words),
        )
        .correlate(footage)
        .exists()
    )


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


def _replace_tokens(session: Session, footage_id: FootageId, known: str | None, words: str) -> None:
    if known is not None:
        # A contentless index forgets only what it is told again.
        session.execute(
            text(f"INSERT INTO {INDEX} ({INDEX}, rowid, tokens) VALUES ('delete', :id, :tokens)"),
            {"id": footage_id, "tokens": tokens(known)},
        )
    session.execute(
        text(f"INSERT INTO {INDEX} (rowid, tokens) VALUES (:id, :tokens)"),
        {"id": footage_id, "tokens": tokens(words)},
    )


def tokens(words: str) -> str:
    """What the index holds for simplified `words`."""
    return " ".join(token for run in _RUN.findall(words) for token in _tokens_of(run))


def _tokens_of(run: str) -> list[str]:
    if _IS_HAN.match(run):
        return [*_pairs(run), run[-1]]
    last = min(len(run), _LONGEST_RUN) - _SHORTEST_ENDING
    return [run, *(run[start:] for start in range(1, last + 1))]


def _phrases(word: str) -> Iterator[str]:
    """What the index is asked for a word; its last run may go on where the word ends."""
    *before, last = _RUN.findall(word)
    held = [token for run in before for token in _tokens_of(run)]
    if _IS_HAN.match(last) and len(last) > 1:
        yield f'"{" ".join([*held, *_pairs(last)])}"'
    else:
        yield f'"{" ".join([*held, last])}"*'


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)]


def _simplified(words: str) -> str:
    """One way of writing: full width as half width, capitals as small letters."""
    return unicodedata.normalize("NFKC", words).casefold()


def _indexed(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
