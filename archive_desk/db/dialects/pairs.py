"""The search index on PostgreSQL: GIN over the single characters and pairs of what is searched by.

The function `footage_pairs(text) -> text[]` of the schema makes the same parts as `parts` here. A
text with all parts of a word need not have the word, so LIKE looks again at what the index found.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Text, and_, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from archive_desk.db.tables.footage import footage, footage_words


def mentions(wanted: Iterable[str]) -> ColumnElement[bool]:
    """The condition on `footage` that all of the simplified words `wanted` are mentioned."""
    words = list(wanted)
    known = sorted({part for word in words for part in parts(word)})
    held: ColumnElement[bool] = func.footage_pairs(
        footage_words.c.words, type_=ARRAY(Text)
    ).contains(cast(known, ARRAY(Text)))
    again = (footage_words.c.words.contains(word, autoescape=True) for word in words)
    return footage.c.id.in_(select(footage_words.c.footage_id).where(and_(held, *again)))


def parts(word: str) -> list[str]:
    """What the index is asked for: the pairs of a word, or the one character that it is."""
    if len(word) == 1:
        return [word]
    return [word[start : start + 2] for start in range(len(word) - 1)]
