"""The languages of the desk: Chinese as written in the code, English from a catalogue.

One catalogue serves windows, commands and errors. It is made of the files
`resources/translations/<language>/*.toml`, each a flat table of Chinese to translated text.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from archive_desk.domain.sentences import Sentence
from archive_desk.paths import resources


class Language(StrEnum):
    """What the desk can speak."""

    ZH_CN = "zh_CN"
    EN = "en"

    @property
    def label(self) -> str:
        """The language's own name for itself, so that everybody finds his own."""
        return {"zh_CN": "简体中文", "en": "English"}[self.value]


def tables(language: Language) -> Mapping[Path, Mapping[str, str]]:
    """The translations of `language` file by file; none for Chinese, which needs none."""
    found: dict[Path, Mapping[str, str]] = {}
    for path in sorted((resources() / "translations" / language.value).glob("*.toml")):
        with path.open("rb") as file:
            found[path] = tomllib.load(file)
    return found


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Chinese text or template to its translation into `language`; empty for Chinese."""
    merged: dict[str, str] = {}
    if language is not Language.ZH_CN:
        for table in tables(language).values():
            merged.update(table)
    return MappingProxyType(merged)


def render(text: Sentence | str, language: Language) -> str:
    """`text` in `language`; what the catalogue lacks stays Chinese."""
    words = catalogue(language)
    if isinstance(text, Sentence):
        return text.in_words_of(words)
    return words.get(text, text)
