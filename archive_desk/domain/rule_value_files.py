"""From the tables of a rule file to the values beside its deadlines, and the open questions."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from archive_desk.domain.basis import Basis
from archive_desk.domain.people import Role
from archive_desk.domain.rule_tables import Table
from archive_desk.domain.rule_values import (
    Continuity,
    ContinuityRule,
    Custody,
    CustodyRule,
    DiscDuty,
    DiscScope,
    Matter,
    MatterRule,
    MatterStep,
    Opening,
    OpeningKind,
    ReviewerRule,
    Sensitivity,
    SensitivityRule,
    Standing,
    WordList,
    WordListKind,
)
from archive_desk.domain.sentences import say

Article = Callable[[str], Basis]
_Value = TypeVar("_Value")
_Word = TypeVar("_Word", bound=StrEnum)


def disc_duty(root: Table, basis: Article) -> DiscDuty | None:
    """What must be burned, where the regulation says so."""
    return _optional(
        root,
        "disc_duty",
        lambda table: DiscDuty(
            table.choice("scope", DiscScope),
            basis(table.text("article")),
            table.text("text"),
            table.yes("removable"),
        ),
    )


def sensitivity(root: Table, basis: Article) -> SensitivityRule | None:
    """Its classes of secrecy."""
    return _optional(
        root,
        "sensitivity",
        lambda table: SensitivityRule(
            words_of(table, "classes", Sensitivity),
            basis(table.text("article")),
            table.text("text"),
        ),
    )


def custody(root: Table, basis: Article) -> CustodyRule | None:
    """Who keeps the recorders."""
    return _optional(
        root,
        "custody",
        lambda table: CustodyRule(
            table.choice("kind", Custody),
            basis(table.text("article")),
            table.text("text"),
            table.text("keeper", default="", may_be_empty=True),
        ),
    )


def reviewers(root: Table, basis: Article) -> ReviewerRule | None:
    """Who looks at how the records are kept."""
    return _optional(
        root,
        "reviewers",
        lambda table: ReviewerRule(
            table.text("body"),
            table.yes("external"),
            basis(table.text("article")),
            table.text("text"),
        ),
    )


def continuity(root: Table, basis: Article) -> ContinuityRule | None:
    """How unbroken a recording must be."""
    return _optional(
        root,
        "continuity",
        lambda table: ContinuityRule(
            table.choice("kind", Continuity),
            basis(table.text("article")),
            table.text("text"),
        ),
    )


def matters(root: Table, basis: Article) -> dict[Matter, MatterRule]:
    """Whose word is asked for, by matter."""
    found: dict[Matter, MatterRule] = {}
    for each in root.tables("matters"):
        matter = each.choice("matter", Matter)
        if matter in found:
            each.wrong("matter", say("这一事项写了两次"))
        found[matter] = MatterRule(
            matter,
            tuple(_step(step) for step in each.tables("steps")),
            basis(each.text("article")),
            each.text("text"),
            each.yes("distinct"),
            each.text("superseded", default="", may_be_empty=True),
        )
        each.finish()
    return found


def word_lists(root: Table, basis: Article) -> dict[WordListKind, WordList]:
    """The lists of words it gives."""
    table = root.table("lists")
    found: dict[WordListKind, WordList] = {}
    for kind in WordListKind:
        if kind.value in table:
            each = table.table(kind.value)
            found[kind] = WordList(
                kind, each.texts("words"), basis(each.text("article")), each.text("text")
            )
            each.finish()
    table.finish()
    return found


def openings(table: Table) -> dict[str, Opening]:
    """The open questions of `open.toml`: what they are, and what is done until one is decided."""
    found: dict[str, Opening] = {}
    for key in table.names():
        each = table.table(key)
        kind = each.choice("kind", OpeningKind)
        choices: list[tuple[str, str]] = []
        if kind is OpeningKind.CHOICE:
            words = each.table("choices")
            choices = [(name, words.text(name)) for name in words.names()]
        bounded = kind is OpeningKind.NUMBER
        opening = Opening(
            key,
            each.text("title"),
            kind,
            0,
            each.text("text"),
            each.text("unit", default="", may_be_empty=True),
            each.whole("least") if bounded else 0,
            each.whole("most") if bounded else 0,
            tuple(choices),
            where=each.text("where") if kind is OpeningKind.ELSEWHERE else "",
        )
        if kind is not OpeningKind.ELSEWHERE:
            opening = replace(opening, value=_opening_value(each, opening))
        found[key] = opening
        each.finish()
    return found


def decided(root: Table, known: Mapping[str, Opening]) -> dict[str, Opening]:
    """The open questions, those answered that the file's `[open.…]` tables answer."""
    table = root.table("open")
    found = dict(known)
    answerable = [key for key, each in known.items() if each.kind is not OpeningKind.ELSEWHERE]
    for key in table.names():
        each = table.table(key)
        if key not in answerable:
            table.wrong(key, say("应为以下之一：{words}", words="、".join(answerable)))
            continue
        found[key] = replace(
            known[key],
            value=_opening_value(each, known[key]),
            standing=Standing.DECIDED,
            decision=each.text("decision"),
        )
        each.finish()
    return found


def words_of(table: Table, name: str, kinds: type[_Word]) -> tuple[_Word, ...]:
    """A list of words of an enumeration."""
    words = table.texts(name)
    known = {kind.value for kind in kinds}
    if any(word not in known for word in words):
        listed = "、".join(kind.value for kind in kinds)
        table.wrong(name, say("应为以下之一：{words}", words=listed))
    return tuple(kinds(word) for word in words if word in known)


def _opening_value(table: Table, opening: Opening) -> int | str:
    if opening.kind is OpeningKind.NUMBER:
        value = table.whole("value")
        if not opening.least <= value <= opening.most:
            table.wrong(
                "value",
                say("应在 {least} 到 {most} 之间", least=opening.least, most=opening.most),
            )
        return value
    text = table.text("value")
    names = [name for name, _words in opening.choices]
    if opening.kind is OpeningKind.CHOICE and text not in names:
        table.wrong("value", say("应为以下之一：{words}", words="、".join(names)))
    return text


def _step(table: Table) -> MatterStep:
    role = table.choice("role", Role) if "role" in table else None
    step = MatterStep(table.text("title"), role)
    table.finish()
    return step


def _optional(root: Table, name: str, read: Callable[[Table], _Value]) -> _Value | None:
    if name not in root:
        return None
    table = root.table(name)
    value = read(table)
    table.finish()
    return value
