"""The search index on SQLite: contentless FTS5 over tokens that are made here.

A run of Chinese characters is held as its overlapping pairs and its last character, so that a word
is a phrase of pairs; a run of letters and digits as itself and its endings, so that a part of a
number is found by its beginning.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, func, select, text
from sqlalchemy.orm import Session

from archive_desk.db.search_words import RUN, containing, is_han
from archive_desk.db.tables.footage import SEARCH_INDEX, footage

_SHORTEST_ENDING, _LONGEST_RUN = 3, 24
_FREQUENT = 20_000


def replace(session: Session, footage_id: int, known: str | None, words: str) -> None:
    """Have a recording found by `words` instead of by `known`."""
    if known is not None:
        # A contentless index forgets only what it is told again.
        session.execute(
            text(
                f"INSERT INTO {SEARCH_INDEX} ({SEARCH_INDEX}, rowid, tokens) "
                "VALUES ('delete', :id, :tokens)"
            ),
            {"id": footage_id, "tokens": tokens(known)},
        )
    session.execute(
        text(f"INSERT INTO {SEARCH_INDEX} (rowid, tokens) VALUES (:id, :tokens)"),
        {"id": footage_id, "tokens": tokens(words)},
    )


def mentions(session: Session, wanted: Iterable[str], *, in_order: bool) -> ColumnElement[bool]:
    """The condition on `footage` that all of the simplified words `wanted` are mentioned."""
    words = list(wanted)
    query = " AND ".join(phrase for word in words for phrase in _phrases(word))
    hits: Select[Any] = (
        select(column("rowid"))
        .select_from(text(SEARCH_INDEX))
        .where(text(f"{SEARCH_INDEX} MATCH :query").bindparams(query=query))
    )
    # The index knows pairs but not what stood between two runs: `1-2` is looked at again.
    compound = [word for word in words if RUN.fullmatch(word) is None]
    frequent = in_order and _reaches(session, hits, _FREQUENT)
    found: ColumnElement[bool] = (footage.c.id + 0 if frequent else footage.c.id).in_(hits)
    return and_(found, containing(compound)) if compound else found


def _reaches(session: Session, hits: Select[Any], number: int) -> bool:
    limited = hits.limit(number).subquery()
    return bool(session.scalar(select(func.count()).select_from(limited)) == number)


def tokens(words: str) -> str:
    """What the index holds for simplified `words`."""
    return " ".join(token for run in RUN.findall(words) for token in _tokens_of(run))


def _tokens_of(run: str) -> list[str]:
    if is_han(run):
        return [*_pairs(run), run[-1]]
    last = min(len(run), _LONGEST_RUN) - _SHORTEST_ENDING
    return [run, *(run[start:] for start in range(1, last + 1))]


def _phrases(word: str) -> Iterator[str]:
    """What the index is asked for a word; its last run may go on where the word ends."""
    *before, last = RUN.findall(word)
    held = [token for run in before for token in _tokens_of(run)]
    if is_han(last) and len(last) > 1:
        yield f'"{" ".join([*held, *_pairs(last)])}"'
    else:
        yield f'"{" ".join([*held, last])}"*'


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)]
