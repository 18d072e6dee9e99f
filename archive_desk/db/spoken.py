"""Sentences as JSON, so that what was written down can still be said in another language."""

import json
from collections.abc import Sequence

from archive_desk.domain.sentences import Sentence


def packed(value: object) -> object:
    """A sentence with its values, as plain JSON values."""
    if isinstance(value, Sentence):
        return {"say": value.template, "with": {k: packed(v) for k, v in value.values.items()}}
    return value if isinstance(value, int | str) else str(value)


def unpacked(value: object) -> object:
    """What `packed` made, as it was."""
    if isinstance(value, dict):
        return Sentence(value["say"], **{k: unpacked(v) for k, v in value["with"].items()})
    return value


def sentence_of(value: object) -> Sentence:
    """The same, a sentence even where it was written as plain text."""
    found = unpacked(value)
    return found if isinstance(found, Sentence) else Sentence("{text}", text=found)


def to_text(sentences: Sequence[Sentence]) -> str:
    """Sentences as one text."""
    return json.dumps([packed(each) for each in sentences], ensure_ascii=False)


def from_text(text: str) -> tuple[Sentence, ...]:
    """The sentences of `to_text`."""
    return tuple(sentence_of(each) for each in json.loads(text))
