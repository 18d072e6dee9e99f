"""Long lists of ids in pieces that fit into one statement."""

from collections.abc import Iterable, Iterator
from typing import Any

_AT_ONCE = 400


def chunks(ids: Iterable[Any]) -> Iterator[list[Any]]:
    """The ids in order, each once, some hundred at a time."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
