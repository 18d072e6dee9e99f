"""Tables of a rule file, read with care: every mistake is named by key and what is expected.

Works on mappings as TOML yields them; reading the file from disk is somebody else's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import Sentence, say

_Choice = TypeVar("_Choice", bound=StrEnum)
_BIG = 100_000
_NEAR = 1e-6


@dataclass(frozen=True)
class Mistake:
    """One mistake in a rule file: the dotted key, and what should stand there."""

    key: str
    expected: Sentence


class MistakenRules(InvalidInput):
    """A rule file that cannot be used; carries every mistake that was found in it."""

    def __init__(self, message: Sentence, mistakes: Sequence[Mistake]) -> None:
        super().__init__(message)
        self.mistakes = tuple(mistakes)


class Table:
    """One table of the file. Takes values out by name and notes what is wrong with them."""

    def __init__(self, data: object, key: str, mistakes: list[Mistake]) -> None:
        self.key = key
        self._mistakes = mistakes
        self._data: Mapping[str, object] = data if isinstance(data, Mapping) else {}
        self._left = set(self._data)
        if not isinstance(data, Mapping):
            self.wrong("", say("应为一个表"))

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def name_of(self, name: str) -> str:
        """The dotted key of `name`."""
        return f"{self.key}.{name}".strip(".")

    def wrong(self, name: str, expected: Sentence) -> None:
        """Note a mistake."""
        self._mistakes.append(Mistake(self.name_of(name), expected))

    def text(self, name: str, *, may_be_empty: bool = False, default: str | None = None) -> str:
        """A text."""
        value = self._take(name, default)
        if isinstance(value, str) and (value or may_be_empty):
            return value
        self.wrong(name, say("应为文字"))
        return ""

    def whole(self, name: str, *, least: int = 0) -> int:
        """A whole number."""
        value = self._take(name, None)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value < _BIG:
            return value
        self.wrong(name, say("应为不小于 {least} 的整数", least=least))
        return max(least, 1)

    def tenths(self, name: str) -> int:
        """A number of points, whole or with one decimal, counted in tenths."""
        value = self._take(name, None)
        if isinstance(value, int | float) and not isinstance(value, bool):
            tenths = round(value * 10)
            if abs(value * 10 - tenths) < _NEAR and 0 <= tenths < _BIG:
                return tenths
        self.wrong(name, say("应为分数，如 2 或 0.5"))
        return 0

    def day(self, name: str) -> date:
        """A date."""
        value = self._take(name, None)
        if type(value) is date:
            return value
        self.wrong(name, say("应为日期，如 2026-02-14"))
        return date.min

    def days(self, name: str) -> tuple[date, ...]:
        """A list of dates; empty if absent."""
        value = self._take(name, [])
        if isinstance(value, list) and all(type(day) is date for day in value):
            return tuple(value)
        self.wrong(name, say("应为日期的列表，如 [2026-02-14, 2026-02-28]"))
        return ()

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts with at least one in it."""
        value = self._take(name, [])
        if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.wrong(name, say("应为文字的列表，且不能为空"))
        return ()

    def yes(self, name: str) -> bool:
        """Whether something holds; not where it is absent."""
        value = self._take(name, default=False)
        if not isinstance(value, bool):
            self.wrong(name, say("应为 true 或 false"))
        return value is True

    def choice(
        self, name: str, kinds: type[_Choice], among: Sequence[_Choice] | None = None
    ) -> _Choice:
        """One of the words of an enumeration, or only of those `among` which it must be."""
        allowed = tuple(kinds) if among is None else tuple(among)
        value = self._take(name, None)
        if isinstance(value, str) and value in {kind.value for kind in allowed}:
            return kinds(value)
        words = "、".join(kind.value for kind in allowed)
        self.wrong(name, say("应为以下之一：{words}", words=words))
        return allowed[0]

    def table(self, name: str) -> "Table":
        """A table inside this one; empty if absent."""
        return Table(self._take(name, {}), self.name_of(name), self._mistakes)

    def tables(self, name: str) -> list["Table"]:
        """A list of tables; empty if absent."""
        value = self._take(name, [])
        if not isinstance(value, list):
            self.wrong(name, say("应为 [[{name}]] 形式的若干个表", name=self.name_of(name)))
            return []
        return [
            Table(each, f"{self.name_of(name)}[{at}]", self._mistakes)
            for at, each in enumerate(value, 1)
        ]

    def names(self) -> list[str]:
        """The names that stand here."""
        return list(self._data)

    def finish(self) -> None:
        """Note every name that nobody asked for: most are slips of the pen."""
        for name in sorted(self._left):
            self.wrong(name, say("不认识这一项，请核对拼写"))

    def _take(self, name: str, default: object) -> object:
        self._left.discard(name)
        return self._data.get(name, default)


_Parsed = TypeVar("_Parsed")


def parse(data: Mapping[str, object], read: Callable[[Table], _Parsed]) -> _Parsed:
    """Let `read` make a value of the file's `data`.

    Raises:
        MistakenRules: with all mistakes `read` and the table noted.
    """
    mistakes: list[Mistake] = []
    table = Table(data, "", mistakes)
    parsed = read(table)
    table.finish()
    if mistakes:
        first = mistakes[0]
        raise MistakenRules(
            say(
                "规则文件有 {count} 处错误，第一处：{key}，{expected}。",
                count=len(mistakes),
                key=first.key,
                expected=first.expected,
            ),
            mistakes,
        )
    return parsed
