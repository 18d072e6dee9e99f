import importlib
import re
import string
from enum import Enum

import pytest

from archive_desk.domain import cases, marks
from archive_desk.languages import Language, catalogue, tables
from tests.helpers.sources import PACKAGE, Text, chinese_literals, is_chinese, modules, spoken_texts

_DATE = re.compile("[年月日时分秒]")


def _missing(texts: list[Text]) -> list[str]:
    english = catalogue(Language.EN)
    return sorted({f"{text.place}: {text.words}" for text in texts if text.words not in english})


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_chinese_text_that_is_spoken_has_an_english_one() -> None:
    texts = [text for path in modules() for text in spoken_texts(path)]
    assert len(texts) > 3, "nothing was read, so nothing was checked"
    assert not _missing(texts)


@pytest.mark.parametrize("face", ["ui", "cli"])
def test_windows_and_commands_hold_no_chinese_that_stays_chinese_in_english(face: str) -> None:
    """Columns, titles and pieces of sentences too, but not the characters of a Chinese date."""
    literals = [text for path in (PACKAGE / face).rglob("*.py") for text in chinese_literals(path)]
    assert len(literals) > 20
    assert not _missing([text for text in literals if is_chinese(_DATE.sub("", text.words))])


def test_every_label_of_the_domain_has_an_english_one() -> None:
    labels = [
        Text(member.label, f"{module.__name__}.{kind.__name__}")
        for path in sorted((PACKAGE / "domain").glob("*.py"))
        for module in [importlib.import_module(f"archive_desk.domain.{path.stem}")]
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Enum) and hasattr(kind, "label")
        for member in kind
        if is_chinese(member.label)
    ]
    labels += [Text(title, "cases") for title in (*cases.STAGES, *cases.DOCUMENT_TYPES)]
    labels += [Text(title, "marks") for title in marks.CATEGORIES]
    assert len(labels) > 50
    assert not _missing(labels)


def test_one_chinese_text_is_never_said_in_two_ways() -> None:
    seen: dict[str, tuple[str, str]] = {}
    quarrels: list[str] = []
    for path, table in tables(Language.EN).items():
        for chinese, english in table.items():
            first, where = seen.setdefault(chinese, (english, path.name))
            if first != english:
                quarrels.append(f"{chinese}: {first!r} in {where}, {english!r} in {path.name}")
    assert not quarrels


def test_translations_are_plain_and_keep_their_braces() -> None:
    for chinese, english in catalogue(Language.EN).items():
        assert isinstance(english, str), f"{chinese} holds no text"
        assert english.strip(), f"{chinese} is translated by nothing"
        assert _fields(english) == _fields(chinese), f"{chinese}: the braces differ"
