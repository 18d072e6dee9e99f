"""Sentences for people: Chinese as written in the code, other languages from a catalogue."""

from collections.abc import Mapping
from typing import Self


class Sentence(str):
    """A Chinese sentence that remembers how it was made, so that it can be said in English.

    As a string it is the Chinese text. `template` is the key of the translation catalogue and
    `values` fill its braces.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Fill `template`'s named braces with `values`."""
        sentence = super().__new__(cls, template.format(**values) if values else template)
        sentence.template = template
        sentence.values = values
        return sentence

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.template, dict(self.values)))

    def in_words_of(self, catalogue: Mapping[str, str]) -> str:
        """This sentence through `catalogue` (Chinese to other templates); Chinese if absent."""
        template = catalogue.get(self.template, self.template)
        values = {
            key: value.in_words_of(catalogue) if isinstance(value, Sentence) else value
            for key, value in self.values.items()
        }
        return template.format(**values) if values else template


def _rebuild(template: str, values: dict[str, object]) -> Sentence:
    return Sentence(template, **values)


def say(template: str, /, **values: object) -> Sentence:
    """A sentence to show to a person; `template` is Chinese, with named braces."""
    return Sentence(template, **values)
