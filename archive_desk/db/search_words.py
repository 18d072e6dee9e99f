"""Words as they are searched by: one way of writing, and the runs that they consist of."""

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from archive_desk.db.tables.footage import footage, footage_words

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
"""A run of Chinese characters, or one of letters and digits."""

_IS_HAN = re.compile(rf"[{_HAN}]")


def is_han(run: str) -> bool:
    """Whether a run is of Chinese characters."""
    return _IS_HAN.match(run) is not None


def simplified(words: str) -> str:
    """One way of writing: full width as half width, capitals as small letters."""
    return unicodedata.normalize("NFKC", words).casefold()


def containing(words: Iterable[str]) -> ColumnElement[bool]:
    """The condition on `footage` that its words hold each of the simplified `words`."""
    return (
        select(footage_words.c.footage_id)
        .where(
            footage_words.c.footage_id == footage.c.id,
            *(footage_words.c.words.contains(word, autoescape=True) for word in words),
        )
        .correlate(footage)
        .exists()
    )
